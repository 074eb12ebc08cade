import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import { requestTo, testServers } from './servers.fixture.ts';

const servers = testServers();
afterEach(() => servers.close());

const textOf = (body: Uint8Array) => Buffer.from(body).toString();
const unsafe = { method: 'POST', body: 'x', retry: 'unprocessed' } as const;

test('a request arrives as it was given and its whole answer comes back', async () => {
  const origin = await servers.http(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    response
      .writeHead(201, { 'X-A': ['1', '2'] })
      .end(`${incoming.method} ${incoming.url} ${incoming.headers['x-key']} ${body}`);
  });
  const answer = await servers
    .egress()
    .send(
      requestTo(`${origin}/a?b=c%20d`, { method: 'POST', headers: { 'x-key': 'k' }, body: 'hello', retry: 'never' }),
    );
  expect(answer).toMatchObject({ status: 201, headers: { 'x-a': '1, 2' } });
  expect(textOf(answer.body)).toBe('POST /a?b=c%20d k hello');
});

test('bodies of every kind arrive whole', async () => {
  const origin = await servers.http(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    response.end(
      JSON.stringify({
        type: incoming.headers['content-type'] ?? '',
        length: incoming.headers['content-length'] ?? '',
        body: Buffer.concat(chunks).toString(),
      }),
    );
  });
  const egress = servers.egress();
  const sent = async (body: NonNullable<Parameters<typeof egress.send>[0]['body']>) =>
    JSON.parse(textOf((await egress.send(requestTo(origin, { ...unsafe, body }))).body));
  expect((await sent(new Uint8Array([104, 105]))).body).toBe('hi');
  expect((await sent(Readable.from([Buffer.from('stream')], { objectMode: false }))).body).toBe('stream');
});

test('headers of one connection and the host are not passed on', async () => {
  const origin = await servers.http((incoming, response) => response.end(JSON.stringify(incoming.headers)));
  const headers = {
    host: 'evil.test',
    connection: 'x-keep',
    te: 'trailers',
    upgrade: 'h2c',
    'proxy-authorization': 'Basic x',
    expect: '100-continue',
    'x-keep': '1',
  };
  const seen = JSON.parse(textOf((await servers.egress().send(requestTo(origin, { headers }))).body));
  expect(seen).toEqual({ host: new URL(origin).host, connection: 'keep-alive', 'x-keep': '1' });
});

test('a header value with a line break is refused without repeating it', async () => {
  const origin = await servers.http((_, response) => response.end());
  const error = await servers
    .egress()
    .send(requestTo(origin, { headers: { 'x-a': 'SECRET\r\nx-evil: 1' } }))
    .catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('x-a') });
  expect(String(error)).not.toContain('SECRET');
});

test('a connection is kept and used again', async () => {
  const ports = new Set<number | undefined>();
  const origin = await servers.http((incoming, response) => {
    ports.add(incoming.socket.remotePort);
    response.end();
  });
  const egress = servers.egress();
  for (let index = 0; index < 20; index++) await egress.send(requestTo(origin));
  // undici frees a connection just after the answer, so the next request may open a second one.
  expect(ports.size).toBeLessThanOrEqual(2);
});

test('a refused connection is an upstream failure even for an unsafe request, after three attempts', async () => {
  const egress = servers.egress();
  const started = performance.now();
  await expect(egress.send(requestTo('http://127.0.0.1:1', unsafe))).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringMatching(/POST .*refused/),
  });
  expect(performance.now() - started).toBeGreaterThan(140);
});

test.each([
  ['safe', 'upstream_failed'],
  ['unprocessed', 'outcome_unknown'],
  ['never', 'outcome_unknown'],
] as const)('a server that hangs is a headers time-out after the given time (%s)', async (retry, code) => {
  let requests = 0;
  const origin = await servers.raw(() => requests++);
  const error = await servers
    .egress()
    .send(requestTo(origin, { method: 'POST', retry, limit: { timeoutMs: 150 } }))
    .catch((thrown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringMatching(/150 ms \(headers time-out\)/) });
  expect(requests).toBe(1);
});

test('an answer that trickles is cut at the total time-out', async () => {
  const origin = await servers.http((_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  await expect(servers.egress().send(requestTo(origin, { limit: { timeoutMs: 200 } }))).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('200 ms (total time-out)'),
  });
});

const broken: readonly [string, string, RegExp][] = [
  [
    'shorter than its content-length',
    'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort',
    /broke before the whole answer/,
  ],
  [
    'chunked without its end',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n',
    /broke before the whole answer/,
  ],
  ['only half a head', 'HTTP/1.1 200 OK\r\ncontent-le', /broke before the whole answer/],
  ['not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n\r\n', /not valid HTTP/],
];

test.each(broken)('an answer that is %s fails a safe request after repeating it', async (_, answer, message) => {
  let requests = 0;
  const origin = await servers.raw((socket) => {
    requests++;
    socket.end(answer);
  });
  await expect(servers.egress().send(requestTo(origin))).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringMatching(message),
  });
  expect(requests).toBe(3);
});

test.each(broken)(
  'an answer that is %s leaves the outcome of an unsafe request unknown, and it is not repeated',
  async (_, answer, message) => {
    let requests = 0;
    const origin = await servers.raw((socket) => {
      requests++;
      socket.end(answer);
    });
    await expect(servers.egress().send(requestTo(origin, unsafe))).rejects.toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringMatching(message),
    });
    expect(requests).toBe(1);
  },
);

test('a connection that is reset after the request leaves the outcome unknown', async () => {
  const origin = await servers.raw((socket) => socket.resetAndDestroy());
  await expect(servers.egress().send(requestTo(origin, unsafe))).rejects.toMatchObject({ code: 'outcome_unknown' });
});

test('a safe request that fails once is answered on its second attempt', async () => {
  const origin = await servers.raw((socket, connection) =>
    connection === 1 ? socket.destroy() : socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  );
  expect(await servers.egress().send(requestTo(origin))).toMatchObject({ status: 200 });
});

test('a stream body is never sent twice', async () => {
  let requests = 0;
  const origin = await servers.http((_, response) => {
    requests++;
    response.writeHead(503, { 'retry-after': '0' }).end();
  });
  const body = Readable.from([Buffer.from('once')], { objectMode: false });
  expect(await servers.egress().send(requestTo(origin, { method: 'POST', body }))).toMatchObject({ status: 503 });
  expect(requests).toBe(1);
});

test.each([
  ['safe', 'upstream_failed'],
  ['unprocessed', 'outcome_unknown'],
] as const)('an answer over the cap is refused with the cap (%s)', async (retry, code) => {
  const origin = await servers.http((_, response) => response.end(Buffer.alloc(50_001)));
  const request = requestTo(origin, { method: 'POST', retry, limit: { maxResponseBytes: 50_000 } });
  await expect(servers.egress().send(request)).rejects.toMatchObject({
    code,
    message: expect.stringContaining('larger than 50000 bytes'),
  });
});

test('an answer of exactly the cap is accepted', async () => {
  const origin = await servers.http((_, response) => response.end(Buffer.alloc(50_000)));
  expect((await servers.egress().send(requestTo(origin, { limit: { maxResponseBytes: 50_000 } }))).body).toHaveLength(
    50_000,
  );
});

test('a compressed answer is unpacked, and the cap holds for the unpacked size', async () => {
  const packed = gzipSync(Buffer.alloc(200_000, 'a'));
  const origin = await servers.http((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
  );
  const answer = await servers.egress().send(requestTo(origin));
  expect(answer.body).toHaveLength(200_000);
  expect(answer.headers).not.toHaveProperty('content-encoding');
  await expect(servers.egress().send(requestTo(origin, { limit: { maxResponseBytes: 50_000 } }))).rejects.toMatchObject(
    { message: expect.stringContaining('larger than 50000 bytes') },
  );
});

test('a request that is cancelled before it was sent is a failure, and afterwards its outcome is unknown', async () => {
  const origin = await servers.raw(() => undefined);
  const egress = servers.egress();
  await expect(
    egress.send(requestTo(origin, { ...unsafe, signal: AbortSignal.abort(new Error('gone')) })),
  ).rejects.toMatchObject({ code: 'upstream_failed', message: expect.stringContaining('cancelled before') });
  await expect(egress.send(requestTo(origin, { ...unsafe, signal: AbortSignal.timeout(100) }))).rejects.toMatchObject({
    code: 'outcome_unknown',
    message: expect.stringContaining('cancelled'),
  });
});

test('figures count answers by class and failures', async () => {
  const metrics = createMetrics();
  const egress = servers.egress({ metrics });
  const origin = await servers.http((_, response) => response.writeHead(404).end());
  await egress.send(requestTo(origin));
  await egress.send(requestTo('http://127.0.0.1:1', { retry: 'never' })).catch(() => undefined);
  expect(metrics.render()).toContain('porin_upstream_requests_total{result="4xx"} 1\n');
  expect(metrics.render()).toContain('porin_upstream_requests_total{result="failed"} 1\n');
});
