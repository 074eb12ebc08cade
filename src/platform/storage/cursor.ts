import { type SelectQueryBuilder, sql } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { Page, PageRequest } from '../../kernel/ports/storage.ts';
import type { Tables } from './schema.ts';

/** The last row of a page: the next page starts after it, however many rows came meanwhile. */
interface Position {
  readonly createdAt: number;
  readonly id: string;
}

const maxLimit = 1000;

/** The position that a cursor stands for; undefined is the beginning. Errors: `bad_request` naming `cursor`. */
function decodeCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined || cursor === '0') return undefined;
  const match = /^(\d{1,16})\.([A-Za-z0-9_-]{1,200})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, createdAt, id] = match ?? [];
  if (createdAt === undefined || id === undefined) {
    throw new PorinError('bad_request', `cursor: '${cursor.slice(0, 100)}' is not a cursor of this list`, {
      hint: 'Send the cursor of the page before unchanged, or none to start',
      details: { path: 'cursor' },
    });
  }
  return { createdAt: Number(createdAt), id };
}

/** Errors: `bad_request` when the limit is not 1–1000. */
function checkedLimit({ limit }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new PorinError('bad_request', `limit: expected a whole number from 1 to ${maxLimit}, got ${limit}`, {
    details: { path: 'limit' },
  });
}

/** A page from one row more than it holds: the extra row only tells that there is a next page. */
function pageOf<T extends Position>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || !last) return { items };
  return { items, cursor: Buffer.from(`${last.createdAt}.${last.id}`, 'latin1').toString('base64url') };
}

type Found<Table extends keyof Tables, Stored> = SelectQueryBuilder<Tables, Table, Stored>;

/** A page of what a query of one table finds, newest first. Errors: `bad_request` for a limit or cursor that is none. */
export function newestFirst<Table extends keyof Tables, Stored, Row extends Position>(
  found: Found<Table, Stored>,
  page: PageRequest,
  toRow: (stored: Stored) => Row,
): Promise<Page<Row>> {
  return inOrder(found, { ...page, order: 'desc' }, toRow);
}

/** The same in the order that is given. */
export async function inOrder<Table extends keyof Tables, Stored, Row extends Position>(
  found: Found<Table, Stored>,
  page: PageRequest & { readonly order: 'asc' | 'desc' },
  toRow: (stored: Stored) => Row,
): Promise<Page<Row>> {
  const { order } = page;
  const limit = checkedLimit(page);
  const after = decodeCursor(page.cursor);
  const behind = order === 'asc' ? sql`>` : sql`<`;
  const query = after ? found.where(sql<boolean>`(created_at, id) ${behind} (${after.createdAt}, ${after.id})`) : found;
  const rows = await query
    .orderBy(sql`created_at`, order)
    .orderBy(sql`id`, order)
    .limit(limit + 1)
    .execute();
  return pageOf(rows.map(toRow), limit);
}
