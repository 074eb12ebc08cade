import { accountOf } from './account.ts';
import { minuteMs, minuteOf } from './dates.ts';
import type { Room, Token, Visit } from './entities.ts';
import { playPolls } from './hold-session-polls.ts';
import { addRecording } from './recordings.ts';
import { makeTokens, tokensLeft, tokensOfRoom } from './tokens/tokens.ts';
import { type Arrival, arrive, leave, type Rating, type Stage, say } from './visits.ts';

export interface SessionPlan {
  readonly attendees: number;
  readonly minutes: number;
  /** Number of chat messages. */
  readonly chat: number;
  /** Number of polls, at most `mostPlayedPolls`. */
  readonly polls: number;
}

/** What was played; the ids lead to it in the API. */
export interface HeldSession {
  readonly room: number;
  readonly session: number;
  readonly attendees: number;
  readonly chatMessages: number;
  readonly polls: number;
  readonly recording: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Says which earlier session ran at the same time. */
  readonly warning?: string;
}

const firstNames = ['Ada', 'Bartosz', 'Chiara', 'Dmitri', 'Eva', 'Fatima', 'Grzegorz', 'Hana', 'Ivan', 'Jürgen', 'Zoë'];
const lastNames = [
  'Kowalska',
  'Nowak',
  'Rossi',
  'Соколов',
  'Müller',
  'Haddad',
  'Wiśniewski',
  'Sato',
  'Petrov',
  'Núñez',
];
const lines = [
  'Hello everyone!',
  'Can you hear me?',
  'Great, thanks.',
  'Could you share the slides, please?',
  'I have a question about the price.',
  'Świetna prezentacja!',
  'Спасибо, очень полезно.',
  '"Exactly", as we said, yes.',
  'Will there be a recording?',
  'See you next time.',
];
const comments = ['Very useful.', 'A bit long, but good.', 'Bardzo ciekawe, dziękuję!', null];
const devices: readonly [string, ...string[]] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
];
const places = [
  ['Gdańsk', 'POL'],
  ['Berlin', 'DEU'],
  ['Madrid', 'ESP'],
  ['London', 'GBR'],
] as const;

interface Person {
  readonly nickname: string;
  readonly email: string;
  readonly registrationId: number | null;
  readonly token: string | null;
}

/** Plays a session that ends now: the host, then people registered for the room, then others with made-up names. */
export function holdSession(stage: Stage, room: Room, plan: SessionPlan): HeldSession {
  const endedAt = minuteOf(stage.world.clock.now());
  const startedAt = endedAt - plan.minutes * minuteMs;
  const warning = overlapWarning(stage, room.id, { startedAt, endedAt });
  const hostVisit = arrive(stage, room, hostArrival(room), startedAt);
  const listeners = peopleFor(stage, room, plan.attendees - 1).map((person) => {
    const minute = stage.world.random.int(0, Math.min(5, Math.floor(plan.minutes / 4)));
    return arrive(stage, room, arrivalOf(stage, person), startedAt + minute * minuteMs);
  });
  const leaving = listeners.map(() => endedAt - minutesEarly(stage, plan.minutes) * minuteMs);
  // Who leaves early is silent: nobody may speak after leaving.
  const speakers = [hostVisit, ...listeners.filter((_, index) => leaving[index] === endedAt)];
  playChat(stage, speakers, { startedAt, endedAt, count: plan.chat });
  const pollsAt = endedAt - Math.ceil((plan.minutes * minuteMs) / 4);
  playPolls(stage, { host: hostVisit, voters: listeners }, { count: plan.polls, at: pollsAt });
  for (const [index, { id }] of listeners.entries()) leave(stage, id, leaving[index] ?? endedAt, opinion(stage));
  leave(stage, hostVisit.id, endedAt);
  const sessionId = hostVisit.sessionId ?? 0;
  const facts = { roomId: room.id, sessionId, name: room.name, startedAt, durationSeconds: plan.minutes * 60 };
  // In some rooms the recorder starts with the meeting.
  const recorded = stage.db.recordings.first({ where: { sessionId } });
  return {
    room: room.id,
    session: sessionId,
    attendees: 1 + listeners.length,
    chatMessages: plan.chat,
    polls: plan.polls,
    recording: (recorded ?? addRecording(stage, facts)).id,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    ...(warning === undefined ? {} : { warning }),
  };
}

/** A room holds one session at a time; whoever plays two without moving the clock may not have meant that. */
function overlapWarning(
  { db }: Stage,
  roomId: number,
  { startedAt, endedAt }: { startedAt: number; endedAt: number },
): string | undefined {
  const other = db.sessions
    .find({ where: { roomId }, orderBy: '-id' })
    .find((session) => session.startedAt < endedAt && (session.endedAt ?? endedAt) > startedAt);
  if (other === undefined) return undefined;
  const [from, to] = [other.startedAt, other.endedAt ?? endedAt].map((instant) => new Date(instant).toISOString());
  return `Session ${other.id} of this room ran at the same time, from ${from} to ${to}; move the clock on before the next one`;
}

/** A quarter of the people leaves in the last fifth of the time. */
function minutesEarly({ world }: Stage, minutes: number): number {
  return world.random.int(1, 4) === 1 ? world.random.int(0, Math.floor(minutes / 5)) : 0;
}

function hostArrival(room: Room): Arrival {
  const { name, email } = accountOf(room).owner;
  return {
    role: 'host',
    nickname: name,
    email,
    device: devices[0],
    userIp: '203.0.113.1',
    visitorKey: `host-${email}`,
  };
}

function arrivalOf({ world }: Stage, person: Person): Arrival {
  const [city, countryIso3] = world.random.pick(places);
  const userIp = `203.0.113.${world.random.int(2, 254)}`;
  const visitorKey = `played-${world.random.hex(16)}`;
  return { ...person, role: 'listener', device: world.random.pick(devices), userIp, visitorKey, city, countryIso3 };
}

function peopleFor(stage: Stage, room: Room, count: number): Person[] {
  const { db } = stage;
  const tokens = room.accessType === 3 ? tokensFor(stage, room, count) : [];
  const registered = db.registrations.find({ where: { roomId: room.id }, limit: count });
  return Array.from({ length: count }, (_, index) => {
    const token = tokens[index];
    const registration = registered[index];
    if (registration === undefined) return { ...madeUp(index, token), registrationId: null };
    const nickname = `${registration.firstName} ${registration.lastName}`.trim();
    return { nickname, email: registration.email, registrationId: registration.id, token: token?.id ?? null };
  });
}

function tokensFor({ world, db }: Stage, room: Room, count: number): Token[] {
  const known = tokensOfRoom(db, room);
  const missing = Math.min(count - known.length, tokensLeft(world, db, room));
  return missing <= 0 ? known : [...known, ...makeTokens(world, db, { room, count: missing })];
}

function madeUp(index: number, token: Token | undefined): Omit<Person, 'registrationId'> {
  const first = firstNames[index % firstNames.length] ?? '';
  const last = lastNames[(index * 3 + Math.floor(index / firstNames.length)) % lastNames.length] ?? '';
  const email = token?.sentToEmail ?? `attendee${index + 1}@example.com`;
  return { nickname: `${first} ${last}`, email, token: token?.id ?? null };
}

function playChat(
  stage: Stage,
  visits: readonly Visit[],
  { startedAt, endedAt, count }: { startedAt: number; endedAt: number; count: number },
): void {
  // Everybody has come by a quarter of the time, so nobody speaks before entering.
  const firstAt = startedAt + Math.floor((endedAt - startedAt) / 4);
  for (let index = 0; index < count; index += 1) {
    const at = firstAt + Math.floor(((endedAt - firstAt) * index) / count);
    say(stage, stage.world.random.pick(visits), lines[index % lines.length] ?? '', at);
  }
}

function opinion({ world }: Stage): Rating | undefined {
  // A quarter of the people leave without a word.
  if (world.random.int(1, 4) === 1) return undefined;
  return { stars: world.random.int(3, 5), comment: world.random.pick(comments) };
}
