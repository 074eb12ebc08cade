import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bootActions } from '../on-sandbox.fixture.ts';
import { drain, open } from './drain.fixture.ts';

const room = fc.nat({ max: 5 });
const event = fc.oneof(
  fc.record({ kind: fc.constant('register' as const), room, count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('meet' as const), room, count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('make' as const) }),
  fc.record({ kind: fc.constant('delete' as const), room }),
  fc.record({ kind: fc.constant('close' as const), room }),
  fc.record({ kind: fc.constant('open' as const), room }),
  fc.record({ kind: fc.constant('stop-registration' as const), room }),
  fc.record({ kind: fc.constant('later' as const), minutes: fc.constantFrom(1, 20, 600, 3000, 20_000) }),
  fc.record({ kind: fc.constant('skew' as const), minutes: fc.constantFrom(0, -600, 90, -30_000, 5000) }),
  fc.record({ kind: fc.constant('poll' as const), limit: fc.constantFrom(1, 2, 7, 500), all: fc.boolean() }),
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

const keys = ['poll-new-registrations', 'poll-new-attendees', 'poll-new-recordings'] as const;

/** Plays a story of an account, polls in the middle of it, and compares what came with what happened. */
async function play(events: readonly Event[]) {
  const booted = await bootActions();
  const { run, control, tools, sandbox } = booted;
  let skewMs = 0;
  // The gateway's clock is not the app's.
  Object.defineProperty(tools.facts, 'now', { get: () => sandbox.world.clock.now() + skewMs });
  const rooms = [10001, 10002, 10003];
  const gone = new Set<number>();
  const happened = new Map(keys.map((key) => [key, new Map<string, number>()]));
  const given = new Map(keys.map((key) => [key, [] as string[]]));
  const cursors = new Map<string, string>();
  const poll = async (key: (typeof keys)[number], input: object, isWhole: boolean) => {
    const since = cursors.get(key);
    const page = isWhole
      ? await drain(booted, key, since, input)
      : await run(key, { ...input, ...(since === undefined ? {} : { since }) });
    cursors.set(key, page.cursor);
    given.get(key)?.push(...page.items.map(({ event_id }: any) => event_id));
  };
  for (const key of keys) await poll(key, {}, true);
  for (const key of keys) expect(given.get(key)).toEqual([]);

  /** Notes what there is in a room, which is all that happened as long as it is noted after each change. */
  async function note(room_id: number) {
    const put = (key: (typeof keys)[number], ids: readonly string[]) => {
      for (const id of ids) happened.get(key)?.set(id, room_id);
    };
    const registered = (await run('list-registrations', { room_id, status: 'all' })).items;
    put(
      'poll-new-registrations',
      registered.map(({ id }: any) => `registration:${id}`),
    );
    const recorded = (await run('list-recordings', { room_id })).items;
    put(
      'poll-new-recordings',
      recorded.map(({ id }: any) => `recording:${id}`),
    );
    for (const { id: session_id } of (await run('list-sessions', { room_id })).items) {
      const came = (await run('get-session-attendees', { room_id, session_id })).items;
      put(
        'poll-new-attendees',
        came.map(({ id }: any) => `attendee:${session_id}:${id}`),
      );
    }
  }
  for (const id of rooms) await note(id);
  const before = new Map(keys.map((key) => [key, new Set(happened.get(key)?.keys())]));

  let serial = 0;
  const refusedIsFine = (error: Error & { code?: string }) => {
    if (error.code !== 'upstream_refused' && error.code !== 'bad_request' && error.code !== 'conflict') throw error;
  };
  for (const happening of events) {
    const at = 'room' in happening ? (rooms[happening.room % rooms.length] ?? 0) : 0;
    const isGone = gone.has(at);
    if (happening.kind === 'poll') for (const key of keys) await poll(key, { limit: happening.limit }, happening.all);
    else if (happening.kind === 'later') booted.advance(happening.minutes);
    else if (happening.kind === 'skew') skewMs = happening.minutes * 60_000;
    else if (happening.kind === 'make') {
      serial += 1;
      rooms.push((await run('create-conference', { ...open, name: `Room ${serial}` })).id);
    } else if (isGone) continue;
    else if (happening.kind === 'delete') {
      gone.add(at);
      await run('delete-conference', { room_id: at });
    } else if (happening.kind === 'close' || happening.kind === 'open') {
      const status = happening.kind === 'open' ? 'active' : 'inactive';
      await run('update-conference', { room_id: at, status }).catch(refusedIsFine);
      if (status === 'active') await run('set-registration', { room_id: at, enabled: true });
    } else if (happening.kind === 'stop-registration') await run('set-registration', { room_id: at, enabled: false });
    else if (happening.kind === 'meet') {
      if ((await run('get-conference', { room_id: at })).status === 'inactive') continue;
      control('hold-session', { room: at, attendees: happening.count, minutes: 5, chat: 0 });
      await note(at);
    } else {
      const people = Array.from({ length: happening.count }, () => {
        serial += 1;
        return { first_name: 'P', last_name: 'Q', email: `p${serial}@example.com` };
      });
      await run('register-participants', { room_id: at, people }).catch(refusedIsFine);
      await note(at);
    }
  }
  // The first of the two may end a round that was begun before; what came since in rooms of its beginning follows with the next.
  for (const key of [...keys, ...keys]) await poll(key, {}, true);
  for (const key of keys) {
    const came = given.get(key) ?? [];
    expect(new Set(came).size, `${key} twice`).toBe(came.length);
    const old = before.get(key) ?? new Set();
    expect(
      came.filter((id) => old.has(id)),
      `${key} from before`,
    ).toEqual([]);
    const all = happened.get(key) ?? new Map<string, number>();
    const lost = [...all].filter(([id, in_]) => !old.has(id) && !came.includes(id) && !gone.has(in_));
    expect(lost, `${key} lost`).toEqual([]);
  }
}

// Each of these lost something once.
const known: [Event[]][] = [
  // A gateway's clock that jumps makes no room look long closed.
  [
    [
      { kind: 'register', room: 1, count: 2 },
      { kind: 'close', room: 1 },
      { kind: 'skew', minutes: -30_000 },
      { kind: 'poll', limit: 1, all: false },
      { kind: 'skew', minutes: 0 },
    ],
  ],
  // What was cut is given, however long nobody asks.
  [
    [
      { kind: 'register', room: 1, count: 2 },
      { kind: 'close', room: 1 },
      { kind: 'poll', limit: 1, all: false },
      { kind: 'later', minutes: 3000 },
    ],
  ],
  // A room that was open only between two polls.
  [
    [
      { kind: 'open', room: 2 },
      { kind: 'register', room: 2, count: 1 },
      { kind: 'close', room: 2 },
    ],
  ],
  // A gateway's clock that is ahead when a room opens.
  [
    [
      { kind: 'skew', minutes: 5000 },
      { kind: 'poll', limit: 500, all: true },
      { kind: 'open', room: 2 },
      { kind: 'register', room: 2, count: 1 },
    ],
  ],
];

test('whatever happens between polls, nothing is lost and nothing comes twice', { timeout: 120_000 }, async () => {
  const story = fc.array(event, { minLength: 4, maxLength: 30 });
  await fc.assert(fc.asyncProperty(story, play), { numRuns: 50, examples: known });
});
