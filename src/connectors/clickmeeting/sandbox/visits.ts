import type { World } from '../../../sandbox/definition.ts';
import type { Collections } from './collections.ts';
import type { ChatMessage, LeaveReason, Role, Room, Session, Visit } from './entities.ts';
import { thankVisitors } from './mail/thanks.ts';
import { planOf } from './plan.ts';
import { addRecording } from './recordings.ts';

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
  /**
   * Whether a leading person's coming starts the meeting; true when absent. False where the page has a button for it:
   * then those in the lobby wait for `startMeeting`. Without a lobby, coming in starts the meeting anyway.
   */
  readonly starts?: boolean;
}

const leadingRoles: readonly Role[] = ['host', 'presenter', 'moderator'];

/** Whether the role starts the meeting by coming in, and so never waits in the lobby. */
export function isLeading(role: Role): boolean {
  return leadingRoles.includes(role);
}

/** The room's running session; undefined while nobody is inside. */
export function openSessionOf({ db }: Stage, roomId: number): Session | undefined {
  return db.sessions.first({ where: { roomId, endedAt: null }, orderBy: '-id' });
}

export function peopleInside({ db }: Stage, roomId: number): Visit[] {
  return db.visits.find({ where: { roomId, state: 'inside' } });
}

function countInside({ db }: Stage, roomId: number): number {
  return db.visits.count({ roomId, state: 'inside' });
}

/** Whether anybody is in the room or waits in its lobby. */
export function isOccupied({ db }: Stage, roomId: number): boolean {
  return db.visits.first({ where: { roomId, state: ['lobby', 'inside'] } }) !== undefined;
}

/** The visit of a browser that is under way in the room. */
export function visitUnderWay({ db }: Stage, roomId: number, visitorKey: string): Visit | undefined {
  return db.visits.first({ where: { visitorKey, roomId, state: ['lobby', 'inside'] }, orderBy: '-id' });
}

/** Whether a listener gets in at a time, or has to wait: for the host when there is a lobby, else for the start. */
export function isOpenForListeners(stage: Stage, room: Room, at: number): boolean {
  const session = openSessionOf(stage, room.id);
  const isStarted = session !== undefined && session.startedByHostAt !== null;
  if (room.lobbyEnabled) return isStarted && !session.guarded;
  return isStarted || room.startsAt === null || at >= room.startsAt;
}

export function isFull(stage: Stage, room: Room): boolean {
  return countInside(stage, room.id) >= planOf(stage.world).maxAttendees;
}

/** Begins a visit: inside, or in the lobby until the room opens. A token counts as used from then on. */
export function arrive(stage: Stage, room: Room, { starts = true, ...person }: Arrival, at: number): Visit {
  const { db, world } = stage;
  return world.store.transaction(() => {
    const visit = db.visits.insert({
      id: world.store.nextId('visits', 60_001),
      roomId: room.id,
      sessionId: null,
      state: 'lobby',
      city: 'Gdańsk',
      countryIso3: 'POL',
      token: null,
      registrationId: null,
      ...person,
      cameAs: person.role,
      arrivedAt: at,
      enteredAt: null,
      lastSeenAt: at,
      leftAt: null,
      leftBecause: null,
      isLive: false,
      handRaisedAt: null,
      removed: false,
      rating: null,
      ratingComment: null,
      polls: [],
    });
    markTokenUsed(stage, visit, at);
    if (!isLeading(visit.role) && !isOpenForListeners(stage, room, at)) return visit;
    const entered = enter(stage, visit, at);
    if (isLeading(visit.role) && (starts || !room.lobbyEnabled)) startMeeting(stage, room, at);
    return entered;
  });
}

function markTokenUsed({ db }: Stage, visit: Visit, at: number): void {
  const token = visit.token === null ? undefined : db.tokens.get(visit.token);
  if (token !== undefined && token.firstUseAt === null) db.tokens.update(token.id, { firstUseAt: at });
}

/** Lets those in the lobby in when the room is open, in the order in which they came, as far as there is room. */
export function admitWaiting(stage: Stage, room: Room, at: number): void {
  const waiting = stage.db.visits.find({ where: { roomId: room.id, state: 'lobby' } });
  if (waiting.length === 0 || !isOpenForListeners(stage, room, at)) return;
  for (const visit of waiting) if (!isFull(stage, room)) enter(stage, visit, at);
}

/** Brings somebody from the door or the lobby inside; the first one opens a session. */
export function enter(stage: Stage, visit: Visit, at: number): Visit {
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
      guarded: false,
      recordingSince: null,
    });
  const entered = db.visits.update(visit.id, { state: 'inside', sessionId: session.id, enteredAt: at, lastSeenAt: at });
  const inside = countInside(stage, roomId);
  if (inside > session.maxVisitors) db.sessions.update(session.id, { maxVisitors: inside });
  const registration = visit.registrationId === null ? undefined : db.registrations.get(visit.registrationId);
  if (registration !== undefined) db.registrations.update(registration.id, { sessionId: session.id });
  return entered;
}

/** Starts the meeting of those inside: the lobby opens, and the recorder runs if the room wants it. Once started it stays so. */
export function startMeeting(stage: Stage, room: Room, at: number): void {
  const session = openSessionOf(stage, room.id);
  if (session === undefined || session.startedByHostAt !== null) return;
  const recordingSince = room.settings.recorder_autostart_enabled ? at : session.recordingSince;
  stage.db.sessions.update(session.id, { startedByHostAt: at, guarded: false, recordingSince });
  admitWaiting(stage, room, at);
}

/** Turns the recorder off; what it took becomes a recording. */
export function stopRecorder(stage: Stage, { id, roomId, recordingSince }: Session, at: number): void {
  const { db } = stage;
  const room = db.rooms.get(roomId);
  if (recordingSince === null || room === undefined) return;
  db.sessions.update(id, { recordingSince: null });
  const durationSeconds = Math.max(1, Math.round((at - recordingSince) / 1000));
  addRecording(stage, { roomId, sessionId: id, name: room.name, startedAt: recordingSince, durationSeconds });
}

export interface Rating {
  /** 1 to 5. */
  readonly stars: number;
  readonly comment: string | null;
}

/** Ends a visit by the person's own wish; the last one to leave closes the session. A visit that is over stays as it is. */
export function leave(stage: Stage, visitId: number, at: number, rating?: Rating): Visit | undefined {
  return finish(stage, visitId, { at, because: 'left', rating });
}

/** Ends a visit for another reason than the person's own wish. */
export function dismiss(
  stage: Stage,
  visitId: number,
  { at, because }: { readonly at: number; readonly because: Exclude<LeaveReason, 'left'> },
): Visit | undefined {
  return finish(stage, visitId, { at, because });
}

interface Ending {
  readonly at: number;
  readonly because: LeaveReason;
  readonly rating?: Rating | undefined;
}

function finish(stage: Stage, visitId: number, { because, rating, ...ending }: Ending): Visit | undefined {
  const { db, world } = stage;
  const visit = db.visits.get(visitId);
  if (visit === undefined || visit.state === 'left') return visit;
  // The clock may have gone back meanwhile; nobody leaves before coming.
  const at = Math.max(ending.at, visit.enteredAt ?? visit.arrivedAt);
  const opinion = rating === undefined ? {} : { rating: rating.stars, ratingComment: rating.comment };
  return world.store.transaction(() => {
    const left = db.visits.update(visit.id, {
      state: 'left',
      leftAt: at,
      lastSeenAt: at,
      leftBecause: because,
      removed: because === 'removed',
      handRaisedAt: null,
      ...opinion,
    });
    if (visit.sessionId === null) return left;
    if (countInside(stage, visit.roomId) === 0) closeSession(stage, visit.sessionId, at);
    const room = db.rooms.get(visit.roomId);
    // Somebody may have waited for a place, and comes in now: a lost page is noticed late.
    if (room !== undefined && room.status === 'active') admitWaiting(stage, room, Math.max(at, world.clock.now()));
    return left;
  });
}

function closeSession(stage: Stage, sessionId: number, at: number): void {
  const { db } = stage;
  const session = db.sessions.get(sessionId);
  if (session === undefined || session.endedAt !== null) return;
  // A page that was lost is noticed late, so others may have left after it.
  const last = db.visits.first({ where: { sessionId }, orderBy: '-leftAt' });
  const endedAt = Math.max(at, last?.leftAt ?? at);
  stopRecorder(stage, session, endedAt);
  for (const poll of db.polls.find({ where: { roomId: session.roomId, state: 'open' } })) {
    db.polls.update(poll.id, { state: 'closed' });
  }
  db.sessions.update(sessionId, { endedAt });
  thankVisitors(stage, session, endedAt);
}

/** Ends everything under way in a room. */
export function emptyRoom(
  stage: Stage,
  roomId: number,
  ending: { readonly at: number; readonly because: 'ended' | 'closed' },
): void {
  // Those in the lobby first, so that a free place lets nobody in.
  for (const state of ['lobby', 'inside'] as const) {
    for (const visit of stage.db.visits.find({ where: { roomId, state } })) dismiss(stage, visit.id, ending);
  }
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
    role: visit.role,
    text,
  });
}

/** The visit that keeps a token from others: single use means one person at a time. */
export function visitWithToken({ db }: Stage, token: string): Visit | undefined {
  return db.visits.first({ where: { token, state: ['lobby', 'inside'] } });
}

/**
 * Whether somebody was sent away and has to stay out until the meeting is over.
 * The same browser, token or registration is the same person.
 */
export function isKeptOut(
  stage: Stage,
  room: Room,
  person: Pick<Visit, 'visitorKey' | 'token' | 'registrationId'>,
): boolean {
  const { db } = stage;
  const removed = db.visits
    .find({ where: { roomId: room.id, removed: true }, orderBy: '-id', limit: 1000 })
    .find(
      (visit) =>
        visit.visitorKey === person.visitorKey ||
        (visit.token !== null && visit.token === person.token) ||
        (visit.registrationId !== null && visit.registrationId === person.registrationId),
    );
  if (removed === undefined) return false;
  // The clock may stand still or go back, so its session says it best; who was sent out of the lobby has none.
  if (removed.sessionId !== null) return openSessionOf(stage, room.id)?.id === removed.sessionId;
  const ended = db.sessions.first({
    where: { roomId: room.id, endedAt: { gte: removed.leftAt ?? 0 } },
    orderBy: '-id',
  });
  return ended === undefined;
}
