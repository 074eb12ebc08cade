import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';

const shortCharacters = 500;
// A cursor that somebody made up must not fill the memory.
const mostBytes = 4 * 1024 * 1024;

/** Which poll a cursor belongs to. */
export interface CursorKind<S extends z.ZodType> {
  /** Key of the action. */
  readonly key: string;
  /** What the cursor keeps; plain JSON. */
  readonly state: S;
}

/** A cursor for the next poll: opaque to callers, and only of use to the action that gave it. */
export function writeCursor<S extends z.ZodType>({ key }: CursorKind<S>, state: z.input<S>): string {
  const text = JSON.stringify([key, state]);
  // Of an account of many rooms it would not fit into an input.
  const bytes = text.length < shortCharacters ? Buffer.from(text) : deflateRawSync(text);
  return bytes.toString('base64url');
}

/** What a cursor keeps. Errors: `bad_request` for one that another action gave, or that was changed. */
export function readCursor<S extends z.ZodType>({ key, state }: CursorKind<S>, cursor: string): z.output<S> {
  const read = state.safeParse(stateIn(key, cursor));
  if (read.success) return read.data;
  throw new PorinError('bad_request', `since: '${cursor.slice(0, 60)}' is not a cursor that ${key} gave`, {
    hint: `Pass 'cursor' of the answer before, unchanged; or leave since out to begin anew`,
  });
}

function stateIn(key: string, cursor: string): unknown {
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    const isPlain = bytes[0] === '['.charCodeAt(0);
    const read = isPlain ? bytes : inflateRawSync(bytes, { maxOutputLength: mostBytes });
    const [kind, kept]: unknown[] = JSON.parse(read.toString('utf8'));
    return kind === key ? kept : undefined;
  } catch {
    // Not what writeCursor makes; the caller is told so.
    return undefined;
  }
}

/** Errors: `bad_request` when a cursor of one room, or of all, is used for another. */
export function requireSameRoom(kept: number | undefined, asked: number | undefined): void {
  if (kept === asked) return;
  const shown = (room: number | undefined) => (room === undefined ? 'all rooms' : `room ${room}`);
  throw new PorinError(
    'bad_request',
    `room_id: the cursor in since belongs to ${shown(kept)}, asked was for ${shown(asked)}`,
    {
      hint: 'Ask with the same room_id as before, or leave since out to begin anew',
    },
  );
}
