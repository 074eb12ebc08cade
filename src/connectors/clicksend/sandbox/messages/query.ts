import type { Collection, Query, Where } from '../../../../sandbox/collection.ts';
import type { Store } from '../../../../sandbox/store.ts';
import { integerOf } from '../http/fields.ts';
import { type Paging, paginator, pagingOf, type Search, searchOf } from '../http/pages.ts';
import type { Call } from '../http/route.ts';
import type { Message } from './entities.ts';

type Reader = (value: string) => Where<Message>;

const phone =
  (field: 'to' | 'from'): Reader =>
  (
    value, // A plus that was not escaped has become a space, and then nothing.
  ) => ({ [field]: [value, `+${value}`] });

const statuses = ['Queued', 'Scheduled', 'Completed', 'Sent', 'Failed', 'Cancelled', 'WaitApproval', 'Received'];

/** Fields to search by; searches are not case-sensitive. */
const readers: Readonly<Record<string, Reader>> = {
  status: (value) => ({
    status: statuses.find((status) => status.toLowerCase() === value.toLowerCase()) ?? (value as never),
  }),
  to: phone('to'),
  from: phone('from'),
  message_id: (value) => ({ message_id: value.toUpperCase() }),
  subaccount_id: (value) => ({ subaccount_id: integerOf(value) ?? -1 }),
  list_id: (value) => ({ list_id: integerOf(value) ?? -1 }),
  contact_id: (value) => ({ contact_id: integerOf(value) ?? -1 }),
  status_code: (value) => ({ status_code: value }),
  direction: (value) => ({ direction: value.toLowerCase() === 'in' ? 'in' : 'out' }),
  country: (value) => ({ country: value.toUpperCase() }),
  custom_string: (value) => ({ custom_string: value }),
  body: (value) => ({ body: value }),
};

const orders = ['date', 'status', 'to', 'from', 'message_id', 'schedule', 'subaccount_id', 'country'] as const;

function orderOf({ order }: Search): NonNullable<Query<Message>['orderBy']> {
  const field = orders.find((known) => known === order?.field) ?? 'date';
  return order?.isDescending === true ? `-${field}` : field;
}

/** Conditions of which any may hold; one is the usual case. */
function wheresOf(search: Search, dates: Where<Message>): Where<Message>[] {
  const terms = search.terms.flatMap(([field, value]) => readers[field]?.(value) ?? []);
  if (terms.length === 0) return [dates];
  if (search.isAny) return terms.map((term) => ({ ...term, ...dates }));
  return [Object.assign({}, dates, ...terms)];
}

function datesOf({ query }: Call): Where<Message> {
  const from = integerOf(query.get('date_from'));
  const to = integerOf(query.get('date_to'));
  if (from === undefined && to === undefined) return {};
  return { date: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) } };
}

const counts = new WeakMap<Store, { changes: number; readonly byQuery: Map<string, number> }>();

/** How many there are; remembered until something is written, because a million rows take a while to count. */
function count(
  store: Store,
  name: string,
  { messages, where }: { messages: Collection<Message>; where: Where<Message> },
) {
  let known = counts.get(store);
  if (known === undefined || known.changes !== store.changes || known.byQuery.size > 500) {
    known = { changes: store.changes, byQuery: new Map() };
    counts.set(store, known);
  }
  const key = `${name} ${JSON.stringify(where)}`;
  const total = known.byQuery.get(key) ?? messages.count(where);
  known.byQuery.set(key, total);
  return total;
}

interface Wanted {
  readonly where: Where<Message>;
  readonly orderBy: NonNullable<Query<Message>['orderBy']>;
  readonly total: number;
}

/** One page in order. A late page is read from the end: skipping rows takes its time. */
function rowsOf(messages: Collection<Message>, { page, limit }: Paging, { where, orderBy, total }: Wanted): Message[] {
  const offset = (page - 1) * limit;
  const wanted = Math.min(limit, total - offset);
  if (wanted <= 0) return [];
  if (offset * 2 <= total) return messages.find({ where, orderBy, limit: wanted, offset });
  const backwards = (orderBy.startsWith('-') ? orderBy.slice(1) : `-${orderBy}`) as typeof orderBy;
  return messages.find({ where, orderBy: backwards, limit: wanted, offset: total - offset - wanted }).reverse();
}

/** A page of an account's messages, as the query asks. */
export function messagePage(call: Call, messages: Collection<Message>, show: (message: Message) => unknown) {
  const paging = pagingOf(call);
  const search = searchOf(call);
  const orderBy = orderOf(search);
  const [where = {}, ...others] = wheresOf(search, datesOf(call));
  if (others.length > 0)
    return anyPage(
      call,
      [where, ...others].flatMap((one) => messages.find({ where: one })),
      show,
    );
  const name = `${call.caller.account.id} ${call.url}`;
  const total = count(call.world.store, name, { messages, where });
  const rows = rowsOf(messages, paging, { where, orderBy, total });
  return paginator(call, paging, { total, rows: rows.map(show) });
}

function anyPage(call: Call, found: readonly Message[], show: (message: Message) => unknown) {
  const paging = pagingOf(call);
  const sign = searchOf(call).order?.isDescending === true ? -1 : 1;
  const rows = [...new Map(found.map((message) => [message.id, message])).values()];
  rows.sort((left, right) => sign * (left.date - right.date || left.id - right.id));
  const start = (paging.page - 1) * paging.limit;
  return paginator(call, paging, {
    total: rows.length,
    rows: rows.slice(start, start + paging.limit).map(show),
  });
}
