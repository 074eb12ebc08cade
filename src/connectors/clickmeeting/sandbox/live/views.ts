import type { ChatMessage, LeaveReason, Room, Session, Visit } from '../entities.ts';
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

/** Where a page goes when the visit is over: to the room's thank-you page, or the sandbox's own farewell. */
export function partingAddress(room: Room, reason: LeaveReason): string {
  const url = room.settings.thank_you_page_url;
  return /^https?:\/\//i.test(url) ? url : `/${room.nameUrl}?bye=${reason}`;
}
