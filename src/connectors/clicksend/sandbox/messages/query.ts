import type { Collection, Where } from '../../../../sandbox/collection.ts';
import { integerOf } from '../http/fields.ts';
import { paginator, pagingOf, type Search, searchOf } from '../http/pages.ts';
import type { Call } from '../http/route.ts';
import type { Message } from './entities.ts';
import { countOf, type Dates, type Order, rowsAt } from './places.ts';

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

function orderOf({ order }: Search): Order {
  const field = orders.find((known) => known === order?.field) ?? 'date';
  return { field, isDescending: order?.isDescending === true };
}

interface Conditions {
  readonly where: Where<Message>;
  readonly anyOf: readonly Where<Message>[];
  readonly dates: Dates;
}

function conditionsOf(call: Call, search: Search): Conditions {
  const known = search.terms.filter(([field]) => Object.hasOwn(readers, field));
  const terms = known.map(([field, value]) => readers[field]?.(value) ?? {});
  const dates = datesOf(call);
  if (search.isAny && terms.length > 1) return { where: {}, anyOf: terms, dates };
  return { where: Object.assign({}, ...terms), anyOf: [], dates };
}

function datesOf({ query }: Call): Dates {
  const from = integerOf(query.get('date_from'));
  const to = integerOf(query.get('date_to'));
  return { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) };
}

/** A page of an account's messages, as the query asks. A late page is read from the end: skipping rows takes its time. */
export function messagePage(call: Call, messages: Collection<Message>, show: (message: Message) => unknown) {
  const paging = pagingOf(call);
  const search = searchOf(call);
  const order = orderOf(search);
  const wanted = { messages, name: `${call.caller.account.id} ${call.url}`, ...conditionsOf(call, search) };
  const { store } = call.world;
  const total = countOf(store, wanted);
  const offset = (paging.page - 1) * paging.limit;
  const limit = Math.min(paging.limit, total - offset);
  let rows: Message[] = [];
  if (limit > 0 && offset * 2 <= total) rows = rowsAt(store, wanted, { ...order, offset, limit });
  else if (limit > 0) {
    const fromEnd = { field: order.field, isDescending: !order.isDescending, offset: total - offset - limit, limit };
    rows = rowsAt(store, wanted, fromEnd).reverse();
  }
  return paginator(call, paging, { total, rows: rows.map(show) });
}
