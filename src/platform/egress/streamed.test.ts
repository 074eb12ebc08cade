import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { requestTo, testServers } from './servers.fixture.ts';

const servers = testServers();
afterEach(() => servers.close());

async function read(body: NodeJS.ReadableStream): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}

test('an answer is streamed whole', async () => {
  const origin = await servers.http((_, response) =>
    response.writeHead(200, { 'x-a': '1' }).end(Buffer.alloc(3_000_000)),
  );
  const { status, headers, body } = await servers
    .egress()
    .stream(requestTo(origin, { limit: { maxResponseBytes: 5_000_000 } }));
  expect({ status, header: headers['x-a'], bytes: await read(body) }).toEqual({
    status: 200,
    header: '1',
    bytes: 3_000_000,
  });
});

test('a slow reader holds the app back instead of filling memory', async () => {
  let written = 0;
  const origin = await servers.http(async (_, response) => {
    while (written < 200 && !response.destroyed) {
      written++;
      if (!response.write(Buffer.alloc(1_000_000)))
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    }
    response.end();
  });
  const { body } = await servers.egress().stream(requestTo(origin, { limit: { maxResponseBytes: 1e9 } }));
  await sleep(300);
  expect(written).toBeLessThan(50);
  expect(await read(body)).toBe(200_000_000);
});

test('an answer over the cap breaks the stream', async () => {
  const origin = await servers.http((_, response) => response.end(Buffer.alloc(100_000)));
  const { body } = await servers.egress().stream(requestTo(origin, { limit: { maxResponseBytes: 99_999 } }));
  await expect(read(body)).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('larger than 99999 bytes'),
  });
});

test('a truncated answer breaks the stream', async () => {
  const origin = await servers.raw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
  const { body } = await servers.egress().stream(requestTo(origin));
  await expect(read(body)).rejects.toMatchObject({ code: 'upstream_failed' });
});

test('a stream that takes longer than the time-out but never stalls is complete, and a stalled one breaks', async () => {
  const origin = await servers.http((incoming, response) => {
    response.writeHead(200).write('x');
    let left = incoming.url === '/slow' ? 8 : 0;
    const timer = setInterval(() => {
      if (left-- > 0) response.write('x');
      else if (incoming.url === '/slow') response.end();
    }, 50);
    response.on('close', () => clearInterval(timer));
  });
  const egress = servers.egress();
  expect(await read((await egress.stream(requestTo(`${origin}/slow`, { limit: { timeoutMs: 300 } }))).body)).toBe(9);
  const { body } = await egress.stream(requestTo(`${origin}/stall`, { limit: { timeoutMs: 300 } }));
  await expect(read(body)).rejects.toMatchObject({ message: expect.stringContaining('300 ms (body time-out)') });
});

test('destroying the stream closes the connection to the app and frees its place', async () => {
  let closed = 0;
  const origin = await servers.http((_, response) => {
    response.on('close', () => closed++);
    response.writeHead(200).write('x');
  });
  const egress = servers.egress();
  for (let index = 0; index < 3; index++) {
    const { body } = await egress.stream(requestTo(origin, { limit: { concurrency: 1, timeoutMs: 1_000 } }));
    // An abandoned body has nobody else to tell.
    body.on('error', () => undefined);
    (body as unknown as { destroy(): void }).destroy();
  }
  await sleep(50);
  expect(closed).toBe(3);
});

test('a request that cannot be sent is refused before a stream exists', async () => {
  await expect(servers.egress().stream(requestTo('http://127.0.0.1:1'))).rejects.toMatchObject({
    code: 'upstream_failed',
  });
  await expect(
    servers.egress().stream(requestTo('http://127.0.0.1:1', { policy: { origins: [], allowPrivate: true } })),
  ).rejects.toMatchObject({ code: 'egress_denied' });
});

test('a safe stream is asked for again until an answer begins that stands, and keeps one place in the line', async () => {
  let requests = 0;
  const origin = await servers.http((incoming, response) => {
    requests += 1;
    if (requests === 1) incoming.socket.destroy();
    else if (requests === 2) response.writeHead(503).end('busy');
    else response.end('whole');
  });
  const { status, body } = await servers.egress().stream(requestTo(origin, { limit: { concurrency: 1 } }));
  expect(status).toBe(200);
  expect(await read(body)).toBe(5);
  expect(requests).toBe(3);
});

test('an unsafe stream is sent once', async () => {
  let requests = 0;
  const origin = await servers.http((_, response) => {
    requests += 1;
    response.writeHead(503).end('busy');
  });
  const { status, body } = await servers.egress().stream(requestTo(origin, { method: 'POST', retry: 'unprocessed' }));
  expect(status).toBe(503);
  await read(body);
  expect(requests).toBe(1);
});
