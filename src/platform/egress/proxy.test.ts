import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import { call, passingGateways } from './proxy.fixture.ts';
import { requestTo, testServers } from './servers.fixture.ts';

const servers = testServers();
const gateway = passingGateways(servers);
afterEach(() => servers.close());

test('status, headers and body pass, without headers of one connection and cookies', async () => {
  const upstream = await servers.http((incoming, response) => {
    response.writeHead(207, {
      'X-App': '1',
      'Set-Cookie': 'a=b',
      Connection: 'keep-alive, x-hop',
      'X-Hop': '1',
      'Strict-Transport-Security': 'max-age=1',
      'Content-Length': '5',
    });
    response.end(incoming.headers['x-key'] === 'k' && incoming.url === '/p?q=1' ? 'right' : 'wrong');
  });
  const { url, outcomes } = await gateway(upstream);
  const { message, body } = await call(`${url}/p?q=1`);
  expect(message.statusCode).toBe(207);
  expect(body).toBe('right');
  expect(message.headers).toMatchObject({ 'x-app': '1', 'content-length': '5' });
  for (const name of ['set-cookie', 'x-hop', 'strict-transport-security'])
    expect(message.headers).not.toHaveProperty(name);
  expect(outcomes).toEqual([{ status: 207, bytes: 5 }]);
});

test.each([
  ['with its length', { 'content-length': '3000000' }],
  ['chunked', {}],
] as const)('a request body %s passes as it comes', async (_, headers) => {
  const upstream = await servers.http(async (incoming, response) => {
    let bytes = 0;
    for await (const chunk of incoming) bytes += chunk.length;
    response.end(String(bytes));
  });
  const { url } = await gateway(upstream, { retry: 'never' });
  expect((await call(url, { method: 'POST', headers, body: Buffer.alloc(3_000_000) })).body).toBe('3000000');
});

test('answers without a body pass: HEAD, 204 and 304', async () => {
  const upstream = await servers.http((incoming, response) =>
    response
      .writeHead(Number(incoming.url?.slice(1)), incoming.method === 'HEAD' ? { 'content-length': '77' } : {})
      .end(),
  );
  const { url, outcomes } = await gateway(upstream);
  const head = await call(`${url}/200`, { method: 'HEAD' });
  expect(head.message.headers['content-length']).toBe('77');
  expect((await call(`${url}/204`)).message.statusCode).toBe(204);
  expect((await call(`${url}/304`)).message.statusCode).toBe(304);
  expect(outcomes.map((outcome) => ('bytes' in outcome ? outcome.bytes : outcome))).toEqual([0, 0, 0]);
});

test('a large answer passes whole and a slow client holds the app back', async () => {
  let written = 0;
  const upstream = await servers.http(async (_, response) => {
    while (written < 100 && !response.destroyed) {
      written++;
      if (!response.write(Buffer.alloc(1_000_000)))
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    }
    response.end();
  });
  const { url, outcomes } = await gateway(upstream, { limit: { maxResponseBytes: Number.POSITIVE_INFINITY } });
  const message = await new Promise<IncomingMessage>((resolve) => httpRequest(url, resolve).end());
  await sleep(300);
  expect(written).toBeLessThan(50);
  let bytes = 0;
  for await (const chunk of message) bytes += chunk.length;
  expect(bytes).toBe(100_000_000);
  expect(outcomes).toEqual([{ status: 200, bytes: 100_000_000 }]);
});

test('a client that leaves ends the request to the app and frees its place', async () => {
  let closed = 0;
  const upstream = await servers.http((_, response) => {
    response.on('close', () => closed++);
    response.writeHead(200).write('x');
  });
  const { url, outcomes } = await gateway(upstream, { limit: { concurrency: 1 } });
  for (let index = 0; index < 3; index++) {
    const message = await new Promise<IncomingMessage>((resolve) => httpRequest(url, resolve).end());
    message.on('error', () => undefined);
    message.destroy();
    await sleep(50);
  }
  expect(closed).toBe(3);
  expect(outcomes).toMatchObject([
    { code: 'upstream_failed' },
    { code: 'upstream_failed' },
    { code: 'upstream_failed' },
  ]);
});

test('a client that stops reading is cut off after the time-out', async () => {
  const upstream = await servers.http((_, response) => response.end(Buffer.alloc(50_000_000)));
  const { url, outcomes } = await gateway(upstream, { limit: { timeoutMs: 300, maxResponseBytes: 1e9 } });
  const message = await new Promise<IncomingMessage>((resolve) => httpRequest(url, resolve).end());
  message.on('error', () => undefined);
  await sleep(600);
  expect(outcomes).toMatchObject([{ message: expect.stringContaining('nobody read the answer for 300 ms') }]);
  message.destroy();
});

test('an answer that breaks off breaks off for the client too, so that it cannot look whole', async () => {
  const upstream = await servers.raw((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'),
  );
  const { url, outcomes } = await gateway(upstream, { retry: 'never' });
  await expect(call(url)).rejects.toThrow();
  expect(outcomes).toMatchObject([{ code: 'outcome_unknown' }]);
});

test('a failure before the first byte leaves the answer to the caller', async () => {
  const { url } = await gateway('http://127.0.0.1:1');
  expect(await call(url)).toMatchObject({ body: 'upstream_failed', message: { statusCode: 502 } });
  const hanging = await servers.raw(() => undefined);
  const { url: slow } = await gateway(hanging, { retry: 'never', limit: { timeoutMs: 100 } });
  expect((await call(slow)).body).toBe('outcome_unknown');
  const { url: denied } = await gateway(hanging, { policy: { origins: ['https://app.test'], allowPrivate: false } });
  expect((await call(denied)).body).toBe('egress_denied');
});

test('a safe request on a connection that the app just closed is sent once more', async () => {
  const upstream = await servers.raw((socket, connection) =>
    connection === 1 ? socket.destroy() : socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  );
  const { url } = await gateway(upstream);
  expect((await call(url)).body).toBe('ok');
});

test('a cap on the answer holds for the proxy as well', async () => {
  const upstream = await servers.http((_, response) => response.end(Buffer.alloc(2_000)));
  const { url, outcomes } = await gateway(upstream, { limit: { maxResponseBytes: 1_000 } });
  await expect(call(url)).rejects.toThrow();
  expect(outcomes).toMatchObject([{ message: expect.stringContaining('larger than 1000 bytes') }]);
});

test('early hints of the app are not mistaken for its answer', async () => {
  const upstream = await servers.raw((socket) =>
    socket.end('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  );
  const { url } = await gateway(upstream);
  expect(await call(url)).toMatchObject({ body: 'ok', message: { statusCode: 200 } });
});

/** An app that accepts one key, and what of it arrived. */
async function lockedApp(status = 401) {
  const keys: string[] = [];
  const url = await servers.http((incoming, response) => {
    keys.push(String(incoming.headers['x-key']));
    const isGood = incoming.headers['x-key'] === 'renewed';
    response.writeHead(isGood ? 200 : status).end(isGood ? 'welcome' : 'refused');
  });
  return { url, keys };
}

test('a 401 is replaced by the answer to another request, once, and the caller sees only that', async () => {
  const { url, keys } = await lockedApp();
  const insteadOf401 = async () => requestTo(`${url}/`, { headers: { 'x-key': 'renewed' } });
  const { url: front, outcomes } = await gateway(url, { insteadOf401 });
  const { message, body } = await call(front);
  expect([message.statusCode, body, keys]).toEqual([200, 'welcome', ['k', 'renewed']]);
  expect(outcomes).toMatchObject([{ status: 200 }]);
  const worse = async () => requestTo(`${url}/`, { headers: { 'x-key': 'as bad' } });
  const second = await gateway(url, { insteadOf401: worse });
  const refused = await call(second.url);
  expect([refused.message.statusCode, refused.body, keys.slice(2)]).toEqual([401, 'refused', ['k', 'as bad']]);
});

test('a 401 that nothing replaces, and any other refusal, is passed on', async () => {
  const nothing = await lockedApp();
  const kept = await call((await gateway(nothing.url, { insteadOf401: () => undefined })).url);
  expect([kept.message.statusCode, kept.body]).toEqual([401, 'refused']);
  const forbidden = await lockedApp(403);
  const never = () => Promise.reject(new Error('Nobody should ask'));
  const other = await call((await gateway(forbidden.url, { insteadOf401: never })).url);
  expect([other.message.statusCode, other.body]).toEqual([403, 'refused']);
});

test('what keeps a 401 from being replaced is the error of the call, and so is an origin that is not allowed', async () => {
  const { url } = await lockedApp();
  const { url: elsewhere } = await lockedApp();
  const failing = () => Promise.reject(new PorinError('client_action_required', 'Connect again'));
  const failed = await call((await gateway(url, { insteadOf401: failing })).url);
  expect([failed.message.statusCode, failed.body]).toEqual([409, 'client_action_required']);
  const policy = { origins: [url], allowPrivate: true };
  const foreign = async () => requestTo(`${elsewhere}/`, { policy });
  const denied = await call((await gateway(url, { insteadOf401: foreign })).url);
  expect([denied.message.statusCode, denied.body]).toEqual([403, 'egress_denied']);
});

test('values to conceal are covered in headers and bodies of any length, and a compressed body passes as it is', async () => {
  const value = 'CANARY-0123456789';
  const upstream = await servers.http((incoming, response) => {
    if (incoming.url === '/packed') return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(value));
    response.writeHead(200, { 'x-echo': value });
    for (const piece of [`a ${value} b CANARY-`, '01234', `56789 c ${'x'.repeat(200_000)} CANARY`])
      response.write(piece);
    response.end();
  });
  const { url } = await gateway(upstream, { conceal: [value, 'short'] });
  const { message, body } = await call(`${url}/`);
  expect(message.headers['x-echo']).toBe('[redacted]*******');
  expect(body).toBe(`a [redacted]******* b [redacted]******* c ${'x'.repeat(200_000)} CANARY`);
  const packed = await fetch(`${url}/packed`);
  expect(await packed.text()).toBe(value);
});
