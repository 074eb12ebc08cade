import { expect, test } from 'vitest';
import { bootActions } from '../on-sandbox.fixture.ts';
import { writeCursor } from './cursor.ts';
import { type Booted, drain, emails, open } from './drain.fixture.ts';
import { type Found, takeInOrder } from './marks.ts';

let serial = 0;
async function register({ run }: Booted, room_id: number, count = 1): Promise<string[]> {
  const people = Array.from({ length: count }, () => {
    serial += 1;
    return { first_name: 'P', last_name: `${serial}`, email: `p${serial}@example.com` };
  });
  await run('register-participants', { room_id, people });
  return people.map(({ email }) => email);
}

test('registrations come once, in whatever room and although they share their time', async () => {
  const booted = await bootActions();
  const begin = await booted.run('poll-new-registrations');
  expect(begin).toMatchObject({ items: [], has_more: false });
  const first = await register(booted, 10002, 5);
  const { id } = await booted.run('create-conference', open);
  const second = await register(booted, id, 3);
  const polled = await drain(booted, 'poll-new-registrations', begin.cursor, { limit: 2 });
  expect(emails(polled.items)).toEqual([...first, ...second].sort());
  expect(polled.asked).toBe(4);
  expect(await drain(booted, 'poll-new-registrations', polled.cursor)).toMatchObject({ items: [] });
  const third = await register(booted, 10002);
  const last = await drain(booted, 'poll-new-registrations', polled.cursor);
  expect(last.items).toMatchObject([
    {
      email: third[0],
      room_id: 10002,
      room_name: 'Product launch webinar',
      event_id: expect.stringMatching(/^registration:/),
    },
  ]);
});

test('nothing is lost or given twice while people register, rooms are deleted, closed and made between and during polls', async () => {
  const booted = await bootActions();
  const { run, hooks, sandbox } = booted;
  const rooms: number[] = [10002];
  for (let index = 0; index < 6; index++)
    rooms.push((await run('create-conference', { ...open, name: `Room ${index}` })).id);
  const begin = await drain(booted, 'poll-new-registrations', undefined);
  const wanted: string[] = [];
  const seen: string[] = [];
  const store = sandbox.world.store.collection<any>('registrations');
  let cursor = begin.cursor;
  for (let round = 0; round < 8; round++) {
    for (const room of rooms) wanted.push(...(await register(booted, room, 1 + (round % 3))));
    // In the middle of the poll, while its requests are under way.
    let busy = false;
    hooks.before = (line) => {
      if (busy || !line.includes('/registrations') || seen.length % 3 !== 0) return;
      busy = true;
      const old = store.first({ where: { roomId: rooms[round % rooms.length] } });
      if (!old) return;
      const id = sandbox.world.store.nextId('registrations', 50_001);
      const email = `during${id}@example.com`;
      store.insert({ ...old, id, email, emailKey: email, r: `r${id}`, registeredAt: sandbox.world.clock.now() });
      wanted.push(email);
    };
    const answer = await run('poll-new-registrations', { since: cursor, limit: 4 });
    hooks.before = () => undefined;
    seen.push(...answer.items.map(({ email }: any) => email));
    cursor = answer.cursor;
    if (round === 4) await run('update-conference', { room_id: rooms[1], status: 'inactive' });
    if (round === 4) rooms.splice(1, 1);
    booted.advance(round % 2);
  }
  const rest = await drain(booted, 'poll-new-registrations', cursor, { limit: 4 });
  // The round before may have passed a room before somebody registered there.
  const after = await drain(booted, 'poll-new-registrations', rest.cursor);
  seen.push(...emails([...rest.items, ...after.items]));
  expect(seen.sort()).toEqual(wanted.sort());
});

test('polling may begin in the past', async () => {
  const booted = await bootActions();
  await register(booted, 10002, 2);
  booted.advance(60);
  const from = new Date(booted.sandbox.world.clock.now()).toISOString();
  const [late] = await register(booted, 10002);
  const polled = await drain(booted, 'poll-new-registrations', undefined, {});
  expect(polled.items).toEqual([]);
  const past = await booted.run('poll-new-registrations', { from });
  expect(emails(past.items)).toEqual([late]);
  expect((await booted.run('poll-new-registrations', { since: past.cursor })).items).toEqual([]);
  const all = await booted.run('poll-new-registrations', { from: '2020-01-01T00:00:00Z', limit: 500 });
  expect(new Set(all.items.map(({ room_id }: any) => room_id))).toEqual(new Set([10002, 10005]));
});

test('a room that is opened again goes on, and its old registrations are not new', async () => {
  const booted = await bootActions();
  const { run } = booted;
  const { id } = await run('create-conference', open);
  const known = await register(booted, id, 2);
  await run('update-conference', { room_id: id, status: 'inactive' });
  booted.advance(60 * 24 * 10);
  const begin = await run('poll-new-registrations');
  booted.advance(10);
  await run('update-conference', { room_id: id, status: 'active' });
  booted.advance(1);
  const fresh = await register(booted, id);
  const polled = await drain(booted, 'poll-new-registrations', begin.cursor);
  expect(emails(polled.items)).toEqual(fresh);
  expect(known).toHaveLength(2);
});

test('an account of many rooms is looked through in bounded steps, and the steps end', async () => {
  const booted = await bootActions();
  const rooms: number[] = [];
  for (let index = 0; index < 150; index++)
    rooms.push((await booted.run('create-conference', { ...open, name: `Room ${index}` })).id);
  const begin = await drain(booted, 'poll-new-registrations', undefined);
  expect(begin.items).toEqual([]);
  expect(begin.asked).toBe(3);
  const wanted = [...(await register(booted, rooms[149] ?? 0)), ...(await register(booted, rooms[0] ?? 0))];
  booted.made.length = 0;
  const first = await booted.run('poll-new-registrations', { since: begin.cursor });
  expect(booted.made.length).toBeLessThanOrEqual(66);
  expect(first).toMatchObject({ has_more: true, notes: [expect.stringContaining('rooms were not looked at yet')] });
  const rest = await drain(booted, 'poll-new-registrations', first.cursor);
  expect(emails([...first.items, ...rest.items])).toEqual(wanted.sort());
});

test('an app that fails leaves the cursor as it was; a room that it refuses is left out and comes later', async () => {
  const booted = await bootActions();
  const { run, sandbox } = booted;
  const { cursor } = await run('poll-new-registrations');
  const wanted = await register(booted, 10002);
  sandbox.faults.add({ method: 'GET', path: '/v1/conferences/10002/registrations/all', status: 503, count: 1 });
  await expect(run('poll-new-registrations', { since: cursor })).rejects.toMatchObject({ code: 'upstream_failed' });
  sandbox.faults.add({ method: 'GET', path: '/v1/conferences/10002/registrations/all', status: 403, count: 1 });
  const refused = await run('poll-new-registrations', { since: cursor });
  expect(refused).toMatchObject({ items: [], notes: [expect.stringContaining('Room 10002 was left out')] });
  expect(emails((await run('poll-new-registrations', { since: refused.cursor })).items)).toEqual(wanted);
});

test('a cursor serves only the poll that gave it', async () => {
  const { run } = await bootActions();
  const { cursor } = await run('poll-new-registrations');
  for (const since of [
    'nonsense',
    writeCursor({ key: 'poll-new-registrations', state: null as any }, { m: 1 }),
    cursor.slice(4),
  ])
    await expect(run('poll-new-registrations', { since })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/^since: /),
    });
  await expect(run('poll-new-attendees', { since: cursor })).rejects.toThrow(
    'is not a cursor that poll-new-attendees gave',
  );
  await expect(run('poll-new-registrations', { since: cursor, room_id: 10002 })).rejects.toThrow(
    'belongs to all rooms, asked was for room 10002',
  );
  await expect(run('poll-new-registrations', { since: cursor, from: '2030-01-01 10:00' })).rejects.toThrow(
    'from: has no effect with since',
  );
});

test('attendees come once when their session has ended, also half a session at a time', async () => {
  const booted = await bootActions();
  const { run, control } = booted;
  const { cursor } = await run('poll-new-attendees');
  control('hold-session', { room: 10001, attendees: 5, minutes: 10, chat: 0 });
  control('hold-session', { room: 10003, attendees: 3, minutes: 10, chat: 0 });
  booted.advance(30);
  control('hold-session', { room: 10001, attendees: 4, minutes: 10, chat: 0 });
  const polled = await drain(booted, 'poll-new-attendees', cursor, { limit: 2 });
  expect(polled.items).toHaveLength(12);
  expect(new Set(polled.items.map(({ event_id }) => event_id)).size).toBe(12);
  expect(new Set(polled.items.map(({ session_id }) => session_id)).size).toBe(3);
  expect((await drain(booted, 'poll-new-attendees', polled.cursor)).items).toEqual([]);
  const past = await drain(booted, 'poll-new-attendees', undefined, {
    from: '2026-11-01T00:00:00Z',
    limit: 3,
    room_id: 10005,
  }).catch((error) => error);
  expect(past).toBeInstanceOf(Error);
});

test('a session that ends after its room was closed is not lost', async () => {
  const booted = await bootActions();
  const { run, control } = booted;
  const { cursor } = await run('poll-new-attendees');
  await run('update-conference', { room_id: 10003, status: 'inactive' });
  const closed = await run('poll-new-attendees', { since: cursor });
  booted.advance(60);
  control('hold-session', { room: 10003, attendees: 2, minutes: 10, chat: 0 });
  expect((await run('poll-new-attendees', { since: closed.cursor })).items).toHaveLength(2);
});

test('a room that is deleted while it is polled ends quietly', async () => {
  const { run } = await bootActions();
  for (const key of ['poll-new-attendees', 'poll-ended-conferences', 'poll-new-registrations']) {
    const { id } = await run('create-conference', open);
    const { cursor } = await run(key, { room_id: id });
    await run('delete-conference', { room_id: id });
    expect(await run(key, { room_id: id, since: cursor })).toMatchObject({ items: [], has_more: false });
    await expect(run(key, { room_id: id })).rejects.toMatchObject({ code: 'upstream_refused' });
  }
});

test('of each room a beginning is taken, even when its times run backwards', () => {
  const row = (roomId: number, ...times: number[]): Found<string> => ({
    roomId,
    entries: times.map((at, index) => ({ item: `${roomId}.${index}`, mark: [index + 1], at })),
    end: [times.length],
    isCut: false,
  });
  const found = [row(1, 5, 1, Number.NaN), row(2, 2, 5), row(3)];
  const cut = takeInOrder(found, 2);
  expect(cut).toMatchObject({ items: ['2.0', '1.0'], isCut: true });
  expect([...cut.marks]).toEqual([
    [2, [1]],
    [1, [1]],
    [3, [0]],
  ]);
  expect(takeInOrder(found, 9)).toMatchObject({ items: ['2.0', '1.0', '1.1', '1.2', '2.1'], isCut: false });
});

test('one poll asks the app a bounded number of times, however much there is', async () => {
  const booted = await bootActions();
  const { run, control, made } = booted;
  const starts: Record<string, string> = {};
  const rooms = [10001, 10003];
  for (let index = 0; index < 80; index++)
    rooms.push((await run('create-conference', { ...open, name: `Room ${index}` })).id);
  for (const key of ['poll-new-attendees', 'poll-new-registrations'])
    starts[key] = (await drain(booted, key, undefined)).cursor;
  for (const room of rooms.slice(0, 8))
    for (let held = 0; held < 12; held++) {
      control('hold-session', { room, attendees: 1, minutes: 5, chat: 0 });
      booted.advance(10);
    }
  for (const [key, most] of [
    ['poll-new-attendees', 105],
    ['poll-new-registrations', 62],
  ] as const) {
    made.length = 0;
    expect(await run(key, { since: starts[key], limit: 500 })).toMatchObject({ has_more: true });
    expect(made.length).toBeLessThanOrEqual(most);
  }
  expect((await drain(booted, 'poll-new-attendees', starts['poll-new-attendees'])).items).toHaveLength(96);
});
