import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import { ActionIndex } from './index/action-index.ts';
import { parametersOf, type Searchable } from './index/document.ts';
import type { Vectors } from './language/vectors.ts';

/** Where an index lies from one start of the program to the next. */
export interface Shelf {
  /** Undefined when nothing is there. */
  read(): Promise<Uint8Array | undefined>;
  /** Puts bytes in place of what was there, whole or not at all. */
  write(bytes: Uint8Array): Promise<void>;
}

export interface Kept {
  readonly shelf: Shelf;
  /** Another text for each program that may make another index of the same actions. */
  readonly program: string;
  readonly logger: Logger;
}

/** Goes up when sections come, go or change their order. */
const format = 2;
/** Texts are gathered to this length before they are digested, for many small ones take longer. */
const longestText = 65_536;

/** An index of actions: the kept one if it is of the same actions and program, else a new one, which is kept then. No error of keeping counts. */
export async function openIndex(actions: readonly Searchable[], vectors: Vectors, kept?: Kept): Promise<ActionIndex> {
  if (kept === undefined) return new ActionIndex(actions, vectors);
  const { shelf, program, logger } = kept;
  const key = keyOf(actions, program);
  try {
    const packed = await shelf.read();
    const index = packed && ActionIndex.unpacked(packed, { key, actions, vectors });
    if (index) return index;
    if (packed)
      logger.debug({ bytes: packed.length }, 'the kept index of actions is another one or damaged; it is made anew');
  } catch (error) {
    logger.debug({ err: error }, 'the kept index of actions cannot be read; it is made anew');
  }
  const index = new ActionIndex(actions, vectors);
  shelf.write(index.packed(key)).catch((error: unknown) => {
    logger.debug({ err: error }, 'the index of actions cannot be kept');
  });
  return index;
}

/** A digest of all that an index follows from. */
function keyOf(actions: readonly Searchable[], program: string): Uint8Array {
  const hash = createHash('sha256');
  let text = JSON.stringify([format, program, endianness()]);
  for (const { app, appName, action } of actions) {
    const { key, name, description, effect, phrases, inputSchema } = action;
    text += JSON.stringify([app, appName, key, name, description, effect, phrases, parametersOf(inputSchema)]);
    if (text.length < longestText) continue;
    hash.update(text);
    text = '';
  }
  return hash.update(text).digest();
}
