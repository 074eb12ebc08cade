import type { Collection, Document, Where } from '../../../../sandbox/collection.ts';
import { integerOf, textOf } from './fields.ts';
import type { Call } from './route.ts';

export interface Paging {
  readonly page: number;
  readonly limit: number;
}

/** Which page is asked for. A limit beyond 15 to 100 is brought back into it; nonsense counts as absent. */
export function pagingOf({ query }: Pick<Call, 'query'>, usualLimit = 15): Paging {
  const page = Math.max(1, integerOf(query.get('page')) ?? 1);
  const limit = integerOf(query.get('limit')) ?? usualLimit;
  return { page, limit: Math.min(100, Math.max(15, limit)) };
}

/** The paginator around one page of rows. */
export function paginator(call: Pick<Call, 'url'>, { page, limit }: Paging, part: { total: number; rows: unknown[] }) {
  const { total, rows } = part;
  const lastPage = Math.ceil(total / limit);
  const link = (to: number): string => `${call.url}?page=${to}`;
  const first = (page - 1) * limit + 1;
  return {
    total,
    per_page: limit,
    current_page: total === 0 ? 1 : page,
    last_page: lastPage,
    next_page_url: page < lastPage ? link(page + 1) : null,
    prev_page_url: page > 1 && total > 0 ? link(page - 1) : null,
    from: rows.length === 0 ? null : first,
    to: rows.length === 0 ? null : first + rows.length - 1,
    data: rows,
  };
}

/** The paginator of newer lists, with what Laravel adds. */
export function longPaginator(call: Call, paging: Paging, part: { total: number; rows: unknown[] }) {
  const page = paginator(call, paging, part);
  const last = Math.max(1, page.last_page);
  const link = (to: number) => `${call.url}?page=${to}`;
  const numbers = Array.from({ length: Math.min(last, 20) }, (_, index) => index + 1);
  const links = [
    { url: page.prev_page_url, label: '&laquo; Previous', active: false },
    ...numbers.map((number) => ({ url: link(number), label: String(number), active: number === page.current_page })),
    { url: page.next_page_url, label: 'Next &raquo;', active: false },
  ];
  return { ...page, first_page_url: link(1), last_page_url: link(last), path: call.url, links };
}

type Row = Readonly<Record<string, unknown>>;

/** Searching and sorting as the service words them. */
export interface Search {
  readonly terms: readonly (readonly [field: string, value: string])[];
  readonly isAny: boolean;
  readonly order: { readonly field: string; readonly isDescending: boolean } | undefined;
}

/** Reads `q=field:value,field2:value`, `operator` and `order_by=field:desc`. */
export function searchOf({ query }: Pick<Call, 'query'>): Search {
  const terms = (query.get('q') ?? '').split(',').flatMap((term) => {
    const colon = term.indexOf(':');
    return colon < 1 ? [] : [[term.slice(0, colon).trim(), term.slice(colon + 1).trim()] as const];
  });
  const [field = '', direction = ''] = (query.get('order_by') ?? '').split(':');
  const order = field === '' ? undefined : { field: field.trim(), isDescending: /^desc/i.test(direction.trim()) };
  return { terms, isAny: /^or$/i.test(query.get('operator') ?? ''), order };
}

function matches(row: Row, { terms, isAny }: Search): boolean {
  // A field that no row has does not narrow the search.
  const known = terms.filter(([field]) => Object.hasOwn(row, field));
  if (known.length === 0) return true;
  const isEqual = ([field, value]: readonly [string, string]): boolean =>
    (textOf(row[field]) ?? '').toLowerCase() === value.toLowerCase();
  return isAny ? known.some(isEqual) : known.every(isEqual);
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return (textOf(left) ?? '').localeCompare(textOf(right) ?? '', 'en');
}

/** One page of rows that are all in memory: lists that people keep by hand. */
export function pageOf(call: Call, rows: readonly Row[], usualLimit = 15) {
  const paging = pagingOf(call, usualLimit);
  const search = searchOf(call);
  const found = search.terms.length === 0 ? [...rows] : rows.filter((row) => matches(row, search));
  const { order } = search;
  if (order !== undefined) {
    const sign = order.isDescending ? -1 : 1;
    found.sort((left, right) => sign * compare(left[order.field], right[order.field]));
  }
  const start = (paging.page - 1) * paging.limit;
  return { paging, part: { total: found.length, rows: found.slice(start, start + paging.limit) } };
}

/** The page of a collection, each document as it is shown. Only who searches or sorts has all of them read: a list may hold 20,000 contacts. */
export function listOf<T extends Document>(
  call: Call,
  documents: Collection<T>,
  { show, where = {} }: { readonly show: (document: T) => Row; readonly where?: Where<T> },
) {
  const { terms, order } = searchOf(call);
  if (terms.length > 0 || order !== undefined) {
    const { paging, part } = pageOf(call, documents.find({ where }).map(show));
    return paginator(call, paging, part);
  }
  const paging = pagingOf(call);
  const { page, limit } = paging;
  const rows = documents.find({ where, limit, offset: (page - 1) * limit }).map(show);
  return paginator(call, paging, { total: documents.count(where), rows });
}
