import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunningSandbox } from '../../../../sandbox/server.ts';
import { ask, comeTo, openPage, roomOf, socketUrl, stageOf, startRooms, TestPage } from './page.fixture.ts';

const passed = { ms: 0 };
const machineNow = performance.now.bind(performance);

/** Real time jumps; the sandbox's clock does not move. */
function realTimePasses(ms: number): void {
  passed.ms += ms;
  vi.spyOn(performance, 'now').mockImplementation(() => machineNow() + passed.ms);
}

afterEach(() => {
  vi.restoreAllMocks();
  passed.ms = 0;
});

const visitOf = (sandbox: RunningSandbox, id: number) => stageOf(sandbox).db.visits.get(id);

async function shut(sandbox: RunningSandbox, { socket }: TestPage, visitId: number): Promise<void> {
  const before = sandbox.world.clock.now();
  sandbox.world.clock.advance(1);
  socket.close();
  // The server takes note of the end when it is gone there too.
  await vi.waitFor(() => expect(visitOf(sandbox, visitId)?.lastSeenAt).toBeGreaterThan(before));
}

test('a closed tab ends the visit soon, at the time at which it was closed', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await shut(sandbox, anna.page, anna.visit.id);
  const closedAt = sandbox.world.clock.now();
  sandbox.world.clock.advance(60_000);
  realTimePasses(29_000);
  await host.page.settled();
  expect(visitOf(sandbox, anna.visit.id)?.state).toBe('inside');
  realTimePasses(2000);
  expect(await host.page.next('gone')).toEqual({ is: 'gone', person: anna.visit.id });
  expect(visitOf(sandbox, anna.visit.id)).toMatchObject({ leftAt: closedAt, leftBecause: 'left' });
});

test('who gets the place of a lost page comes in when that is noticed, not before', async () => {
  const sandbox = await startRooms();
  sandbox.world.store.setState('plan', { maxAttendees: 2, maxParallelEvents: 10 });
  const room = stageOf(sandbox).db.rooms.update(10_001, { lobbyEnabled: true });
  const [cem, anna] = [await openPage(sandbox, { nickname: 'Cem' }), await openPage(sandbox, { nickname: 'Anna' })];
  const dora = comeTo(sandbox, room, { nickname: 'Dora' });
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  await cem.page.next('scene');
  await shut(sandbox, cem.page, cem.visit.id);
  const lostAt = sandbox.world.clock.now();
  sandbox.world.clock.advance(60_000);
  realTimePasses(31_000);
  await host.page.next('gone');
  expect(visitOf(sandbox, cem.visit.id)).toMatchObject({ state: 'left', leftAt: lostAt });
  expect(visitOf(sandbox, anna.visit.id)).toMatchObject({ state: 'inside', enteredAt: lostAt + 60_000 });
  expect(visitOf(sandbox, dora.id)?.state).toBe('lobby');
});

test('a reload goes on with the visit', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await host.page.settled();
  await shut(sandbox, anna.page, anna.visit.id);
  realTimePasses(20_000);
  const again = new TestPage(socketUrl(sandbox, roomOf(sandbox), anna.visit.visitorKey));
  expect((await again.next('scene')).you.id).toBe(anna.visit.id);
  realTimePasses(20_000);
  expect(await host.page.settled()).toEqual([]);
  expect(visitOf(sandbox, anna.visit.id)?.state).toBe('inside');
});

test('two tabs are one visit: both are told, and it ends with the last one', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const second = new TestPage(socketUrl(sandbox, roomOf(sandbox), anna.visit.visitorKey));
  expect((await second.next('scene')).people).toHaveLength(1);
  second.do({ do: 'chat', text: 'Hello' });
  expect((await anna.page.next('chat')).line.text).toBe('Hello');
  anna.page.socket.close();
  await anna.page.closed();
  realTimePasses(40_000);
  await second.settled();
  expect(visitOf(sandbox, anna.visit.id)?.state).toBe('inside');
  second.do({ do: 'leave' });
  expect(await second.next('bye')).toMatchObject({ reason: 'left' });
});

test('a page that stays open is no silent one, however long', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  sandbox.world.clock.advance(5 * 3600_000);
  await anna.page.settled();
  expect(visitOf(sandbox, anna.visit.id)?.state).toBe('inside');
});

test('a page without a socket has two hours, not half a minute', async () => {
  const sandbox = await startRooms();
  const visit = comeTo(sandbox, roomOf(sandbox), { nickname: 'Anna' });
  realTimePasses(60_000);
  await ask(sandbox, '/ping');
  expect(visitOf(sandbox, visit.id)?.state).toBe('inside');
  sandbox.world.clock.advance(2 * 3600_000 + 1);
  await ask(sandbox, '/ping');
  expect(visitOf(sandbox, visit.id)).toMatchObject({ state: 'left', leftBecause: 'silent' });
});

test('a session ends when its last person has left, even if a lost page is noticed later', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const bob = await openPage(sandbox, { nickname: 'Bob' });
  await shut(sandbox, anna.page, anna.visit.id);
  sandbox.world.clock.advance(10_000);
  const bobLeftAt = sandbox.world.clock.now();
  bob.page.do({ do: 'leave' });
  await bob.page.closed();
  realTimePasses(31_000);
  await ask(sandbox, '/ping');
  const session = stageOf(sandbox).db.sessions.get(bob.visit.sessionId ?? 0);
  expect(session?.endedAt).toBe(bobLeftAt);
});

test('after a restart people go on where they were, and who does not come back has left', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-rooms-')), 'rooms.sqlite');
  const first = await startRooms({ file });
  first.world.clock.freeze();
  const anna = await openPage(first, { nickname: 'Anna' });
  const bob = await openPage(first, { nickname: 'Bob' });
  anna.page.do({ do: 'chat', text: 'before' });
  await bob.page.next('chat');
  await first.close();
  expect((await anna.page.closed()).code).toBe(1001);

  const second = await startRooms({ file });
  const closedAt = second.world.clock.now();
  const back = new TestPage(socketUrl(second, roomOf(second), anna.visit.visitorKey));
  const scene = await back.next('scene');
  expect(scene.people.map(({ nickname }) => nickname)).toEqual(['Anna', 'Bob']);
  expect(scene.chat.map(({ text }) => text)).toEqual(['before']);
  second.world.clock.advance(60_000);
  realTimePasses(31_000);
  expect(await back.next('gone')).toEqual({ is: 'gone', person: bob.visit.id });
  expect(visitOf(second, bob.visit.id)?.leftAt).toBe(closedAt);
  expect(visitOf(second, anna.visit.id)?.state).toBe('inside');
});

test('a reset takes everybody out, and a visit of the new data is none of the old', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await shut(sandbox, anna.page, anna.visit.id);
  const headers = { 'x-sandbox-token': sandbox.controlToken };
  await fetch(`${sandbox.controlUrl}/reset`, { method: 'POST', headers });
  sandbox.world.clock.advance(60_000);
  const bob = comeTo(sandbox, roomOf(sandbox), { nickname: 'Bob' });
  expect(bob.id).toBe(anna.visit.id);
  realTimePasses(40_000);
  await ask(sandbox, '/ping');
  expect(visitOf(sandbox, bob.id)?.state).toBe('inside');
});

test('going back to a snapshot brings back who was there, for as long as a reload takes', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const headers = { 'x-sandbox-token': sandbox.controlToken };
  await fetch(`${sandbox.controlUrl}/snapshots`, { method: 'POST', headers, body: '{"name":"full"}' });
  anna.page.do({ do: 'leave' });
  await anna.page.closed();
  await fetch(`${sandbox.controlUrl}/snapshots/full/restore`, { method: 'POST', headers });
  expect(visitOf(sandbox, anna.visit.id)?.state).toBe('inside');
  await ask(sandbox, '/ping');
  realTimePasses(31_000);
  await ask(sandbox, '/ping');
  expect(visitOf(sandbox, anna.visit.id)?.state).toBe('left');
});
