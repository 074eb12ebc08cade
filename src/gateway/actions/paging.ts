import { foreignCursor } from '../../kernel/cursor.ts';
import type { Page, PageRequest } from '../../kernel/ports/storage.ts';

/** What decides an item's place in the list: the higher score, then the higher order, then the lesser id. */
export interface Ranked {
  readonly id: string;
  /** 0 for all when nothing was asked for. */
  readonly score: number;
  /** When it was saved, 0 for a connector's own, which come after; with an intent lower from place to place. */
  readonly order: number;
}

export function compareRanked(a: Ranked, b: Ranked): number {
  return b.score - a.score || b.order - a.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * One page of a ranked list. The cursor says which item was the last, so that what comes or goes meanwhile moves no other one to
 * another page. Errors: `bad_request` for a foreign cursor.
 */
export function pageRanked<T extends Ranked>(ranked: readonly T[], { limit, cursor }: PageRequest): Page<T> {
  const last = cursor === undefined || cursor === '0' ? undefined : readCursor(cursor);
  const rest = last === undefined ? ranked : ranked.filter((item) => compareRanked(item, last) > 0);
  const items = rest.slice(0, limit);
  const end = items.at(-1);
  return end && rest.length > limit ? { items, cursor: writeCursor(end) } : { items };
}

function writeCursor({ score, order, id }: Ranked): string {
  return Buffer.from(JSON.stringify([score, order, id])).toString('base64url');
}

function readCursor(cursor: string): Ranked {
  const [score, order, id] = parsed(cursor);
  if (typeof score === 'number' && typeof order === 'number' && typeof id === 'string') return { score, order, id };
  throw foreignCursor(cursor);
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    // Whatever it is, this list did not give it; the caller says so.
    return [];
  }
}
