import { PorinError } from './errors.ts';
import type { Page, PageRequest } from './ports/storage.ts';

/** Pages through a list that is in memory. The cursor is the position, in base64url. Errors: `bad_request` for a foreign cursor. */
export function pageThrough<T>(items: readonly T[], { limit, cursor }: PageRequest): Page<T> {
  const start = cursor === undefined || cursor === '0' ? 0 : positionOf(cursor);
  const end = start + limit;
  const page = items.slice(start, end);
  return end < items.length ? { items: page, cursor: Buffer.from(`at:${end}`).toString('base64url') } : { items: page };
}

function positionOf(cursor: string): number {
  const position = /^at:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (position !== undefined) return Number(position);
  throw foreignCursor(cursor);
}

/** A cursor that the list did not give. */
export function foreignCursor(cursor: string): PorinError {
  return new PorinError('bad_request', `cursor: '${cursor.slice(0, 100)}' is not one that this list gave`, {
    hint: 'Pass the cursor of the page before, or none',
  });
}
