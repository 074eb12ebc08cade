import type { z } from 'zod';
import type { attendee, registration, session } from '../schemas/session.ts';
import { isoIn } from '../time/zone-time.ts';
import { presentMs, type Stay } from './presence.ts';

type Attendee = z.output<typeof attendee.schema>;
type Registration = z.output<typeof registration.schema>;

/** One session with everybody who was in it. */
export interface Held {
  readonly session: z.output<typeof session.schema>;
  readonly attendees: readonly Attendee[];
}

export interface Wanted {
  readonly registrations: readonly Registration[];
  /** Dates are given in it. */
  readonly zone: string;
}

interface Gathered {
  readonly visits: { readonly sessionId: number; readonly attendee: Attendee; readonly stay: Stay | undefined }[];
  registration?: Registration | undefined;
}

/**
 * Who was there: one row a person over all sessions, people merged by e-mail, those without one by their name in the room; then who
 * registered and did not come. Most minutes first.
 */
export function attendanceOf(held: readonly Held[], { registrations, zone }: Wanted) {
  const people = new Map<string, Gathered>();
  const gathered = (key: string): Gathered => {
    const known = people.get(key) ?? { visits: [] };
    people.set(key, known);
    return known;
  };
  for (const { session, attendees } of held)
    for (const attendee of attendees)
      gathered(keyOf(attendee)).visits.push({ sessionId: session.id, attendee, stay: stayOf(attendee, session) });
  for (const registration of registrations) {
    if (!registration.email) continue;
    const person = gathered(emailKey(registration.email));
    person.registration ??= registration;
  }
  const heldMinutes = minutes(
    held.reduce(
      (sum, { session }) => sum + (stayOf(session, session)?.to ?? 0) - (stayOf(session, session)?.from ?? 0),
      0,
    ),
  );
  return [...people.values()]
    .map((person) => rowOf(person, { heldMinutes, zone }))
    .sort((a, b) => b.minutes - a.minutes || Number(b.attended) - Number(a.attended) || a.name.localeCompare(b.name));
}

export type AttendanceRow = ReturnType<typeof rowOf>;

function rowOf(
  { visits, registration }: Gathered,
  { heldMinutes, zone }: { readonly heldMinutes: number; readonly zone: string },
) {
  const sessions = [...new Set(visits.map(({ sessionId }) => sessionId))].map((session_id) => {
    const stays = visits.flatMap(({ sessionId, stay }) => (sessionId === session_id && stay ? [stay] : []));
    return { session_id, minutes: minutes(presentMs(stays)), ...spanOf(stays, zone) };
  });
  const present = sessions.reduce((sum, { minutes }) => sum + minutes, 0);
  const nicknames = [...new Set(visits.flatMap(({ attendee }) => attendee.nickname ?? []))];
  const newest = visits.toReversed();
  const rating = newest.find(({ attendee }) => typeof attendee.rating === 'number')?.attendee;
  return {
    email: visits.find(({ attendee }) => attendee.email)?.attendee.email ?? registration?.email ?? null,
    name: fullName(registration) ?? nicknames[0] ?? registration?.visitor_nickname ?? '',
    nicknames,
    role: highestRole(visits.flatMap(({ attendee }) => attendee.role ?? [])),
    registered: registration !== undefined,
    attended: visits.length > 0,
    minutes: present,
    percent: heldMinutes === 0 ? 0 : Math.min(100, Math.round((present / heldMinutes) * 100)),
    sessions,
    ...spanOf(
      visits.flatMap(({ stay }) => stay ?? []),
      zone,
    ),
    rating: rating?.rating ?? null,
    rating_comment: rating?.rating_comment ?? null,
  };
}

function keyOf({ email, nickname, uid, id }: Attendee): string {
  if (email) return emailKey(email);
  // Without a name too, nobody can tell two people apart.
  return nickname ? `name:${nickname.trim().toLowerCase()}` : `visit:${uid ?? id}`;
}

function emailKey(email: string): string {
  return `email:${email.trim().toLowerCase()}`;
}

interface Timed {
  readonly start_date?: string | null | undefined;
  readonly end_date?: string | null | undefined;
}

/** A visit without an end lasts as long as its session. */
function stayOf(timed: Timed, session: Timed): Stay | undefined {
  const from = Date.parse(timed.start_date ?? '');
  const to = Date.parse(timed.end_date ?? session.end_date ?? '');
  if (Number.isNaN(from)) return undefined;
  return { from, to: Number.isNaN(to) ? from : Math.max(from, to) };
}

function spanOf(stays: readonly Stay[], zone: string) {
  if (stays.length === 0) return {};
  const first = Math.min(...stays.map(({ from }) => from));
  const last = Math.max(...stays.map(({ to }) => to));
  return { first_in: isoIn(first, zone), last_out: isoIn(last, zone) };
}

function fullName(registration: Registration | undefined): string | undefined {
  const parts = [registration?.fields?.['First Name'], registration?.fields?.['Last Name']];
  const name = parts
    .filter((part) => part)
    .join(' ')
    .trim();
  return name === '' ? undefined : name;
}

const ranks = ['listener', 'guest_speaker', 'moderator', 'presenter', 'host'];

function highestRole(roles: readonly string[]): string | null {
  return roles.reduce<string | null>(
    (best, role) => (best === null || ranks.indexOf(role) > ranks.indexOf(best) ? role : best),
    null,
  );
}

function minutes(ms: number): number {
  return Math.round(ms / 60_000);
}
