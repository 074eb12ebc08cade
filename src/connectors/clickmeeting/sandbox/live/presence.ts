import { randomUUID } from 'node:crypto';
import type { Visit } from '../entities.ts';
import { admitWaiting, dismiss, emptyRoom, leave, type Stage } from '../visits.ts';

/** A page without script that asks for nothing for so long has left. */
const silentLimitMs = 2 * 3600_000;

/** How long the last page of a visit may be away, as during a reload, in real time. */
const graceMs = 30_000;

/** How often it is noted that pages are open, so that a crash does not make people leave long before it. */
const noteAliveMs = 60_000;

const aliveKey = 'pages_alive_at';
const markKey = 'presence_mark';

const processStamp = randomUUID();

interface Grace {
  /** Tells the visit from another with its id, after a reset. */
  readonly arrivedAt: number;
  /** When the last page closed, by the sandbox's clock. */
  readonly closedAt: number;
  /** Of `performance.now()`. */
  readonly endsAt: number;
}

/**
 * What time alone brings about in visits: rooms open, rooms close, people who are gone have left. It runs before each
 * request, so it remembers what is due next and looks at nothing before.
 */
export class Presence {
  readonly #stage: Stage;
  readonly #isShown: (visitId: number) => boolean;
  readonly #graces = new Map<number, Grace>();
  readonly #changedRooms = new Set<number>();
  readonly #changedVisits = new Set<number>();
  /** By the sandbox's clock. */
  #dueAt = 0;
  /** Of `performance.now()`. */
  #graceDueAt = 0;
  #noteAliveAt = 0;
  /** Of the visits as this process last wrote or saw them; the stored one differs when the data was exchanged under us. */
  #mark: string | undefined;
  #marks = 0;

  constructor(stage: Stage, isShown: (visitId: number) => boolean) {
    this.#stage = stage;
    this.#isShown = isShown;
  }

  /** A room was written. */
  noteRoom(id: number | undefined): void {
    if (id === undefined) this.#mark = undefined;
    else this.#changedRooms.add(id);
  }

  /** A visit was written. */
  noteVisit(id: number | undefined): void {
    if (id === undefined) this.#mark = undefined;
    else this.#changedVisits.add(id);
    if (this.#mark !== undefined) this.#changeMark();
  }

  /** A page of the visit is open. */
  opened(visitId: number): void {
    this.#graces.delete(visitId);
  }

  /** The visit's last page is gone. */
  closed({ id, arrivedAt }: Visit): void {
    const closedAt = this.#stage.world.clock.now();
    this.#startGrace(id, { arrivedAt, closedAt });
  }

  advance(): void {
    const { store, clock } = this.#stage.world;
    const now = clock.now();
    const realNow = performance.now();
    const isExchanged = this.#mark === undefined || store.getState<string>(markKey) !== this.#mark;
    if (isExchanged || now >= this.#dueAt || realNow >= this.#graceDueAt) this.#checkAll(now, realNow);
    for (const id of [...this.#changedRooms]) {
      this.#checkRoom(id, now);
      this.#changedRooms.delete(id);
    }
    for (const id of [...this.#changedVisits]) {
      const visit = this.#stage.db.visits.get(id);
      if (visit !== undefined && visit.state !== 'left') this.#expect(visit);
      this.#changedVisits.delete(id);
    }
  }

  /** Notes that pages are open. */
  noteAlive(): void {
    if (performance.now() < this.#noteAliveAt) return;
    this.#noteAliveAt = performance.now() + noteAliveMs;
    this.#stage.world.store.setState(aliveKey, this.#stage.world.clock.now());
  }

  /** Each mark is new, whatever snapshots are gone back to. */
  #changeMark(): void {
    this.#marks += 1;
    const mark = `${processStamp} ${this.#marks}`;
    this.#mark = mark;
    this.#stage.world.store.setState(markKey, mark);
  }

  #startGrace(visitId: number, { arrivedAt, closedAt }: Pick<Grace, 'arrivedAt' | 'closedAt'>): Grace {
    const grace = { arrivedAt, closedAt, endsAt: performance.now() + graceMs };
    this.#graces.set(visitId, grace);
    this.#graceDueAt = Math.min(this.#graceDueAt, grace.endsAt);
    return grace;
  }

  /** Keeps in mind when something may happen to a visit by itself. */
  #expect(visit: Visit): void {
    if (!this.#isShown(visit.id)) this.#dueAt = Math.min(this.#dueAt, visit.lastSeenAt + silentLimitMs + 1);
    if (visit.state !== 'lobby') return;
    const startsAt = this.#stage.db.rooms.get(visit.roomId)?.startsAt ?? null;
    if (startsAt !== null && startsAt > this.#stage.world.clock.now()) this.#dueAt = Math.min(this.#dueAt, startsAt);
  }

  #checkAll(now: number, realNow: number): void {
    const { db } = this.#stage;
    this.#changedRooms.clear();
    this.#changedVisits.clear();
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#graceDueAt = Number.POSITIVE_INFINITY;
    const underWay = db.visits.find({ where: { state: ['lobby', 'inside'] } });
    for (const id of new Set(underWay.map(({ roomId }) => roomId))) this.#checkRoom(id, now);
    for (const visit of underWay) this.#checkVisit(visit, now, realNow);
    const open = new Set(underWay.map(({ id }) => id));
    for (const id of this.#graces.keys()) if (!open.has(id)) this.#graces.delete(id);
    this.#changeMark();
  }

  #checkRoom(id: number, now: number): void {
    const room = this.#stage.db.rooms.get(id);
    if (room !== undefined && room.status === 'active') admitWaiting(this.#stage, room, now);
    else emptyRoom(this.#stage, id, { at: Math.min(now, room?.updatedAt ?? now), because: 'closed' });
  }

  #checkVisit(visit: Visit, now: number, realNow: number): void {
    const { id } = visit;
    const grace = this.#isShown(id) ? undefined : this.#graceOf(visit);
    if (grace !== undefined && realNow >= grace.endsAt) leave(this.#stage, id, grace.closedAt);
    const seenAt = grace?.closedAt ?? visit.lastSeenAt;
    if (!this.#isShown(id) && now - seenAt > silentLimitMs) dismiss(this.#stage, id, { at: seenAt, because: 'silent' });
    const after = this.#stage.db.visits.get(id);
    if (after === undefined || after.state === 'left') return;
    this.#expect(after);
    if (grace !== undefined) this.#graceDueAt = Math.min(this.#graceDueAt, grace.endsAt);
  }

  /** The time that a visit with a page has for coming back; after a restart it begins anew. */
  #graceOf({ id, isLive, arrivedAt, lastSeenAt }: Visit): Grace | undefined {
    if (!isLive) return undefined;
    const known = this.#graces.get(id);
    if (known?.arrivedAt === arrivedAt) return known;
    const { store, clock } = this.#stage.world;
    const aliveAt = Math.min(store.getState<number>(aliveKey) ?? 0, clock.now());
    return this.#startGrace(id, { arrivedAt, closedAt: Math.max(lastSeenAt, aliveAt) });
  }
}
