import type { Collections } from '../collections.ts';
import type { Room } from '../entities.ts';
import { integerOf } from '../http/fields.ts';
import { notFound } from '../http/refusal.ts';
import type { Call } from '../http/route.ts';

/** The room that the path names as `:room`. Errors: Refusal 404 for an unknown id, one of another account, a pin or a name. */
export function roomOf(call: Pick<Call, 'db' | 'params' | 'account'>): Room {
  const text = call.params['room'] ?? '';
  const id = integerOf(text);
  const room = id === undefined ? undefined : call.db.rooms.get(id);
  if (room !== undefined && room.accountId === call.account.userId) return room;
  throw notFound('room_id', `No conference room with the id ${text.slice(0, 100)}`);
}

/** The room whose page is `origin/slug`; letter case does not matter. */
export function roomBySlug(db: Collections, slug: string): Room | undefined {
  return db.rooms.first({ where: { nameUrl: slug.toLowerCase() } });
}

export function roomByPin(db: Collections, pin: number): Room | undefined {
  return db.rooms.first({ where: { roomPin: pin } });
}

/** When a scheduled room is over; null for a permanent one. */
export function endsAt(room: Room): number | null {
  return room.startsAt === null ? null : room.startsAt + room.durationMinutes * 60_000;
}
