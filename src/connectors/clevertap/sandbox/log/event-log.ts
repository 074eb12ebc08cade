import type { World } from '../../../../sandbox/definition.ts';
import type { Packs } from '../../../../sandbox/packs.ts';
import { packColumn, packInts } from './column.ts';
import { blockSegment, columnKey, type EventRow, ownValue, type Segment, sessionMark, tailSegment } from './segment.ts';

/** A kind of event that the project has seen. */
export interface EventKind {
  readonly id: number;
  readonly name: string;
  /** What its properties are: `string`, `number`, `boolean`, `array` or `object`. */
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

/** What is known of a sealed block without opening it. */
export interface Block {
  /** `000001/000002`: the event's number, then the block's. */
  readonly id: string;
  readonly kind: number;
  /** Place of its first event among those of its kind. */
  readonly first: number;
  readonly count: number;
  /** Epoch seconds. */
  readonly earliest: number;
  readonly latest: number;
  readonly columns: readonly string[];
}

const rowsPerBlock = 8192;

interface Kept {
  readonly kind: EventKind;
  readonly blocks: Block[];
  readonly tail: EventRow[];
  tailSegment: Segment | undefined;
}

/** Told of events as they come, so that sums can be kept up to date. */
export type Follower = (kind: EventKind, rows: readonly EventRow[]) => void;

/**
 * The events of a project, kept by kind: blocks of columns, and a tail of the last few thousand as rows.
 * A query reads only the columns it names; an upload writes only its own rows, until enough of them make a block.
 */
export class EventLog {
  readonly #world: World;
  #epoch = -1;
  #kinds = new Map<string, Kept>();
  #followers: Follower[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Calls the follower with what is appended until the data changes as a whole. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  kinds(): EventKind[] {
    return [...this.#load().values()].map(({ kind }) => kind);
  }

  kind(name: string): EventKind | undefined {
    return this.#load().get(name)?.kind;
  }

  /** How many events of a kind there are. */
  size(name: string): number {
    const kept = this.#load().get(name);
    return kept === undefined ? 0 : sealedCount(kept) + kept.tail.length;
  }

  append(name: string, rows: readonly EventRow[]): void {
    if (rows.length === 0) return;
    const kept = this.#keptOf(name, rows);
    for (const follower of this.#followers) follower(kept.kind, rows);
    let rest = rows;
    while (kept.tail.length + rest.length >= rowsPerBlock) {
      const room = rowsPerBlock - kept.tail.length;
      for (const row of rest.slice(0, room)) kept.tail.push(row);
      rest = rest.slice(room);
      this.#seal(kept);
    }
    this.#appendToTail(kept, rest);
  }

  #appendToTail(kept: Kept, rows: readonly EventRow[]): void {
    if (rows.length === 0) return;
    const at = String(sealedCount(kept) + kept.tail.length).padStart(12, '0');
    this.#packs().put(`${keyOf(kept.kind.id)}/tail/${at}`, Buffer.from(JSON.stringify(rows)));
    for (const row of rows) kept.tail.push(row);
    kept.tailSegment = undefined;
  }

  /** The parts of a kind that may hold events of a time, oldest part first. */
  segments(name: string, { from, to }: { readonly from: number; readonly to: number }): Segment[] {
    const kept = this.#load().get(name);
    if (kept === undefined) return [];
    const packs = this.#packs();
    const sealed = kept.blocks
      .filter((block) => block.latest >= from && block.earliest <= to)
      .map((block) => blockSegment(packs, block));
    if (kept.tail.length === 0) return sealed;
    kept.tailSegment ??= tailSegment(kept.tail, sealedCount(kept));
    return [...sealed, kept.tailSegment];
  }

  #packs(): Packs {
    return this.#world.store.packs('events');
  }

  #load(): Map<string, Kept> {
    const { store } = this.#world;
    if (this.#epoch === store.epoch) return this.#kinds;
    this.#followers = [];
    this.#kinds = new Map(
      kindsOf(this.#world)
        .all()
        .map((kind) => [kind.name, this.#read(kind)]),
    );
    this.#epoch = store.epoch;
    return this.#kinds;
  }

  #read(kind: EventKind): Kept {
    const packs = this.#packs();
    const tail = packs.keys(`${keyOf(kind.id)}/tail/`).flatMap((key) => {
      // append wrote these rows.
      return JSON.parse(Buffer.from(packs.get(key) ?? []).toString()) as EventRow[];
    });
    return { kind, tail, tailSegment: undefined, blocks: blocksOf(this.#world).find({ where: { kind: kind.id } }) };
  }

  #keptOf(name: string, rows: readonly EventRow[]): Kept {
    const kinds = this.#load();
    const known = kinds.get(name);
    const before = known?.kind.properties ?? {};
    const fresh = newProperties(before, rows);
    if (known !== undefined && fresh === undefined) return known;
    const { store, clock } = this.#world;
    const properties = { ...before, ...fresh };
    const kind =
      known === undefined
        ? kindsOf(this.#world).insert({ id: store.nextId('kind'), name, properties, createdAt: clock.now() })
        : kindsOf(this.#world).update(known.kind.id, { properties });
    const kept: Kept =
      known === undefined ? { kind, blocks: [], tail: [], tailSegment: undefined } : { ...known, kind };
    kinds.set(name, kept);
    return kept;
  }

  #seal(kept: Kept): void {
    const packs = this.#packs();
    const { tail, blocks, kind } = kept;
    const id = `${keyOf(kind.id)}/${String(blocks.length).padStart(6, '0')}`;
    const seconds = tail.map(([second]) => second);
    packs.put(`${id}/when`, packInts(seconds));
    packs.put(`${id}/who`, packInts(tail.map(([, who]) => who)));
    const columns = [...new Set(tail.flatMap((row) => namesOf(row)))];
    for (const column of columns) packs.put(columnKey(id, column), packColumn(tail.map((row) => cellOf(row, column))));
    const earliest = seconds.reduce((least, second) => Math.min(least, second));
    const latest = seconds.reduce((most, second) => Math.max(most, second));
    const block = { id, kind: kind.id, first: sealedCount(kept), count: tail.length, earliest, latest, columns };
    blocks.push(blocksOf(this.#world).insert(block));
    for (const key of packs.keys(`${keyOf(kind.id)}/tail/`)) packs.delete(key);
    tail.length = 0;
    kept.tailSegment = undefined;
  }
}

const kindsOf = ({ store }: World) => store.collection<EventKind>('event_kinds');
const blocksOf = ({ store }: World) => store.collection<Block>('event_blocks', { indexes: ['kind'] });

const keyOf = (kind: number): string => String(kind).padStart(6, '0');

function sealedCount({ blocks }: Kept): number {
  const last = blocks.at(-1);
  return last === undefined ? 0 : last.first + last.count;
}

function namesOf([, , properties, session]: EventRow): string[] {
  const names = Object.keys(properties);
  return session === undefined ? names : [...names, ...Object.keys(session).map((name) => sessionMark + name)];
}

function cellOf([, , properties, session]: EventRow, column: string): unknown {
  return column.startsWith(sessionMark)
    ? ownValue(session, column.slice(sessionMark.length))
    : ownValue(properties, column);
}

function newProperties(
  known: Readonly<Record<string, string>>,
  rows: readonly EventRow[],
): Record<string, string> | undefined {
  let fresh: Record<string, string> | undefined;
  for (const [, , properties] of rows) {
    for (const name in properties) {
      if (Object.hasOwn(known, name) || (fresh !== undefined && Object.hasOwn(fresh, name))) continue;
      const value = properties[name];
      fresh = { ...fresh, [name]: Array.isArray(value) ? 'array' : typeof value };
    }
  }
  return fresh;
}

const logs = new WeakMap<World, EventLog>();

/** The events of a sandbox's project. */
export function eventsOf(world: World): EventLog {
  const known = logs.get(world) ?? new EventLog(world);
  logs.set(world, known);
  return known;
}
