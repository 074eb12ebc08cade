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
  const visits = db.visits.find({ where: { sessionId: session.id } }).filter(isGuest);
  const guests = new Map(visits.map((visit) => [visit.email.toLowerCase(), visit]));
  // One look into each collection, however many came.
  const thanked = emailsThanked(db, session, endedAt);
  const languages = languagesOf(db, room);
  for (const [emailKey, visit] of guests) {
    if (thanked.has(emailKey)) continue;
    sendThanks(world, room, { ...nameOf(db, visit), email: visit.email, lang: languages.get(emailKey) ?? 'en' });
  }
}

function isGuest({ role, email, enteredAt, removed }: Visit): boolean {
  return role !== 'host' && email !== '' && enteredAt !== null && !removed;
}

function emailsThanked(db: Collections, { id, roomId }: Pick<Session, 'id' | 'roomId'>, endedAt: number): Set<string> {
  const visits = db.visits.find({ where: { roomId, leftAt: { gte: endedAt - againAfterMs } } });
  const earlier = visits.filter((visit) => visit.sessionId !== id && isGuest(visit));
  return new Set(earlier.map(({ email }) => email.toLowerCase()));
}

function nameOf(db: Collections, { nickname, registrationId }: Visit): { firstName: string; lastName: string } {
  const registration = registrationId === null ? undefined : db.registrations.get(registrationId);
  return registration ?? { firstName: nickname, lastName: '' };
}

/** The language in which each address was written to before; a registration says more than an invitation. */
function languagesOf(db: Collections, { id: roomId }: Room): Map<string, string> {
  const invitations = db.invitations.find({ where: { roomId } });
  const registrations = db.registrations.find({ where: { roomId } });
  return new Map([...invitations, ...registrations].map(({ email, lang }) => [email.toLowerCase(), lang]));
}
