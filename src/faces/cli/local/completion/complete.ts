import { exitCodes } from '../../../../kernel/errors.ts';
import type { CommandEntry } from '../../commands-table.ts';
import type { Catalog } from '../../context.ts';
import type { CliIo } from '../../io.ts';
import { oneLine } from '../../term/width.ts';
import { candidates } from './candidates.ts';
import { splitLine } from './line.ts';

/** Something that could stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** What a completion may use. */
export interface CompletionPlace {
  readonly table: readonly CommandEntry[];
  readonly catalog: Catalog;
  readonly io: CliIo;
}

/** A person waits with a finger on the key; longer than this is worse than nothing. */
const limitMs = 300;

/**
 * Prints what could stand where the cursor is, one `value<tab>description` a line: `__complete zsh =CURRENT WORDS…`, for bash
 * `__complete bash =CURRENT POINT LINE`. Says nothing else, whatever happens: it would land in the line that somebody types.
 */
export async function complete(argv: readonly string[], place: CompletionPlace): Promise<number> {
  const [shell = '', marked = '', ...rest] = argv;
  const { current, words } =
    shell === 'bash' ? splitLine(rest[1] ?? '', Number(rest[0])) : { current: marked.slice(1), words: rest };
  const found = await inTime(candidates({ words, current, place }));
  const fitting = found.filter(({ value }) => value.startsWith(current) && value !== '');
  const dropped = shell === 'bash' ? bashPrefix(current, marked.slice(1)) : 0;
  for (const { value, description } of fitting) {
    const shown = oneLine(value).slice(dropped);
    place.io.stdout.write(shell === 'bash' ? `${shellQuoted(shown)}\n` : `${shown}\t${oneLine(description ?? '')}\n`);
  }
  return exitCodes.ok;
}

async function inTime(work: Promise<readonly Candidate[]>): Promise<readonly Candidate[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Candidate[]>((resolve) => {
    timer = setTimeout(() => resolve([]), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    // No gateway, no token, no connection: then there is nothing to offer.
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** How much of the word bash keeps by itself: it ends a word at `=`, `:` and `@`, and replaces what stands after the last of them. */
function bashPrefix(current: string, last: string): number {
  const kept = /^[=:@]+$/.test(last) ? '' : last.replace(/^["']/, '');
  return current.endsWith(kept) ? current.length - kept.length : 0;
}

function shellQuoted(value: string): string {
  return value.replace(/[\s"'\\$`&;|<>()*?[\]{}!#~]/g, '\\$&');
}
