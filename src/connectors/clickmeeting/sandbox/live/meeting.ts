import type { Room, Session, Visit } from '../entities.ts';
import { guardMeeting } from '../lobby.ts';
import {
  admitWaiting,
  dismiss,
  emptyRoom,
  enter,
  isFull,
  isLeading,
  openSessionOf,
  startMeeting,
  stopRecorder,
} from '../visits.ts';
import type { Actor } from './commands.ts';
import type { Command, RoomEvent } from './protocol.ts';
import { Refused } from './refused.ts';

type Given<N extends Command['do']> = Extract<Command, { do: N }>;

function roomOf({ stage, visit }: Actor): Room {
  const room = stage.db.rooms.get(visit.roomId);
  if (room === undefined) throw new Refused('This room is gone');
  return room;
}

/** The meeting that somebody is in. */
export function sessionOf({ stage, visit }: Actor): Session {
  const session = openSessionOf(stage, visit.roomId);
  if (session === undefined) throw new Refused('Nobody is in this room');
  return session;
}

/** Somebody in the same room or its lobby. */
function personOf({ stage, visit }: Actor, id: number): Visit {
  const person = stage.db.visits.get(id);
  if (person !== undefined && person.roomId === visit.roomId && person.state !== 'left') return person;
  throw new Refused(`person: nobody here has the id ${id}`, { why: 'gone' });
}

/** A hand that is up stays where it is in the order. */
export function moveHand({ stage, visit, at }: Actor, isRaised: boolean): void {
  if (isRaised !== (visit.handRaisedAt !== null)) {
    stage.db.visits.update(visit.id, { handRaisedAt: isRaised ? at : null });
  }
}

export function lowerHand(actor: Actor, { person }: Given<'lower-hand'>): void {
  moveHand({ ...actor, visit: personOf(actor, person) }, false);
}

export function rate({ stage, visit }: Actor, { stars, comment = '' }: Given<'rate'>): RoomEvent {
  stage.db.visits.update(visit.id, { rating: stars, ratingComment: comment === '' ? null : comment });
  return { is: 'rated' };
}

export function start(actor: Actor): void {
  startMeeting(actor.stage, roomOf(actor), actor.at);
}

/** Ends the meeting for everybody. A scheduled room that has begun is over with it; before its time it was a rehearsal. */
export function end(actor: Actor): void {
  const { stage, at } = actor;
  const room = roomOf(actor);
  emptyRoom(stage, room.id, { at, because: 'ended' });
  if (room.startsAt !== null && at >= room.startsAt) {
    stage.db.rooms.update(room.id, { status: 'inactive', updatedAt: at });
  }
}

/** Turned on while the meeting runs, the lobby holds newcomers until they are admitted. */
export function setLobby(actor: Actor, { enabled }: Given<'lobby'>): void {
  const { stage, at } = actor;
  const { id, lobbyEnabled } = roomOf(actor);
  if (lobbyEnabled === enabled) return;
  const room = stage.db.rooms.update(id, { lobbyEnabled: enabled, updatedAt: at });
  guardMeeting(stage, id, enabled);
  admitWaiting(stage, room, at);
}

/** Lets one person in from the lobby, or all of them in the order in which they came. */
export function admit(actor: Actor, { person }: Given<'admit'>): void {
  const { stage, visit, at } = actor;
  const room = roomOf(actor);
  const waiting =
    person === undefined
      ? stage.db.visits.find({ where: { roomId: visit.roomId, state: 'lobby' } })
      : [personOf(actor, person)].filter(({ state }) => state === 'lobby');
  if (waiting.length > 0 && isFull(stage, room)) throw new Refused('The room is full', { why: 'full' });
  for (const one of waiting) if (!isFull(stage, room)) enter(stage, one, at);
}

export function remove(actor: Actor, { person }: Given<'remove'>): void {
  const { id, role } = personOf(actor, person);
  if (id === actor.visit.id) throw new Refused('person: nobody removes themselves; leave instead');
  if (role === 'host') throw new Refused('person: the host cannot be removed');
  dismiss(actor.stage, id, { at: actor.at, because: 'removed' });
}

export function changeRole(actor: Actor, { person, role }: Given<'role'>): void {
  const { stage, at } = actor;
  const visit = personOf(actor, person);
  if (visit.role === 'host' || visit.role === 'moderator') {
    throw new Refused(`person: the role of a ${visit.role} cannot be changed`);
  }
  if (visit.role === role) return;
  const changed = stage.db.visits.update(visit.id, { role });
  if (changed.state === 'lobby' && isLeading(role)) enter(stage, changed, at);
}

export function setRecorder(actor: Actor, { on }: Given<'recorder'>): void {
  const session = sessionOf(actor);
  if (!on) stopRecorder(actor.stage, session, actor.at);
  else if (session.recordingSince === null) actor.stage.db.sessions.update(session.id, { recordingSince: actor.at });
}
