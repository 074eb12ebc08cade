import { timingSafeEqual } from 'node:crypto';
import type { AcceptSocket, SandboxSocket, SocketHandler, World } from '../../../../sandbox/definition.ts';
import { openCollections } from '../collections.ts';
import { roomByPin } from '../rooms/find.ts';
import { type Stage, visitUnderWay } from '../visits.ts';
import { answerCommand } from './commands.ts';
import type { Media } from './media.ts';
import { OpenRoom, type Page } from './open-room.ts';
import { pollIdOf } from './poll-board.ts';
import { Presence } from './presence.ts';
import { type Change, type WatchedName, watchStore } from './watch.ts';

const known = new WeakMap<World, Live>();

/** What happens in the rooms of a world while people are inside; one for each world. `media` counts at the first call. */
export function liveOf(world: World, media?: Media): Live {
  const live = known.get(world) ?? new Live(world, media);
  known.set(world, live);
  return live;
}

const socketPath = /^\/_room\/(\d{1,9})\/socket$/;
const visitorPattern = /^[0-9a-f]{32}$/;

/** Tabs that one person may have open in a room. */
const maxPages = 10;

/** A clock that is off by so much has been moved. */
const jumpMs = 1000;

type Changes = Map<WatchedName, Set<number | string | undefined>>;

/** The open pages of all rooms. Only they are in memory: what is true stands in the store, and each write of it is told. */
class Live {
  readonly #stage: Stage;
  readonly #media: Media | undefined;
  readonly #presence: Presence;
  readonly #rooms = new Map<number, OpenRoom>();
  /** The rooms of visits with a page. */
  readonly #roomOfVisit = new Map<number, OpenRoom>();
  #changes: Changes = new Map();
  /** How far the sandbox's clock was ahead of the machine's when last looked at. Units: ms. */
  #clockAheadMs: number;

  constructor(world: World, media: Media | undefined) {
    this.#media = media;
    this.#clockAheadMs = world.clock.now() - Date.now();
    this.#stage = { world, db: openCollections(world.store) };
    this.#presence = new Presence(this.#stage, (visitId) => this.#roomOfVisit.get(visitId)?.isShown(visitId) === true);
    watchStore(world.store, (change) => this.#note(change));
  }

  /** What time alone brings about in rooms. */
  advance(): void {
    this.#tellJump();
    this.#presence.advance();
    if (this.#rooms.size > 0) this.#presence.noteAlive();
  }

  /** `GET /_room/<pin>/socket`: the page of a visit that is under way; the cookie, or `?visitor=` where there is none, says whose. */
  readonly accept: AcceptSocket = (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const pin = socketPath.exec(pathname)?.[1];
    if (pin === undefined) return new Response('Not found', { status: 404 });
    const visitorKey = searchParams.get('visitor') ?? cookieOf(request);
    const room = roomByPin(this.#stage.db, Number(pin));
    const isKey = visitorKey !== undefined && visitorPattern.test(visitorKey);
    const visit = room === undefined || !isKey ? undefined : visitUnderWay(this.#stage, room.id, visitorKey);
    // The index finds by order, so the whole key is compared once more.
    if (visit === undefined || !isKey || !isEqual(visit.visitorKey, visitorKey)) {
      return new Response('Enter the room first', { status: 403 });
    }
    const pages = this.#rooms.get(visit.roomId)?.pagesOf(visit.id) ?? 0;
    if (pages >= maxPages) return new Response('Too many pages of one visit', { status: 429 });
    return (socket) => this.#open(socket, visit.id);
  };

  /** Pages count the time by themselves from what they were told, so a clock that jumped has to be told. */
  #tellJump(): void {
    const now = this.#stage.world.clock.now();
    const aheadMs = now - Date.now();
    const isJump = Math.abs(aheadMs - this.#clockAheadMs) > jumpMs;
    this.#clockAheadMs = aheadMs;
    if (isJump) for (const room of this.#rooms.values()) room.showClock(now);
  }

  #open(socket: SandboxSocket, visitId: number): SocketHandler {
    const { db, world } = this.#stage;
    const visit = db.visits.get(visitId);
    if (visit === undefined) {
      socket.close(1000, 'closed');
      return { message: () => undefined, closed: () => undefined };
    }
    const page: Page = {
      visitId,
      visitorKey: visit.visitorKey,
      lastLine: 0,
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code, reason),
    };
    if (visit.state !== 'left') db.visits.update(visitId, { isLive: true, lastSeenAt: world.clock.now() });
    const room = this.#rooms.get(visit.roomId) ?? new OpenRoom(this.#stage, visit.roomId);
    this.#rooms.set(room.id, room);
    this.#roomOfVisit.set(visitId, room);
    room.open(page);
    this.#presence.opened(visitId);
    this.#tellMedia(room, visitId);
    return {
      message: (text) => answerCommand(this.#stage, page, text),
      closed: () => this.#close(room, page),
    };
  }

  #close(room: OpenRoom, page: Page): void {
    const { db, world } = this.#stage;
    room.close(page);
    if (room.isShown(page.visitId)) return;
    this.#tellMedia(room, page.visitId);
    if (this.#roomOfVisit.get(page.visitId) === room) this.#roomOfVisit.delete(page.visitId);
    if (!room.isWatched && this.#rooms.get(room.id) === room) this.#rooms.delete(room.id);
    const visit = db.visits.get(page.visitId);
    if (visit === undefined || visit.state === 'left') return;
    db.visits.update(visit.id, { lastSeenAt: world.clock.now() });
    this.#presence.closed(visit);
  }

  #note({ name, id, isNew }: Change): void {
    // Ids of rooms and visits are numbers; nobody is in a new room.
    if (name === 'rooms' && !isNew && typeof id !== 'string') this.#presence.noteRoom(id);
    if (name === 'visits' && typeof id !== 'string') this.#presence.noteVisit(id);
    if (this.#rooms.size === 0) return;
    if (this.#changes.size === 0) setImmediate(() => this.#tellAll());
    this.#changes.set(name, (this.#changes.get(name) ?? new Set()).add(id));
  }

  /** Tells the pages what was written in this turn of the event loop. */
  #tellAll(): void {
    try {
      // Nobody looked at the data since, if the sandbox was stopped.
      while (this.#changes.size > 0 && this.#rooms.size > 0) {
        this.#presence.advance();
        const changes = this.#changes;
        this.#changes = new Map();
        this.#tell(changes);
      }
      this.#changes = new Map();
    } catch (error) {
      // The pages come back by themselves and get a fresh scene.
      for (const room of this.#rooms.values()) room.breakOff('The sandbox failed');
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }

  #tell(changes: Changes): void {
    this.#tellRooms(changes);
    this.#tellVisits(changes.get('visits'));
    this.#tellPolls(changes);
    for (const id of changes.get('chatMessages') ?? []) {
      const message = typeof id === 'number' ? this.#stage.db.chatMessages.get(id) : undefined;
      if (message !== undefined) this.#rooms.get(message.roomId)?.showChat(message);
    }
    for (const room of this.#rooms.values()) if (!room.isWatched) this.#rooms.delete(room.id);
  }

  #tellRooms(changes: Changes): void {
    const changed = new Set<OpenRoom | undefined>();
    for (const id of changes.get('rooms') ?? []) if (typeof id === 'number') changed.add(this.#rooms.get(id));
    for (const id of changes.get('sessions') ?? []) {
      const session = typeof id === 'number' ? this.#stage.db.sessions.get(id) : undefined;
      if (session !== undefined) changed.add(this.#rooms.get(session.roomId));
    }
    for (const room of changed) room?.showFacts();
  }

  #tellVisits(ids: ReadonlySet<number | string | undefined> | undefined): void {
    const told: [OpenRoom, number][] = [];
    for (const id of ids ?? []) {
      if (typeof id === 'number') {
        const visit = this.#stage.db.visits.get(id);
        const room = visit === undefined ? this.#roomThatKnows(id) : this.#rooms.get(visit.roomId);
        if (room !== undefined) told.push([room, id]);
      } else {
        for (const room of this.#rooms.values()) for (const known of room.knownVisits()) told.push([room, known]);
      }
    }
    // When a meeting ends nobody is left to hear who went.
    for (const [room, id] of told) room.sendOffIfOver(id);
    for (const [room, id] of told) room.showVisit(id);
    for (const [room, id] of told) this.#tellMedia(room, id);
  }

  #tellMedia(room: OpenRoom, id: number): void {
    if (this.#media === undefined) return;
    const visit = room.isShown(id) ? this.#stage.db.visits.get(id) : undefined;
    const person = { room: room.id, visit: id };
    if (visit?.state === 'inside') this.#media.admit({ ...person, maySend: visit.role !== 'listener' });
    else this.#media.release(person);
  }

  #tellPolls(changes: Changes): void {
    const polls = new Set<number>();
    for (const id of changes.get('votes') ?? []) {
      if (typeof id === 'string') {
        const pollId = pollIdOf(id);
        this.#roomWithPoll(pollId)?.noteVote(id);
        polls.add(pollId);
        continue;
      }
      for (const room of this.#rooms.values()) {
        room.noteVote(undefined);
        for (const pollId of room.pollIds()) polls.add(pollId);
      }
    }
    for (const id of changes.get('polls') ?? []) if (typeof id === 'number') polls.add(id);
    for (const id of polls) this.#roomWithPoll(id)?.showPoll(id);
  }

  #roomThatKnows(visitId: number): OpenRoom | undefined {
    return [...this.#rooms.values()].find((room) => room.knows(visitId));
  }

  #roomWithPoll(pollId: number): OpenRoom | undefined {
    const poll = this.#stage.db.polls.get(pollId);
    if (poll !== undefined) return this.#rooms.get(poll.roomId);
    return [...this.#rooms.values()].find((room) => room.holds(pollId));
  }
}

function cookieOf(request: Request): string | undefined {
  return /(?:^|;\s*)cm_visitor=([0-9a-f]{32})(?:;|$)/.exec(request.headers.get('cookie') ?? '')?.[1];
}

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
