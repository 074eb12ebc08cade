import { expect, test } from 'vitest';
import { ask, comeTo, openPage, roomOf, stageOf, startRooms } from './page.fixture.ts';

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

test('the recorder goes on without its host, and the host finds it running', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  host.page.do({ do: 'recorder', on: true });
  const since = (await anna.page.next('room')).room.recordingSince;
  host.page.do({ do: 'leave' });
  await anna.page.next('gone');
  sandbox.world.clock.advance(60_000);
  const again = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  expect(again.scene.room).toMatchObject({ started: true, recordingSince: since });
  again.page.do({ do: 'leave' });
  sandbox.world.clock.advance(60_000);
  anna.page.do({ do: 'leave' });
  await anna.page.closed();
  expect(await ask(sandbox, '/conferences/10001/recordings')).toMatchObject([{ recording_duration: 120 }]);
});

test('of two hosts either ends the meeting for both', async () => {
  const sandbox = await startRooms();
  const [first, second] = [
    await openPage(sandbox, { nickname: 'Hal', role: 'host' }),
    await openPage(sandbox, { nickname: 'Hania', role: 'host' }),
  ];
  second.page.do({ do: 'end' });
  expect(await first.page.next('bye')).toEqual({ is: 'bye', reason: 'ended' });
  expect(await second.page.next('bye')).toEqual({ is: 'bye', reason: 'ended' });
  expect(await ask(sandbox, '/conferences/10001/sessions')).toMatchObject([{ total_visitors: 2, max_visitors: 2 }]);
});

test('a plan that is lowered during the meeting sends nobody out, and lets nobody in until there is a place', async () => {
  const sandbox = await startRooms();
  const people = [];
  for (const nickname of ['Anna', 'Bob', 'Cem']) people.push(await openPage(sandbox, { nickname }));
  await sandbox.sandbox.control('set-plan', { maxAttendees: 2 });
  const [anna, bob] = people;
  await anna?.page.settled();
  expect(stageOf(sandbox).db.visits.count({ roomId: 10_001, state: 'inside' })).toBe(3);
  const body = form({ action: 'enter', nickname: 'Dora', email: 'dora@example.com' });
  const enter = () => fetch(`${sandbox.origin}/weekly-team-meeting`, { method: 'POST', body, redirect: 'manual' });
  expect((await enter()).status).toBe(403);
  anna?.page.do({ do: 'leave' });
  await anna?.page.closed();
  expect((await enter()).status).toBe(403);
  bob?.page.do({ do: 'leave' });
  await bob?.page.closed();
  expect((await enter()).status).toBe(303);
});

test('a password that changes during the meeting is asked of newcomers only', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const body = form({ access_type: '2', password: 'new-secret' });
  await ask(sandbox, '/conferences/10001', { method: 'PUT', body });
  await anna.page.settled();
  const enter = async (password: string, cookie = '') => {
    const fields = { action: 'enter', nickname: 'Bob', email: 'bob@example.com', password };
    const init = { method: 'POST', body: form(fields), headers: { cookie }, redirect: 'manual' } as const;
    return (await fetch(`${sandbox.origin}/weekly-team-meeting`, init)).status;
  };
  expect([await enter('old'), await enter('new-secret')]).toEqual([403, 303]);
  anna.page.do({ do: 'chat', text: 'Still here' });
  expect((await anna.page.next('chat')).line.text).toBe('Still here');
});

test('everybody who leaves and comes back is in a new session with a chat of its own', async () => {
  const sandbox = await startRooms();
  for (const round of [1, 2]) {
    const anna = await openPage(sandbox, { nickname: 'Anna' });
    expect(anna.scene.chat).toEqual([]);
    anna.page.do({ do: 'chat', text: `Round ${round}` });
    await anna.page.next('chat');
    anna.page.do({ do: 'leave' });
    await anna.page.closed();
  }
  const sessions = await ask(sandbox, '/conferences/10001/sessions');
  expect(sessions).toMatchObject([{ total_visitors: 1 }, { total_visitors: 1 }]);
  expect((await ask(sandbox, '/chats')).map(({ id }: any) => id)).toEqual(
    expect.arrayContaining(sessions.map(({ id }: any) => id)),
  );
});

test('a clock that jumps is told to the pages, one that goes on is not', async () => {
  const sandbox = await startRooms();
  sandbox.world.clock.unfreeze();
  const { page, scene } = await openPage(sandbox, { nickname: 'Anna' });
  sandbox.sandbox.moveClock(({ clock }) => clock.advance(200));
  sandbox.sandbox.moveClock(({ clock }) => clock.advance(20 * 60_000));
  const { now } = await page.next('clock');
  expect(now - scene.now).toBeGreaterThanOrEqual(20 * 60_000);
  sandbox.sandbox.moveClock(({ clock }) => clock.advance(-20 * 60_000));
  expect((await page.next('clock')).now).toBeLessThan(now);
});

test('the clock that jumps three hours ahead leaves everybody inside who has a page, and the report has the hours', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const silent = comeTo(sandbox, roomOf(sandbox), { nickname: 'Silent' });
  await host.page.next('person', ({ person }) => person.id === silent.id);
  sandbox.sandbox.moveClock(({ clock }) => clock.advance(3 * 3600_000));
  expect(await host.page.next('gone')).toEqual({ is: 'gone', person: silent.id });
  host.page.do({ do: 'end' });
  await anna.page.next('bye');
  const [session] = await ask(sandbox, '/conferences/10001/sessions');
  expect(Date.parse(session.end_date) - Date.parse(session.start_date)).toBe(3 * 3600_000);
});
