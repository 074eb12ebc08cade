import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFace } from './server.fixture.ts';

type Face = Awaited<ReturnType<typeof startFace>>;
let face: Face;
let host: string;
beforeAll(async () => {
  face = await startFace();
  host = `host: 127.0.0.1:${face.port}`;
});
afterAll(() => face.stop());

const token = 'authorization: Bearer tenant';
const long = 'a'.repeat(20_000);

test.each([
  ['an address that is too long', () => `GET /things?x=${long} HTTP/1.1\r\n${host}\r\n\r\n`, 414],
  ['headers that are too long', () => `GET /things HTTP/1.1\r\n${host}\r\nx-long: ${long}\r\n\r\n`, 431],
  ['garbage', () => 'this is no request\r\n\r\n', 400],
  ['two lengths', () => `POST /things HTTP/1.1\r\n${host}\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} `, 400],
  [
    'a length and chunks',
    () => `POST /things HTTP/1.1\r\n${host}\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['a header with a line break alone', () => `GET /health HTTP/1.1\r\n${host}\r\nx-a: b\rc\r\n\r\n`, 400],
  ['a version of another kind', () => `GET /health HTTP/9.9\r\n${host}\r\n\r\n`, 400],
  ['no host', () => 'GET /health HTTP/1.1\r\n\r\n', 400],
  ['two hosts', () => `GET /health HTTP/1.1\r\n${host}\r\nhost: evil.test\r\nconnection: close\r\n\r\n`, 400],
  [
    'a body in a coding of its own',
    () =>
      `POST /things HTTP/1.1\r\n${host}\r\n${token}\r\ntransfer-encoding: gzip, chunked\r\nconnection: close\r\n\r\n0\r\n\r\n`,
    400,
  ],
  [
    'a coding that is none',
    () => `POST /things HTTP/1.1\r\n${host}\r\n${token}\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  [
    'a chunk that is none, in the middle of a body',
    () => `POST /things HTTP/1.1\r\n${host}\r\n${token}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    400,
  ],
  ['the whole server, which nobody serves', () => `OPTIONS * HTTP/1.1\r\n${host}\r\nconnection: close\r\n\r\n`, 400],
  ['HTTP/2 that nobody agreed on', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
])('%s: an error like every other, and the end of the connection', async (_, request, status) => {
  const answer = await face.exchange(request());
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
  expect(body).toMatchObject({
    type: 'bad_request',
    hint: expect.any(String),
    requestId: expect.stringMatching(/^req_/),
  });
  expect(answer).toContain(`x-request-id: ${body.requestId}`);
});

test('garbage after a request is answered after that, and never becomes a part of its answer', async () => {
  const ask = `GET /things?count=1 HTTP/1.1\r\n${host}\r\n${token}\r\n\r\n`;
  const answer = await face.exchange(`${ask}${ask}this is no request\r\n\r\n${ask}`);
  expect(answer.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 400']);
  expect(answer.match(/\{"count":1\}/g)).toHaveLength(2);
});

test('a body that breaks after its request was refused gets no second answer', async () => {
  const head = `POST /things HTTP/1.1\r\n${host}\r\n${token}\r\ntransfer-encoding: chunked\r\n\r\n`;
  const answer = await face.exchange([`${head}7d0\r\n${'a'.repeat(2_000)}\r\n`, 'zz\r\n']);
  expect(answer.match(/HTTP\/1\.1 (\d+)/g)?.length).toBe(1);
});

test('requests one after another without waiting are answered in their order', async () => {
  const ask = (count: number) => `GET /things?count=${count} HTTP/1.1\r\n${host}\r\n${token}\r\n\r\n`;
  const answer = await face.exchange(ask(1) + ask(2) + ask(3));
  expect(answer.match(/\{"count":\d\}/g)).toEqual(['{"count":1}', '{"count":2}', '{"count":3}']);
});

test('a whole address, as proxies send it, and HTTP/1.0 are understood', async () => {
  const whole = `GET http://127.0.0.1:${face.port}/things?count=4 HTTP/1.1\r\n${host}\r\n${token}\r\n\r\n`;
  expect(await face.exchange(whole)).toContain('{"count":4}');
  expect(await face.exchange(`GET http://x HTTP/1.1\r\n${host}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 \d+ /);
  expect(await face.exchange(`GET /things?count=5 HTTP/1.0\r\n${token}\r\n\r\n`)).toContain('{"count":5}');
});

test('CONNECT ends, and an upgrade that nobody offers is answered without it', async () => {
  expect(await face.exchange(`CONNECT 127.0.0.1:80 HTTP/1.1\r\n${host}\r\n\r\n`)).not.toContain('200');
  const upgrade = `GET /things HTTP/1.1\r\n${host}\r\n${token}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`;
  expect(await face.exchange(upgrade)).toMatch(/^HTTP\/1\.1 200 /);
});

test.each([
  ['PSOT', 'Did you mean POST? '],
  ['get', 'Did you mean GET? '],
  ['FROBNICATE', ''],
])('the method %s is named as what is wrong', async (method, meant) => {
  const answer = await face.exchange(`${method} /things HTTP/1.1\r\n${host}\r\n\r\n`);
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
    message: `Unknown method ${method}`,
    hint: `${meant}There are GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS`,
  });
});
