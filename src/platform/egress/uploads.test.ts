import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { call, passingGateways } from './proxy.fixture.ts';
import { testServers } from './servers.fixture.ts';

const servers = testServers();
const gateway = passingGateways(servers);
afterEach(() => servers.close());

test('an upload may take longer than the app may stay silent, and its answer comes after that', async () => {
  const upstream = await servers.http(async (incoming, response) => {
    let bytes = 0;
    for await (const chunk of incoming) bytes += chunk.length;
    response.end(String(bytes));
  });
  const { url } = await gateway(upstream, { limit: { timeoutMs: 400 } });
  const answer = new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' };
    const sent = httpRequest(url, { method: 'POST', headers }, async (message) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      resolve(`${message.statusCode} ${Buffer.concat(chunks)}`);
    });
    sent.on('error', reject);
    void (async () => {
      for (let piece = 0; piece < 8; piece++) {
        sent.write('x'.repeat(1_000));
        await sleep(100);
      }
      sent.end();
    })();
  });
  expect(await answer).toBe('200 8000');
});

test('an upload that the app does not read is held back, not kept in memory', async () => {
  let incoming: IncomingMessage | undefined;
  const upstream = await servers.http((request, response) => {
    incoming = request;
    request.pause();
    request.on('end', () => response.end('done'));
  });
  const { url } = await gateway(upstream);
  const size = 64 * 1024 * 1024;
  let offered = 0;
  const body = new Readable({
    highWaterMark: 64 * 1024,
    read() {
      const chunk = Buffer.alloc(Math.min(64 * 1024, size - offered));
      offered += chunk.length;
      this.push(chunk.length > 0 ? chunk : null);
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest(url, { method: 'PUT', headers: { 'content-length': size } }, resolve);
    sent.on('error', reject);
    body.pipe(sent);
  });
  await expect.poll(() => incoming).toBeDefined();
  await sleep(500);
  // What the sockets of both hops and a few streams hold, and no more.
  expect(offered).toBeLessThan(size / 2);
  incoming?.resume();
  expect((await answered).statusCode).toBe(200);
  expect(offered).toBe(size);
});

test('an app that answers before it has read everything is heard', async () => {
  const upstream = await servers.http((incoming, response) => {
    response.writeHead(413, { connection: 'close' }).end('too much');
    incoming.socket.setTimeout(50, () => incoming.socket.destroy());
  });
  const { url } = await gateway(upstream);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = httpRequest(url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } }, (message) => {
      resolve(message.statusCode);
      message.resume();
      sent.destroy();
    });
    sent.on('error', reject);
    sent.write('x'.repeat(1_000));
  });
  expect(status).toBe(413);
});

test('a client that leaves in the middle of its upload ends it for the app too', async () => {
  let hasBegun = false;
  let hasEnded: boolean | undefined;
  const upstream = await servers.http((incoming) => {
    incoming.once('data', () => {
      hasBegun = true;
    });
    incoming.on('close', () => {
      hasEnded = incoming.complete;
    });
  });
  const { url, outcomes } = await gateway(upstream, { retry: 'never' });
  const sent = httpRequest(url, { method: 'POST', headers: { 'content-length': 1_000_000 } });
  sent.on('error', () => undefined);
  sent.write('x'.repeat(1_000));
  await expect.poll(() => hasBegun).toBe(true);
  sent.destroy();
  await expect.poll(() => hasEnded).toBe(false);
  await expect.poll(() => outcomes).toMatchObject([{ code: 'outcome_unknown' }]);
});

test.each(['PROPFIND', 'REPORT', 'PURGE', 'SEARCH', 'OPTIONS', 'LOCK', 'M-SEARCH'])(
  'the method %s passes with its body',
  async (method) => {
    const upstream = await servers.http(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      response.end(`${incoming.method} ${Buffer.concat(chunks)}`);
    });
    const { url } = await gateway(upstream, { retry: 'never' });
    const { body } = await call(url, { method, body: Buffer.from('<a/>'), headers: { 'content-length': '4' } });
    expect(body).toBe(`${method} <a/>`);
  },
);

test('a client that waits for 100 is told to go on, and trailers stay on their hop', async () => {
  const upstream = await servers.http(async (incoming, response) => {
    let bytes = 0;
    for await (const chunk of incoming) bytes += chunk.length;
    response.writeHead(200, { trailer: 'x-sum' });
    response.write(`${bytes} ${incoming.headers.expect} ${incoming.trailers['x-mine']}`);
    response.addTrailers({ 'x-sum': '1' });
    response.end();
  });
  const { url } = await gateway(upstream);
  const answer = new Promise<{ text: string; trailers: object; trailer: unknown }>((resolve, reject) => {
    const headers = { expect: '100-continue', trailer: 'x-mine', 'transfer-encoding': 'chunked' };
    const sent = httpRequest(url, { method: 'POST', headers }, async (message) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      const { trailers, headers: answered } = message;
      resolve({ text: Buffer.concat(chunks).toString(), trailers, trailer: answered['trailer'] });
    });
    sent.on('error', reject);
    sent.on('continue', () => {
      sent.write('body');
      sent.addTrailers({ 'x-mine': '1' });
      sent.end();
    });
    sent.flushHeaders();
  });
  expect(await answer).toEqual({ text: '4 undefined undefined', trailers: {}, trailer: undefined });
});
