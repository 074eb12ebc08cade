import { expect, test } from 'vitest';
import { ask, comeTo, openPage, roomOf, stageOf, startRooms } from './page.fixture.ts';

const weekly = '/weekly-team-meeting';
const form = (fields: Record<string, string>) => new URLSearchParams(fields);

test('people who come, talk and leave by forms are seen by those with a socket', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const post = (fields: Record<string, string>, cookie = '') =>
    fetch(sandbox.origin + weekly, { method: 'POST', body: form(fields), headers: { cookie }, redirect: 'manual' });
  const entered = await post({ action: 'enter', nickname: 'Anna', email: 'anna@example.com' });
  const { person } = await host.page.next('person');
  expect(person).toMatchObject({ nickname: 'Anna', state: 'inside' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await post({ action: 'chat', text: 'No script here' }, cookie);
  expect((await host.page.next('chat')).line).toMatchObject({ nickname: 'Anna', text: 'No script here' });
  await post({ action: 'leave' }, cookie);
  expect(await host.page.next('gone')).toEqual({ is: 'gone', person: person.id });
});

test('a change of the room by the API is told', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await ask(sandbox, '/conferences/10001', { method: 'PUT', body: form({ name: 'Renamed' }) });
  expect((await anna.page.next('room')).room.name).toBe('Renamed');
});

test('a room that the API closes sends everybody out at once, and the report is complete', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await ask(sandbox, '/conferences/10001', { method: 'PUT', body: form({ status: 'inactive' }) });
  expect(await anna.page.next('bye')).toEqual({ is: 'bye', reason: 'closed' });
  expect(await ask(sandbox, '/conferences/10001/sessions')).toMatchObject([{ total_visitors: 1 }]);
});

test('a room that the API deletes sends everybody out', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await ask(sandbox, '/conferences/10001', { method: 'DELETE' });
  expect(await anna.page.next('bye')).toEqual({ is: 'bye', reason: 'closed' });
  expect((await anna.page.closed()).code).toBe(1000);
});

test('a scheduled room whose time is over is closed by the job, with people inside', async () => {
  const sandbox = await startRooms();
  const room = roomOf(sandbox, 10_002);
  sandbox.world.clock.set(room.startsAt ?? 0);
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' }, room);
  sandbox.world.clock.advance(room.durationMinutes * 60_000 + 11 * 60_000);
  expect(await host.page.next('bye')).toMatchObject({ reason: 'closed' });
});

test('a scheduled room without lobby opens at its start, and nobody has to ask for it', async () => {
  const sandbox = await startRooms();
  const { db } = stageOf(sandbox);
  const startsAt = sandbox.world.clock.now() + 60_000;
  const room = db.rooms.update(10_001, { permanent: false, startsAt, lobbyEnabled: false });
  const anna = await openPage(sandbox, { nickname: 'Anna' }, room);
  expect(anna.scene.you.state).toBe('lobby');
  sandbox.world.clock.advance(60_000);
  expect((await anna.page.next('scene')).you.state).toBe('inside');
});

test('a lobby that the API turns off lets those in it inside', async () => {
  const sandbox = await startRooms();
  const room = stageOf(sandbox).db.rooms.update(10_001, { lobbyEnabled: true });
  const anna = await openPage(sandbox, { nickname: 'Anna' }, room);
  expect(anna.scene.you.state).toBe('lobby');
  await ask(sandbox, '/conferences/10001', { method: 'PUT', body: form({ lobby_enabled: '0' }) });
  expect((await anna.page.next('scene')).you.state).toBe('inside');
});

test('a lobby that the API turns on during the meeting holds newcomers, like the one of the room', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  await ask(sandbox, '/conferences/10001', { method: 'PUT', body: form({ lobby_enabled: '1' }) });
  await host.page.next('room', ({ room }) => room.lobbyEnabled);
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  expect(anna.scene.you.state).toBe('lobby');
  host.page.do({ do: 'admit' });
  expect((await anna.page.next('scene')).you.state).toBe('inside');
});

test('a token that is deactivated sends out who came with it', async () => {
  const sandbox = await startRooms();
  const room = roomOf(sandbox, 10_004);
  const anna = await openPage(sandbox, { nickname: 'Anna', token: 'D9P7YW' }, room);
  await ask(sandbox, '/conferences/10004/tokens', { method: 'DELETE', body: form({ 'tokens[]': 'D9P7YW' }) });
  expect(await anna.page.next('bye')).toMatchObject({ reason: 'removed' });
});

test('a browser that comes as somebody else ends its first visit', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const headers = { cookie: `cm_visitor=${anna.visit.visitorKey}` };
  const body = form({ action: 'enter', nickname: 'Zoë', email: 'zoe@example.com' });
  await fetch(sandbox.origin + weekly, { method: 'POST', body, headers });
  expect(await anna.page.next('bye')).toEqual({ is: 'bye', reason: 'elsewhere' });
});

test('somebody whose role the host changed is the same person at the door', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  host.page.do({ do: 'role', person: anna.visit.id, role: 'presenter' });
  await anna.page.next('scene');
  const headers = { cookie: `cm_visitor=${anna.visit.visitorKey}` };
  const body = form({ action: 'enter', nickname: 'Anna', email: 'anna@example.com' });
  await fetch(sandbox.origin + weekly, { method: 'POST', body, headers });
  expect(await anna.page.settled()).toEqual([]);
  expect(stageOf(sandbox).db.visits.get(anna.visit.id)).toMatchObject({ state: 'inside', role: 'presenter' });
});

test('of fifty who come with one token at the same time, one gets in', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' }, roomOf(sandbox, 10_004));
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => fetch(`${sandbox.origin}/paid-masterclass/D9P7YW`)),
  );
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect([count(200), count(409)]).toEqual([1, 49]);
  expect((await host.page.settled()).filter(({ is }) => is === 'person')).toHaveLength(1);
});

test('what happens in another room is not heard', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const bob = await openPage(sandbox, { nickname: 'Bob', role: 'host' }, roomOf(sandbox, 10_003));
  bob.page.do({ do: 'chat', text: 'secret' });
  await bob.page.next('chat');
  comeTo(sandbox, roomOf(sandbox, 10_003), { nickname: 'Cem' });
  await bob.page.next('person');
  expect(await anna.page.settled()).toEqual([]);
});
