import type { Collection, Where } from '../../../../sandbox/collection.ts';
import type { Store } from '../../../../sandbox/store.ts';
import type { Message } from './entities.ts';

/** Epoch seconds, both included. */
export interface Dates {
  readonly gte?: number;
  readonly lte?: number;
}

/** Which messages are wanted. */
export interface Wanted {
  readonly messages: Collection<Message>;
  /** Another one for each collection. */
  readonly name: string;
  readonly where: Where<Message>;
  readonly anyOf: readonly Where<Message>[];
  readonly dates: Dates;
}

export interface Order {
  readonly field: keyof Message;
  readonly isDescending: boolean;
}

interface Part extends Order {
  readonly offset: number;
  readonly limit: number;
}

/** The first message of a date, and how many come before it. */
interface Place {
  readonly date: number;
  readonly before: number;
}

interface Remembered {
  readonly changes: number;
  readonly totals: Map<string, number>;
  readonly places: Map<string, Place[]>;
}

const maxQueries = 500;
const maxPlaces = 1000;
/** To skip so many takes less time than to remember a place. */
const nearEnough = 2000;

const memory = new WeakMap<Store, Remembered>();

/** What is known of this data until something is written: of a million messages, counting and skipping take a while. */
function rememberedOf(store: Store): Remembered {
  const known = memory.get(store);
  if (known?.changes === store.changes && known.totals.size + known.places.size < maxQueries) return known;
  const fresh: Remembered = { changes: store.changes, totals: new Map(), places: new Map() };
  memory.set(store, fresh);
  return fresh;
}

function keyOf({ name, where, anyOf, dates }: Wanted): string {
  return JSON.stringify([name, where, anyOf, dates]);
}

function whereOf({ where }: Wanted, dates: Dates): Where<Message> {
  return dates.gte === undefined && dates.lte === undefined ? where : { ...where, date: dates };
}

/** How many there are. */
export function countOf(store: Store, wanted: Wanted): number {
  const { totals } = rememberedOf(store);
  const key = keyOf(wanted);
  const total = totals.get(key) ?? wanted.messages.count(whereOf(wanted, wanted.dates), wanted.anyOf);
  totals.set(key, total);
  return total;
}

/** Some of them in order. By date they are looked for from the nearest place that is known. */
export function rowsAt(store: Store, wanted: Wanted, { field, isDescending, offset, limit }: Part): Message[] {
  const orderBy = isDescending ? (`-${field}` as const) : field;
  const read = (dates: Dates, skipped: number): Message[] =>
    wanted.messages.find({ where: whereOf(wanted, dates), anyOf: wanted.anyOf, orderBy, limit, offset: skipped });
  if (field !== 'date') return read(wanted.dates, offset);
  const { places } = rememberedOf(store);
  const key = `${orderBy} ${keyOf(wanted)}`;
  const known = places.get(key) ?? [];
  const near = known.findLast(({ before }) => before <= offset);
  const start = near === undefined ? {} : isDescending ? { lte: near.date } : { gte: near.date };
  const skipped = offset - (near?.before ?? 0);
  const rows = read({ ...wanted.dates, ...start }, skipped);
  const [first] = rows;
  if (first === undefined || skipped < nearEnough || known.length >= maxPlaces) return rows;
  const ids = isDescending ? { gt: first.id } : { lt: first.id };
  const same = wanted.messages.count({ ...wanted.where, date: first.date, id: ids }, wanted.anyOf);
  const place = { date: first.date, before: offset - same };
  places.set(
    key,
    [...known, place].sort((left, right) => left.before - right.before),
  );
  return rows;
}
