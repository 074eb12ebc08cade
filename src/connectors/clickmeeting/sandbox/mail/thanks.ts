import type { Collections } from '../collections.ts';
import type { Room, Session, Visit } from '../entities.ts';
import type { Stage } from '../visits.ts';
import { sendThanks } from './send.ts';

const hourMs = 3600_000;
/** A session that is only played back, as demo data is, ended longer ago and thanks nobody. */
const recentMs = 24 * hourMs;
/** Who leaves and comes back is thanked once. */
const againAfterMs = 12 * hourMs;

/** Thanks those who attended a session that is over, if the room is set to do so; never the host, and nobody who was sent away. */
export function thankVisitors({ world, db }: Stage, session: Pick<Session, 'id' | 'roomId'>, endedAt: number): void {
  const room = db.rooms.get(session.roomId);
  if (room === undefined || !room.settings.thank_you_emails_enabled) return;
  if (world.clock.now() - endedAt > recentMs) return;
  const visits = db.visits.find({ where: { sessionId: session.id } });
  const people = new Map(
    visits
      .filter(
        ({ role, email, enteredAt, removed }) => role !== 'host' && email !== '' && enteredAt !== null && !removed,
      )
      .map((visit) => [visit.email.toLowerCase(), visit]),
  );
  for (const [emailKey, visit] of people) {
    if (wasThanked(db, visit, endedAt)) continue;
    sendThanks(world, room, { ...nameOf(db, visit), email: visit.email, lang: languageOf(db, room, emailKey) });
  }
}

function wasThanked(db: Collections, { roomId, email, sessionId }: Visit, endedAt: number): boolean {
  const before = db.visits.find({ where: { roomId, email, leftAt: { gte: endedAt - againAfterMs } } });
  return before.some((visit) => visit.enteredAt !== null && visit.sessionId !== sessionId);
}

function nameOf(db: Collections, { nickname, registrationId }: Visit): { firstName: string; lastName: string } {
  const registration = registrationId === null ? undefined : db.registrations.get(registrationId);
  return registration ?? { firstName: nickname, lastName: '' };
}

/** The language in which the person was written to before; English for somebody who just came. */
function languageOf(db: Collections, { id: roomId }: Room, emailKey: string): string {
  const registration = db.registrations.first({ where: { roomId, emailKey } });
  if (registration !== undefined) return registration.lang;
  const invitations = db.invitations.find({ where: { roomId }, orderBy: '-id' });
  return invitations.find(({ email }) => email.toLowerCase() === emailKey)?.lang ?? 'en';
}
