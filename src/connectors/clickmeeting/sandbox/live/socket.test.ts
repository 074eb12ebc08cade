import { expect, test } from 'vitest';
import WebSocket from 'ws';
import type { RunningSandbox } from '../../../../sandbox/server.ts';
import { ask, comeTo, openPage, roomOf, socketUrl, stageOf, startRooms, TestPage } from './page.fixture.ts';

/** The HTTP status of an upgrade; 101 when it became a socket. */
function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('open', () => {
      resolve(101);
      socket.close();
    });
  });
}

const base = (sandbox: RunningSandbox) => sandbox.origin.replace('http', 'ws');

test('only a browser with a visit under way in this room gets a socket', async () => {
  const sandbox = await startRooms();
  const room = roomOf(sandbox);
  const { visitorKey, id } = comeTo(sandbox, room, { nickname: 'Anna' });
  const plain = `${base(sandbox)}/_room/${room.roomPin}/socket`;
  const cookie = `a=b; cm_visitor=${visitorKey}`;
  expect(await statusOf(socketUrl(sandbox, room, visitorKey))).toBe(101);
  expect(await statusOf(plain, { cookie })).toBe(101);
  expect(await statusOf(plain)).toBe(403);
  expect(await statusOf(`${plain}?visitor=`, { cookie })).toBe(403);
  expect(await statusOf(socketUrl(sandbox, room, 'f'.repeat(32)))).toBe(403);
  expect(await statusOf(socketUrl(sandbox, room, `${visitorKey}0`))).toBe(403);
  expect(await statusOf(socketUrl(sandbox, roomOf(sandbox, 10_003), visitorKey))).toBe(403);
  expect(await statusOf(`${base(sandbox)}/_room/100000000/socket?visitor=${visitorKey}`)).toBe(403);
  expect(await statusOf(`${base(sandbox)}/_room/x/socket?visitor=${visitorKey}`)).toBe(404);
  expect(await statusOf(`${base(sandbox)}/v1/ping`)).toBe(404);
  stageOf(sandbox).db.visits.update(id, { state: 'left' });
  expect(await statusOf(socketUrl(sandbox, room, visitorKey))).toBe(403);
});

test('one person has ten pages at most', async () => {
  const sandbox = await startRooms();
  const { visit } = await openPage(sandbox, { nickname: 'Anna' });
  const url = socketUrl(sandbox, roomOf(sandbox), visit.visitorKey);
  const more = Array.from({ length: 9 }, () => new TestPage(url));
  for (const page of more) await page.next('scene');
  expect(await statusOf(url)).toBe(429);
  more[0]?.socket.close();
  await more[0]?.closed();
  await more[1]?.settled();
  expect(await statusOf(url)).toBe(101);
});

test("pages of other sites get no socket with a visitor's cookie", async () => {
  const sandbox = await startRooms();
  const room = roomOf(sandbox);
  const { visitorKey } = comeTo(sandbox, room, { nickname: 'Anna' });
  const cookie = `cm_visitor=${visitorKey}`;
  const status = await statusOf(`${base(sandbox)}/_room/${room.roomPin}/socket`, {
    cookie,
    origin: 'https://evil.example',
  });
  expect(status).toBe(403);
});

test('the key of a visitor is in no log', async () => {
  const sandbox = await startRooms();
  const { visit } = await openPage(sandbox, { nickname: 'Anna' });
  const headers = { 'x-sandbox-token': sandbox.controlToken };
  const log = await (await fetch(`${sandbox.controlUrl}/requests`, { headers })).text();
  expect(log).toContain('/_room/');
  expect(log).not.toContain(visit.visitorKey);
});

test.each([
  ['no JSON', '{', '', 'A command is a JSON object such as {"do":"ping"}'],
  ['nothing', '', '', 'A command is a JSON object such as {"do":"ping"}'],
  ['a list', '[]', '', 'do: required, the name of a command'],
  ['null', 'null', '', 'do: required, the name of a command'],
  ['a number as its name', '{"do":1}', '', 'do: required, the name of a command'],
  ['a slip', '{"do":"caht","text":"x"}', 'caht', "do: no command 'caht', did you mean 'chat'?"],
  ['a name of an object', '{"do":"constructor"}', 'constructor', "do: no command 'constructor'"],
  ['a missing field', '{"do":"chat"}', 'chat', 'text: required, expected string'],
  ['a wrong type', '{"do":"hand","raised":"yes"}', 'hand', 'raised: expected boolean, got string'],
  ['an empty text', '{"do":"chat","text":"  "}', 'chat', 'text: expected at least 1 character'],
  [
    'a long text',
    JSON.stringify({ do: 'chat', text: 'x'.repeat(2001) }),
    'chat',
    'text: expected at most 2000 characters',
  ],
  ['a stranger', '{"do":"ping","colour":1}', 'ping', 'colour: unknown field; expected one of do'],
  ['six stars', '{"do":"rate","stars":6}', 'rate', 'stars: expected number to be <=5'],
  [
    'a wrong role',
    '{"do":"role","person":1,"role":"host"}',
    'role',
    'role: expected one of "listener", "presenter", got "host"',
  ],
])('%s is refused and says what is wrong', async (_, text, command, message) => {
  const sandbox = await startRooms();
  const { page } = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  page.do(text);
  expect(await page.next('refused')).toEqual({ is: 'refused', command, message });
  page.do({ do: 'ping' });
  await page.next('pong');
});

test('markup, quotes and other scripts arrive as they were written', async () => {
  const sandbox = await startRooms();
  const { page } = await openPage(sandbox, { nickname: 'Zoë <b>', email: 'zoe@example.com' });
  for (const text of ['<script>alert(1)</script>', `'; drop table visits; --`, 'Żółć 🎉 ‮', '{"do":"end"}']) {
    page.do({ do: 'chat', text });
    expect((await page.next('chat')).line).toMatchObject({ nickname: 'Zoë <b>', text });
  }
});

test('a message that is too large, and bytes, end the connection and nothing else', async () => {
  const sandbox = await startRooms();
  const large = await openPage(sandbox, { nickname: 'Anna' });
  large.page.do('x'.repeat(70_000));
  expect((await large.page.closed()).code).toBe(1009);
  const bytes = await openPage(sandbox, { nickname: 'Bob' });
  bytes.page.socket.send(Buffer.from([1, 2, 3]));
  expect((await bytes.page.closed()).code).toBe(1003);
  expect(await ask(sandbox, '/ping')).toEqual({ ping: 'pong' });
});

test('who writes more than five lines a second is told to wait, in all tabs together', async () => {
  const sandbox = await startRooms();
  const { page } = await openPage(sandbox, { nickname: 'Anna' });
  for (let line = 1; line <= 8; line += 1) page.do({ do: 'chat', text: `line ${line}` });
  const told = await page.settled();
  const refused = told.filter(({ is }) => is === 'refused');
  expect(refused[0]).toEqual({
    is: 'refused',
    command: 'chat',
    message: 'Too many chat lines; wait a second',
    why: 'too-fast',
  });
  expect([told.filter(({ is }) => is === 'chat').length, refused.length]).toEqual([5, 3]);
});

test('who gives too many commands a second is told to wait', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await host.page.settled();
  for (let time = 0; time < 100; time += 1) anna.page.do({ do: 'hand', raised: time % 2 === 0 });
  expect((await anna.page.next('refused')).message).toBe('Too many commands; wait a second');
  expect((await host.page.settled()).length).toBeLessThanOrEqual(30);
});
