import type { World } from '../../../../sandbox/definition.ts';
import { eventsOf } from '../log/event-log.ts';
import type { EventRow } from '../log/segment.ts';
import { peopleOf } from './people.ts';

/** What somebody did of one kind, as profiles show it; epoch seconds. */
export interface Sum {
  readonly count: number;
  readonly first_seen: number;
  readonly last_seen: number;
}

/** Per profile number, before merges: how often, first and last. */
interface Sums {
  count: Uint32Array;
  first: Uint32Array;
  last: Uint32Array;
}

const everything = { from: 0, to: 0xffffffff };

/** How often each person did what, kept up to date from the event log; made anew when the data changes as a whole. */
class Activity {
  readonly #world: World;
  #epoch = -1;
  #sums = new Map<string, Sums>();
  /** Numbers of profiles that were merged into another, by that one's. */
  #merged = new Map<number, number[]>();
  #mergedAt = -1;

  constructor(world: World) {
    this.#world = world;
  }

  /** What a person did, by kind of event; only of one kind where it is named. */
  of(id: number, only?: string): Record<string, Sum> {
    this.#load();
    const ids = [id, ...(this.#mergedInto().get(id) ?? [])];
    // Any name may be that of an event, `__proto__` too.
    const found: Record<string, Sum> = Object.create(null);
    for (const [name, sums] of this.#sums) {
      if (only !== undefined && only !== name) continue;
      const sum = joined(sums, ids);
      if (sum !== undefined) found[name] = sum;
    }
    return found;
  }

  #load(): void {
    const { store } = this.#world;
    if (this.#epoch === store.epoch) return;
    const log = eventsOf(this.#world);
    this.#sums = new Map();
    for (const { name } of log.kinds()) {
      for (const segment of log.segments(name, everything)) this.#add(name, segment.who(), segment.when());
    }
    log.follow((kind, rows) => this.#addRows(kind.name, rows));
    this.#epoch = store.epoch;
  }

  #addRows(name: string, rows: readonly EventRow[]): void {
    this.#add(
      name,
      rows.map((row) => row[1]),
      rows.map((row) => row[0]),
    );
  }

  #add(name: string, who: ArrayLike<number>, when: ArrayLike<number>): void {
    const sums = this.#sums.get(name) ?? emptySums(1024);
    this.#sums.set(name, sums);
    for (let at = 0; at < who.length; at += 1) {
      const id = who[at] ?? 0;
      const second = when[at] ?? 0;
      if (id >= sums.count.length) grow(sums, id);
      const before = sums.count[id] ?? 0;
      sums.count[id] = before + 1;
      if (before === 0 || second < (sums.first[id] ?? 0)) sums.first[id] = second;
      if (second > (sums.last[id] ?? 0)) sums.last[id] = second;
    }
  }

  #mergedInto(): Map<number, number[]> {
    const { store } = this.#world;
    if (this.#mergedAt === store.changes) return this.#merged;
    this.#merged = new Map();
    for (const { id, into } of peopleOf(this.#world).gone()) {
      if (into === 0) continue;
      const owner = peopleOf(this.#world).owners()[id] ?? 0;
      this.#merged.set(owner, [...(this.#merged.get(owner) ?? []), id]);
    }
    this.#mergedAt = store.changes;
    return this.#merged;
  }
}

function joined({ count, first, last }: Sums, ids: readonly number[]): Sum | undefined {
  const active = ids.filter((id) => (count[id] ?? 0) > 0);
  if (active.length === 0) return undefined;
  return {
    count: active.reduce((sum, id) => sum + (count[id] ?? 0), 0),
    first_seen: Math.min(...active.map((id) => first[id] ?? 0)),
    last_seen: Math.max(...active.map((id) => last[id] ?? 0)),
  };
}

function emptySums(size: number): Sums {
  return { count: new Uint32Array(size), first: new Uint32Array(size), last: new Uint32Array(size) };
}

function grow(sums: Sums, id: number): void {
  const larger = emptySums(Math.max(id + 1, sums.count.length * 2));
  larger.count.set(sums.count);
  larger.first.set(sums.first);
  larger.last.set(sums.last);
  Object.assign(sums, larger);
}

const all = new WeakMap<World, Activity>();

/** What the people of a sandbox's project did. */
export function activityOf(world: World): Activity {
  const known = all.get(world) ?? new Activity(world);
  all.set(world, known);
  return known;
}
