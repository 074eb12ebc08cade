import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import { limitState, startFace } from './server.fixture.ts';

type Face = Awaited<ReturnType<typeof startFace>>;
let face: Face;
beforeAll(async () => {
  face = await startFace();
});
afterAll(() => face.stop());

const read = async (answer: Response): Promise<any> => answer.json();

describe('input from headers', () => {
  const make = (body: object, headers: Record<string, string>) =>
    face.call('POST /things', { body: JSON.stringify(body), headers });

  test('is merged into the input and checked as it', async () => {
    expect(await (await make({ name: 'a' }, { 'once-key': 'k1' })).json()).toEqual({ name: 'a', onceKey: 'k1' });
    const refused = await make({}, { 'once-key': 'longer than ten' });
    expect(refused.status).toBe(400);
    expect((await read(refused)).message).toContain('onceKey');
  });

  test('gets the type that the schema asks for', async () => {
    expect(await (await face.call('GET /things', { headers: { 'x-count': '7' } })).json()).toEqual({ count: 7 });
    expect((await face.call('GET /things', { headers: { 'x-count': 'many' } })).status).toBe(400);
  });

  test('may be a member too while both say the same', async () => {
    expect((await make({ onceKey: 'k1' }, { 'once-key': 'k1' })).status).toBe(200);
    const refused = await make({ onceKey: 'k1' }, { 'once-key': 'k2' });
    expect(refused.status).toBe(400);
    expect((await read(refused)).message).toBe('onceKey: the header once-key says something else');
    expect(await (await make({ onceKey: 'k1' }, {})).json()).toEqual({ onceKey: 'k1' });
  });

  test('is refused when the header is there several times', async () => {
    const twice = 'once-key: a\r\nonce-key: a\r\n';
    const head = `POST /things HTTP/1.1\r\nhost: 127.0.0.1:${face.port}\r\nauthorization: Bearer tenant\r\n`;
    const answer = await face.exchange(`${head}${twice}content-length: 2\r\n\r\n{}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('onceKey: the header once-key is there several times');
  });

  test('stays beside a body that is one field whole', async () => {
    const init = { body: '{"onceKey":"of the thing"}', headers: { 'once-key': 'k1' } };
    const answer = await face.call('PUT /things/a%20b', init);
    expect(await answer.json()).toEqual({ id: 'a b', thing: { onceKey: 'of the thing' }, onceKey: 'k1' });
  });
});

describe('headers of an answer', () => {
  test('that an operation sets come with what it answers, and with its error', async () => {
    for (const fail of [false, true]) {
      const answer = await face.call('POST /things', { body: JSON.stringify({ fail }) });
      expect(answer.status).toBe(fail ? 409 : 200);
      expect(answer.headers.get('thing-state')).toBe('made');
      expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    }
  });

  test.each([
    ['Content-Length', '5'],
    ['bad name', 'x'],
    ['x-a', 'b\r\nx-evil: 1'],
  ])('cannot be %j: %j', async (name, value) => {
    const answer = await face.call('POST /bad-header', { body: JSON.stringify({ name, value }) });
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-evil')).toBeNull();
  });
});

describe('bodies', () => {
  const text = JSON.stringify({ name: 'a' });
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
  ])('packed with %s are unpacked', async (encoding, body) => {
    const answer = await face.call('POST /things', { body, headers: { 'content-encoding': encoding } });
    expect(await answer.json()).toEqual({ name: 'a' });
  });

  test('in another packing are refused with those that are taken', async () => {
    const answer = await face.call('POST /things', { body: text, headers: { 'content-encoding': 'zstd' } });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br');
    expect(await answer.json()).toMatchObject({ type: 'bad_request', code: 'unsupported_media_type' });
  });

  test('that are not packed as they say are refused', async () => {
    const answer = await face.call('POST /things', { body: text, headers: { 'content-encoding': 'gzip' } });
    expect(answer.status).toBe(400);
  });

  test.each([
    ['announced', (body: string) => `content-length: ${body.length}\r\n\r\n${body}`],
    [
      'in chunks',
      (body: string) => `transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ],
    [
      'when unpacked',
      (body: string) => {
        const packed = gzipSync(body).toString('latin1');
        return `content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n${packed}`;
      },
    ],
  ])(
    'that are too large %s are refused with the limit and its setting, and the connection lives on',
    async (_, rest) => {
      const head = `POST /things HTTP/1.1\r\nhost: 127.0.0.1:${face.port}\r\nauthorization: Bearer tenant\r\n`;
      const next = `GET /health HTTP/1.1\r\nhost: 127.0.0.1:${face.port}\r\n\r\n`;
      const answer = await face.exchange(head + rest(JSON.stringify({ name: 'a'.repeat(5_000) })) + next);
      expect(answer).toContain('413 Payload Too Large');
      expect(answer).toContain('"data":{"maxBytes":1000}');
      expect(answer).toContain('maxBodyBytes');
      expect(answer).toContain('{"status":"ok"}');
    },
  );
});

describe('methods', () => {
  test.each([
    ['DELETE /things', 'GET, HEAD, POST, OPTIONS'],
    ['GET /things/1', 'PUT, OPTIONS'],
    ['POST /health', 'GET, HEAD, OPTIONS'],
    ['POST /openapi.json', 'GET, HEAD, OPTIONS'],
    ['DELETE /files', 'POST, OPTIONS'],
    ['POST /sse/connection-events/x', 'GET, HEAD, OPTIONS'],
    ['GET /oauth/token', 'POST, OPTIONS'],
  ])('%s is answered with those that there are', async (route, allow) => {
    const answer = await face.call(route);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    const body = await read(answer);
    expect(body).toMatchObject({ type: 'bad_request', code: 'method_not_allowed' });
    expect(body.hint).toContain(allow);
  });

  test('OPTIONS lists them, and HEAD is a GET without a body', async () => {
    const options = await face.call('OPTIONS /things');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    const head = await face.call('HEAD /things');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await face.call('HEAD /things/1')).status).toBe(405);
    expect((await face.call('OPTIONS /nowhere')).status).toBe(404);
    // Its route is there, and has nothing for programs.
    expect((await face.call('GET /login')).status).toBe(404);
  });
});

describe('limits', () => {
  test('are told with every answer of an operation, also with an error', async () => {
    const limited = await startFace({ limits: { take: () => limitState() } });
    for (const route of ['GET /things', 'GET /things?count=x']) {
      const { headers } = await limited.call(route);
      expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('ratelimit')))).toEqual({
        ratelimit: '"tenant";r=7;t=18',
        'ratelimit-limit': '10',
        'ratelimit-policy': '"tenant";q=10;w=60',
        'ratelimit-remaining': '7',
        'ratelimit-reset': '18',
      });
    }
    await limited.stop();
  });

  test('are told with a refusal, of a tenant or of a connection, with the time to wait', async () => {
    for (const kind of ['tenant', 'connection'] as const) {
      const details = { retryAfterMs: 1_200, limit: limitState({ kind, remaining: 0 }) };
      const limited = await startFace({
        limits: {
          take() {
            throw new PorinError('rate_limited', 'Too many', { details });
          },
        },
      });
      for (const route of ['GET /things', 'GET /connections/con_1/proxy/x']) {
        const answer = await limited.call(route);
        expect(answer.status).toBe(429);
        expect(answer.headers.get('retry-after')).toBe('2');
        expect(answer.headers.get('ratelimit')).toBe(`"${kind}";r=0;t=18`);
        expect(await answer.json()).toMatchObject({ key: 'rate_limit_exceeded', data: details });
      }
      await limited.stop();
    }
  });

  test('do not hold for the owner, for strangers and for what needs no token', async () => {
    const taken: string[] = [];
    const limits = {
      take: (kind: string, id: string) => {
        taken.push(`${kind} ${id}`);
        return undefined;
      },
    };
    const limited = await startFace({ limits, proxy: async (...[, , , , response]) => void response.end('the app') });
    await limited.call('GET /things', { token: 'owner' });
    await limited.call('GET /connections/con_1/proxy/x', { token: 'owner' });
    await limited.call('GET /things', { token: 'nobody' });
    await limited.call('GET /health');
    expect(taken).toEqual([]);
    await limited.call('GET /things');
    await limited.call('GET /connections/con_1/proxy/x');
    expect(taken).toEqual(['tenant ten_1', 'tenant ten_1']);
    await limited.stop();
  });

  test("leave an app's own answer as it is", async () => {
    const limited = await startFace({
      limits: { take: () => limitState() },
      proxy: async (...[, , , , response]) => void response.writeHead(200, { 'ratelimit-limit': '3' }).end('the app'),
    });
    const { headers } = await limited.call('GET /connections/con_1/proxy/x');
    expect([headers.get('ratelimit-limit'), headers.get('ratelimit')]).toEqual(['3', null]);
    await limited.stop();
  });

  test('can be read by pages of other sites', async () => {
    const { headers } = await face.call('GET /things', { headers: { origin: 'https://page.test' } });
    expect(headers.get('access-control-expose-headers')).toMatch(/retry-after.*ratelimit-limit.*ratelimit-policy/);
  });
});
