import type { World } from '../../../sandbox/definition.ts';
import type { Collections } from './collections.ts';
import type { ChatMessage, Role, Room, Session, Visit } from './entities.ts';
import { planOf } from './plan.ts';

/** What visits happen in. */
export interface Stage {
  readonly world: World;
  readonly db: Collections;
}

/** Somebody at the door, whose right to enter has been checked. */
export interface Arrival {
  readonly role: Role;
  readonly nickname: string;
  readonly email: string;
  /** User agent. */
  readonly device: string;
  readonly userIp: string;
  readonly city?: string;
  /** ISO 3166-1 alpha-3. */
  readonly countryIso3?: string;
  readonly visitorKey: string;
  readonly token?: string | null;
  readonly registrationId?: number | null;
}

/** A browser that says nothing for so long has left. */
const silentLimitMs = 2 * 3600_000;

const leadingRoles: readonly Role[] = ['host', 'presenter', 'moderator'];

/** Whether the role starts the meeting by coming in, and so never waits in the lobby. */
export function isLeading(role: Role): boolean {
  return leadingRoles.includes(role);
}

/** The room's running session; undefined while nobody is inside. */
function openSessionOf({ db }: Stage, roomId: number): Session | undefined {
  return db.sessions.first({ where: { roomId, endedAt: null }, orderBy: '-id' });
}

export function peopleInside({ db }: Stage, roomId: number): Visit[] {
  return db.visits.find({ where: { roomId, state: 'inside' } });
}

/** Whether anybody is in the room or waits in its lobby. */
export function isOccupied({ db }: Stage, roomId: number): boolean {
  return db.visits.first({ where: { roomId, state: ['lobby', 'inside'] } }) !== undefined;
}

/** Whether a listener gets in at a time, or has to wait: for the host when there is a lobby, else for the start. */
export function isOpenForListeners(stage: Stage, room: Room, at: number): boolean {
  if (peopleInside(stage, room.id).some(({ role }) => isLeading(role))) return true;
  return !room.lobbyEnabled && (room.startsAt === null || at >= room.startsAt);
}

export function isFull(stage: Stage, room: Room): boolean {
  return peopleInside(stage, room.id).length >= planOf(stage.world).maxAttendees;
}

/** Begins a visit: inside, or in the lobby until the room opens. A token counts as used from then on. */
export function arrive(stage: Stage, room: Room, arrival: Arrival, at: number): Visit {
  const { db, world } = stage;
  const visit = db.visits.insert({
    id: world.store.nextId('visits', 60_001),
    roomId: room.id,
    sessionId: null,
    state: 'lobby',
    city: 'Gdańsk',
    countryIso3: 'POL',
    token: null,
    registrationId: null,
    ...arrival,
    arrivedAt: at,
    enteredAt: null,
    lastSeenAt: at,
    leftAt: null,
    handRaisedAt: null,
    removed: false,
    rating: null,
    ratingComment: null,
    polls: [],
  });
  markTokenUsed(stage, visit, at);
  if (!isLeading(visit.role) && !isOpenForListeners(stage, room, at)) return visit;
  const entered = enter(stage, visit, at);
  if (isLeading(visit.role)) admitWaiting(stage, room, at);
  return entered;
}

function markTokenUsed({ db }: Stage, visit: Visit, at: number): void {
  const token = visit.token === null ? undefined : db.tokens.get(visit.token);
  if (token !== undefined && token.firstUseAt === null) db.tokens.update(token.id, { firstUseAt: at });
}

/** Lets those in the lobby in, in the order in which they came, as far as there is room. */
function admitWaiting(stage: Stage, room: Room, at: number): void {
  if (!isOpenForListeners(stage, room, at)) return;
  for (const visit of stage.db.visits.find({ where: { roomId: room.id, state: 'lobby' } })) {
    if (!isFull(stage, room)) enter(stage, visit, at);
  }
}

function enter(stage: Stage, visit: Visit, at: number): Visit {
  const { db, world } = stage;
  const { roomId } = visit;
  const session =
    openSessionOf(stage, roomId) ??
    db.sessions.insert({
      id: world.store.nextId('sessions', 20_001),
      roomId,
      startedAt: at,
      endedAt: null,
      maxVisitors: 0,
      startedByHostAt: null,
      recordingSince: null,
    });
  const entered = db.visits.update(visit.id, { state: 'inside', sessionId: session.id, enteredAt: at, lastSeenAt: at });
  const inside = peopleInside(stage, roomId).length;
  if (inside > session.maxVisitors) db.sessions.update(session.id, { maxVisitors: inside });
  const registration = visit.registrationId === null ? undefined : db.registrations.get(visit.registrationId);
  if (registration !== undefined) db.registrations.update(registration.id, { sessionId: session.id });
  return entered;
}

export interface Rating {
  /** 1 to 5. */
  readonly stars: number;
  readonly comment: string | null;
}

/** Ends a visit; the last one to leave closes the session. A visit that is over stays as it is. */
export function leave(stage: Stage, visitId: number, at: number, rating?: Rating): Visit | undefined {
  const { db } = stage;
  const visit = db.visits.get(visitId);
  if (visit === undefined || visit.state === 'left') return visit;
  const opinion = rating === undefined ? {} : { rating: rating.stars, ratingComment: rating.comment };
  const left = db.visits.update(visit.id, { state: 'left', leftAt: at, lastSeenAt: at, ...opinion });
  const isLast = peopleInside(stage, visit.roomId).length === 0;
  if (visit.sessionId !== null && isLast) db.sessions.update(visit.sessionId, { endedAt: at });
  return left;
}

/** Keeps what somebody inside said. */
export function say({ db, world }: Stage, visit: Visit, text: string, at: number): ChatMessage | undefined {
  if (visit.state !== 'inside' || visit.sessionId === null) return undefined;
  return db.chatMessages.insert({
    id: world.store.nextId('chat_messages'),
    roomId: visit.roomId,
    sessionId: visit.sessionId,
    sentAt: at,
    email: visit.email,
    nickname: visit.nickname,
    text,
  });
}

/** The visit that keeps a token from others: single use means one person at a time. */
export function visitWithToken({ db }: Stage, token: string): Visit | undefined {
  return db.visits.first({ where: { token, state: ['lobby', 'inside'] } });
}

/** What time alone brings about: rooms open, rooms close, silent visitors are gone. */
export function advanceVisits(stage: Stage): void {
  const now = stage.world.clock.now();
  const open = stage.db.visits.find({ where: { state: ['lobby', 'inside'] } });
  for (const visit of open) {
    const room = stage.db.rooms.get(visit.roomId);
    if (room === undefined || room.status === 'inactive') leave(stage, visit.id, Math.min(now, room?.updatedAt ?? now));
    else if (now - visit.lastSeenAt > silentLimitMs) leave(stage, visit.id, visit.lastSeenAt);
  }
  const waiting = new Set(open.filter(({ state }) => state === 'lobby').map(({ roomId }) => roomId));
  for (const roomId of waiting) {
    const room = stage.db.rooms.get(roomId);
    if (room !== undefined) admitWaiting(stage, room, now);
  }
}
