import { isoIn, minuteOf } from './dates.ts';
import type { Room, Session, Visit } from './entities.ts';
import { integerOf } from './http/fields.ts';
import { notFound } from './http/refusal.ts';
import { type Call, ok, type Route } from './http/route.ts';
import { registrationView } from './registrations/links.ts';
import { advanceReport, findReport, reportLanguages, reportView } from './reports/reports.ts';
import { roomOf } from './rooms/find.ts';
import { countPeople, peakOf } from './sessions-people.ts';

/**
 * The session that the path names as `:session`, of the room that it names as `:room`.
 * Errors: Refusal 404 for an unknown one, one of another room, or one that still runs.
 */
export function sessionOf(call: Call, room: Room): Session {
  const text = call.params['session'] ?? '';
  const id = integerOf(text);
  const session = id === undefined ? undefined : call.db.sessions.get(id);
  if (session !== undefined && session.roomId === room.id && session.endedAt !== null) return session;
  throw notFound('session_id', `No session with the id ${text.slice(0, 100)} in room ${room.id}`);
}

/** Sessions show whole minutes. */
function minuteIn(timeMs: number, room: Room): string {
  return isoIn(minuteOf(timeMs), room.timezone);
}

function visitsOf({ db }: Call, session: Session): Visit[] {
  return db.visits.find({ where: { sessionId: session.id } });
}

function summary(session: Session, room: Room, visits: readonly Visit[]) {
  return {
    total_visitors: countPeople(visits),
    max_visitors: peakOf(session, visits),
    start_date: minuteIn(session.startedAt, room),
    end_date: minuteIn(session.endedAt ?? session.startedAt, room),
  };
}

function stay(visit: Visit, room: Room) {
  const entered = visit.enteredAt ?? visit.arrivedAt;
  return { start_date: minuteIn(entered, room), end_date: minuteIn(visit.leftAt ?? entered, room) };
}

function pdfView(call: Call, session: Session) {
  const entries = reportLanguages.map((lang) => {
    const report = findReport(call, session, lang);
    if (report !== undefined) return [lang, reportView(call.world, advanceReport(call, report))];
    const path = `/v1/conferences/${session.roomId}/sessions/${session.id}/generate-pdf/${lang}`;
    return [lang, { generate_pdf_url: call.world.origin + path, progress: 0 }];
  });
  return Object.fromEntries(entries);
}

function attendeeView(visit: Visit, room: Room) {
  return {
    id: visit.id,
    uid: String(visit.id),
    role: visit.role,
    nickname: visit.nickname,
    email: visit.email,
    device: visit.device,
    rating: visit.rating === null ? null : String(visit.rating),
    rating_comment: visit.ratingComment,
    ...stay(visit, room),
    user_ip: visit.userIp,
    city: visit.city,
    country_iso3: visit.countryIso3,
    ...(visit.polls.length === 0 ? {} : { polls: visit.polls }),
  };
}

function listSessions(call: Call) {
  const room = roomOf(call);
  const sessions = call.db.sessions.find({ where: { roomId: room.id, endedAt: { ne: null } } });
  return ok(sessions.map((session) => ({ id: session.id, ...summary(session, room, visitsOf(call, session)) })));
}

function showSession(call: Call) {
  const room = roomOf(call);
  const session = sessionOf(call, room);
  const visits = visitsOf(call, session);
  const attendees = visits.map((visit) => {
    return { id: visit.id, ...stay(visit, room), login: visit.nickname, email: visit.email };
  });
  return ok({ ...summary(session, room, visits), attendees, pdf: pdfView(call, session) });
}

function listAttendees(call: Call) {
  const room = roomOf(call);
  return ok(visitsOf(call, sessionOf(call, room)).map((visit) => attendeeView(visit, room)));
}

function listRegistrations(call: Call) {
  const room = roomOf(call);
  const session = sessionOf(call, room);
  const found = call.db.registrations.find({ where: { roomId: room.id, sessionId: session.id } });
  return ok(found.map((registration) => registrationView(call.world, room, registration)));
}

export const sessionRoutes: readonly Route[] = [
  { method: 'GET', path: '/conferences/:room/sessions', handle: listSessions },
  { method: 'GET', path: '/conferences/:room/sessions/:session', handle: showSession },
  { method: 'GET', path: '/conferences/:room/sessions/:session/attendees', handle: listAttendees },
  { method: 'GET', path: '/conferences/:room/sessions/:session/registrations', handle: listRegistrations },
];
