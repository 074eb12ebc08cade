import type { ChatMessage, Room, Session, Visit } from '../entities.ts';
import type { ChatLine, Person, RoomFacts } from './protocol.ts';

/** Somebody in a room or its lobby as pages show them; undefined when the visit is over. */
export function personOf({ id, nickname, role, state, handRaisedAt }: Visit): Person | undefined {
  return state === 'left' ? undefined : { id, nickname, role, state, handRaisedAt };
}

export function factsOf(room: Room, session: Session | undefined): RoomFacts {
  return {
    name: room.name,
    type: room.roomType,
    status: room.status,
    startsAt: room.startsAt,
    timezone: room.timezone,
    lobbyEnabled: room.lobbyEnabled,
    lobbyDescription: room.lobbyDescription,
    started: session !== undefined && session.startedByHostAt !== null,
    recordingSince: session?.recordingSince ?? null,
  };
}

export function chatLineOf({ id, sentAt, nickname, role, text }: ChatMessage): ChatLine {
  return { id, at: sentAt, nickname, role, text };
}
