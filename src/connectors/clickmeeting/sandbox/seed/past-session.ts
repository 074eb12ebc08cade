import { minuteMs } from '../dates.ts';
import type { Registration, Room } from '../entities.ts';
import type { PollResult } from '../poll-entities.ts';
import { addRecording } from '../recordings.ts';
import { arrive, leave, type Rating, type Stage, say } from '../visits.ts';

const device = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** What one attendee did, in minutes after the start. */
interface Part {
  readonly comes: number;
  readonly goes: number;
  readonly says?: readonly (readonly [minute: number, text: string])[];
  readonly rating?: Rating;
  /** Answer to the poll: an index of `choices`. */
  readonly votes?: number;
}

const choices = ['Faster search', 'A mobile app', 'More languages'];

/** By the order of registration: Anna, Boris, Chen, Dana. */
const parts: readonly Part[] = [
  {
    comes: 0,
    goes: 55,
    votes: 0,
    rating: { stars: 5, comment: 'Clear and to the point.' },
    says: [[2, 'Good afternoon!']],
  },
  {
    comes: 1,
    goes: 55,
    votes: 1,
    rating: { stars: 4, comment: null },
    says: [
      [21, 'When will the mobile app come?'],
      [54, 'Thank you!'],
    ],
  },
  { comes: 3, goes: 41, votes: 0, says: [[30, 'Will there be a recording?']] },
  {
    comes: 10,
    goes: 52,
    rating: { stars: 3, comment: 'The sound was low at times.' },
    says: [[51, 'Thanks, I have to go.']],
  },
];

function pollOf(vote: number): PollResult {
  const answers = [{ value: choices[vote] ?? '', points: 0 }];
  return { name: 'Roadmap', questions: [{ question: 'What should come first?', answers }] };
}

type Event = readonly [minute: number, happen: (at: number) => void];

function attendeeEvents(
  stage: Stage,
  facts: { room: Room; registration: Registration; part: Part; ip: string },
): Event[] {
  const { room, registration, part, ip } = facts;
  let visitId = 0;
  const come = (at: number): void => {
    const visit = arrive(
      stage,
      room,
      {
        role: 'listener',
        nickname: registration.firstName,
        email: registration.email,
        device,
        userIp: ip,
        visitorKey: `seed-${registration.id}`,
        registrationId: registration.id,
      },
      at,
    );
    visitId = visit.id;
    if (part.votes !== undefined) stage.db.visits.update(visit.id, { polls: [pollOf(part.votes)] });
  };
  const speak =
    (text: string) =>
    (at: number): void => {
      const visit = stage.db.visits.get(visitId);
      if (visit !== undefined) say(stage, visit, text, at);
    };
  return [
    [part.comes, come],
    ...(part.says ?? []).map(([minute, text]): Event => [minute, speak(text)]),
    [part.goes, (at) => leave(stage, visitId, at, part.rating)],
  ];
}

/** Plays the roadmap webinar of last week: its people come, chat, vote, rate and leave, and it is recorded. */
export function seedPastSession(stage: Stage, room: Room, registrations: readonly Registration[]): void {
  const startsAt = room.startsAt ?? stage.world.clock.now();
  const events = registrations.flatMap((registration, position) => {
    const part = parts[position];
    return part === undefined
      ? []
      : attendeeEvents(stage, { room, registration, part, ip: `203.0.113.${10 + position}` });
  });
  // A stable sort keeps coming before speaking within a minute.
  for (const [minute, happen] of events.sort(([left], [right]) => left - right)) happen(startsAt + minute * minuteMs);
  const session = stage.db.sessions.first({ where: { roomId: room.id } });
  addRecording(stage, {
    roomId: room.id,
    sessionId: session?.id ?? null,
    name: room.name,
    startedAt: startsAt + minuteMs,
    durationSeconds: 54 * 60,
  });
}
