import type { Packs } from '../../../../sandbox/packs.ts';
import { type Column, columnOf, unpackColumn, unpackInts } from './column.ts';
import type { Block } from './event-log.ts';

/** Epoch seconds, the number of the profile, the event's properties, those of its session. */
export type EventRow = readonly [
  when: number,
  who: number,
  properties: Readonly<Record<string, unknown>>,
  session?: Readonly<Record<string, unknown>>,
];

/** A part of the events of one kind. Its members read what they give, once. */
export interface Segment {
  /** Place of its first event among those of its kind. */
  readonly first: number;
  readonly count: number;
  readonly earliest: number;
  readonly latest: number;
  /** Epoch seconds of each event. */
  when(): Uint32Array;
  /** The number of each event's profile, as it was at that time. */
  who(): Uint32Array;
  /** A property of the event; all absent where no event has it. */
  property(name: string): Column;
  session(name: string): Column;
  /** Properties and session properties of one event. */
  row(at: number): { readonly properties: Record<string, unknown>; readonly session: Record<string, unknown> };
}

/** Columns of session properties stand apart from those of the event by their first letters. */
export const sessionMark = 's\u0000';

/** Where a column of a block is kept. Keys are UTF-8, in which halves of characters are all the same. */
export function columnKey(block: string, name: string): string {
  return `${block}/p:${/\p{Surrogate}/u.test(name) ? JSON.stringify(name) : name}`;
}

/** A property that an event has itself: one may be called `constructor`. */
export function ownValue(fields: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Takes any name for a property, `__proto__` too. */
const emptyFields = (): Record<string, unknown> => Object.create(null);

/** A sealed part, read from the store column by column. */
export function blockSegment(packs: Packs, block: Block): Segment {
  const opened = new Map<string, Column>();
  const bytesOf = (key: string): Uint8Array => packs.get(key) ?? new Uint8Array();
  const column = (name: string): Column => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const fresh = block.columns.includes(name) ? unpackColumn(bytesOf(columnKey(block.id, name))) : columnOf([]);
    opened.set(name, fresh);
    return fresh;
  };
  let when: Uint32Array | undefined;
  let who: Uint32Array | undefined;
  return {
    ...block,
    when: () => {
      when ??= unpackInts(bytesOf(`${block.id}/when`));
      return when;
    },
    who: () => {
      who ??= unpackInts(bytesOf(`${block.id}/who`));
      return who;
    },
    property: column,
    session: (name) => column(sessionMark + name),
    row: (at) => {
      const [properties, session] = [emptyFields(), emptyFields()];
      for (const name of block.columns) {
        const value = column(name).at(at);
        if (value === undefined) continue;
        if (name.startsWith(sessionMark)) session[name.slice(sessionMark.length)] = value;
        else properties[name] = value;
      }
      return { properties, session };
    },
  };
}

/** The part that is not sealed yet; rows that come later are not in it. */
export function tailSegment(rows: readonly EventRow[], first: number): Segment {
  const when = Uint32Array.from(rows, ([second]) => second);
  const who = Uint32Array.from(rows, (row) => row[1]);
  return {
    first,
    count: rows.length,
    earliest: when.reduce((least, second) => Math.min(least, second), 0xffffffff),
    latest: when.reduce((most, second) => Math.max(most, second), 0),
    when: () => when,
    who: () => who,
    property: (name) => columnOf(rows.map((row) => ownValue(row[2], name))),
    session: (name) => columnOf(rows.map((row) => ownValue(row[3], name))),
    row: (at) => ({ properties: { ...rows[at]?.[2] }, session: { ...rows[at]?.[3] } }),
  };
}
