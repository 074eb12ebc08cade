import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/ports/identity.ts';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A gateway whose app says what it was asked; `url` is a server that passes everything on: `/<selector>/<rest>`. */
async function proxied(options: Partial<TinyOptions> = {}) {
  const asked: IncomingMessage[] = [];
  const made = await tinyGateway({
    apiKey: 'secret-key',
    app: (request, response) => {
      asked.push(request);
      response.end(`${request.method} ${request.url}`);
    },
    ...options,
  });
  undo.push(made.stop);
  const as = async (caller: Caller) => {
    const server = createServer((request, response) => {
      const [, selector = '', rest = ''] = /^\/([^/]*)\/?(.*)$/.exec(request.url ?? '') ?? [];
      made.gateway.proxy(caller, decodeURIComponent(selector), rest, request, response).catch((error) => {
        if (!response.headersSent) response.writeHead(error.kind.status).end(error.code);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return { ...made, asked, as, via: await as(made.caller) };
}

/** The answer to a request with exactly these headers. */
function call(
  url: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  return new Promise<string>((resolve, reject) => {
    const sent = httpRequest(url, { method, headers }, async (message) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      resolve(`${message.statusCode} ${Buffer.concat(chunks)}`);
    });
    sent.on('error', reject);
    sent.end();
  });
}

// Source: the wire contract, §2.7.
const kept = [
  ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-anything', 'x-request-id', 'x-real-ip', 'x-scheme'],
  ['cf-ray', 'cf-connecting-ip', 'cdn-loop', 'x-amzn-trace-id', 'authorization', 'proxy-authorization', 'cookie'],
  ['te', 'expect-ct-not', 'keep-alive', 'upgrade-insecure', 'via', 'forwarded'],
].flat();

describe('the headers of a raw request', () => {
  test('reach the app but for those of the caller, its network and its connection', async () => {
    const { via, asked, connectionId } = await proxied();
    const own = Object.fromEntries(kept.map((name) => [name, 'mine']));
    const passed = {
      accept: 'text/csv',
      'x-custom': 'a',
      'if-none-match': '"x"',
      'idempotency-key': 'k',
      range: 'bytes=0-1',
    };
    const headers = {
      ...own,
      ...passed,
      connection: 'close, x-hop',
      'x-hop': 'mine',
      host: 'evil.test',
      'x-api-key': 'mine',
    };
    expect(await call(`${via}/${connectionId}/things`, { headers })).toBe('200 GET /things');
    const got = asked[0]?.headers ?? {};
    expect(got).toMatchObject({ ...passed, 'x-api-key': 'secret-key' });
    expect(got.host).toMatch(/^127\.0\.0\.1:/);
    const expected = ['expect-ct-not', 'upgrade-insecure'];
    expect(Object.keys(got).filter((name) => got[name] === 'mine')).toEqual(expected);
  });

  test('with a body that was coded on the way are refused, because the app would not be told', async () => {
    const { via, asked, connectionId } = await proxied();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(via).port), '127.0.0.1');
      socket.once('data', (chunk) => resolve(String(chunk)));
      socket.write(
        `POST /${connectionId}/things HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      );
      undo.push(() => socket.destroy());
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 .*bad_request/s);
    expect(asked).toEqual([]);
  });
});

describe('the connection of a raw request', () => {
  test('is named by its id, its key, its app or its integration, while that has one', async () => {
    const { via, gateway, caller, connectionId } = await proxied();
    await gateway.ports.connections.patch(caller, connectionId, { key: 'my own/key' });
    for (const selector of [connectionId, encodeURIComponent('my own/key'), 'tiny', 'tiny.test', 'Tiny'])
      expect(await call(`${via}/${selector}/a?b=c`)).toBe('200 GET /a?b=c');
    await gateway.ports.connections.create(caller, { app: 'tiny', input: {} });
    expect(await call(`${via}/tiny/a`)).toBe('409 ambiguous_connection');
    expect(await call(`${via}/${connectionId}/a`)).toBe('200 GET /a');
    expect(await call(`${via}/nothing/a`)).toBe('404 not_found');
  });

  test('is nobody else’s, and takes the scope proxy', async () => {
    const { as, caller, asked, connectionId, storage } = await proxied();
    const { id: tenantId, key: tenantKey } = await storage.tenants.ensure('other', 0);
    expect(await call(`${await as({ ...caller, tenantId, tenantKey })}/${connectionId}/a`)).toBe('404 not_found');
    const narrow = { ...caller, scopes: new Set(['actions:read', 'actions:write'] as const) };
    expect(await call(`${await as(narrow)}/${connectionId}/a`)).toBe('403 access_denied');
    expect(asked).toEqual([]);
  });
});

describe('the address of a raw request', () => {
  test('may be whole, however it is written, on the origin of the app', async () => {
    const { via, url, connectionId } = await proxied();
    const whole = `${url}/a/b?c=d`;
    for (const written of [whole, `${encodeURIComponent(`${url}/a/b`)}?c=d`, whole.replace('://', ':/')])
      expect(await call(`${via}/${connectionId}/${written}`)).toBe('200 GET /a/b?c=d');
  });

  test.each(['https://example.com/', 'http://127.0.0.1:1/', 'https:/169.254.169.254/', 'HTTP://evil.test/'])(
    'is no other than the app’s: %s',
    async (address) => {
      const { via, asked, connectionId } = await proxied();
      expect(await call(`${via}/${connectionId}/${address}`)).toBe('403 egress_denied');
      expect(asked).toEqual([]);
    },
  );

  test('that looks like the app’s is not the app’s', async () => {
    const { via, url, asked, connectionId } = await proxied();
    const { host, port } = new URL(url);
    for (const address of [
      `http://${host}@evil.test/`,
      `http://127.0.0.1.evil.test:${port}/`,
      `http://localhost:${port}/`,
      `https://${host}/`,
    ])
      expect(await call(`${via}/${connectionId}/${address}`)).toBe('403 egress_denied');
    expect(asked).toEqual([]);
  });
});

test.each(['HEAD', 'OPTIONS', 'PATCH', 'DELETE', 'PROPFIND', 'PURGE'])('%s reaches the app', async (method) => {
  const { via, asked, connectionId } = await proxied();
  await call(`${via}/${connectionId}/things`, { method });
  expect(asked.map((request) => `${request.method} ${request.url}`)).toEqual([`${method} /things`]);
});

describe('an app that answers with the credentials', () => {
  const key = 'secret-key';
  const echo: TinyOptions['app'] = (request, response) => {
    const body = JSON.stringify({ key: request.headers['x-api-key'], other: 'secret-ke' });
    response.writeHead(200, { 'x-key': `id ${key}`, 'content-length': body.length });
    // The key in two pieces.
    response.write(body.slice(0, 12), () => setTimeout(() => response.end(body.slice(12)), 20));
  };

  test('passes neither in a body nor in a header of a raw answer, which keeps its length', async () => {
    const { via, connectionId } = await proxied({ app: echo });
    const answer = await fetch(`${via}/${connectionId}/account`);
    expect(answer.headers.get('x-key')).toBe('id [redacted]');
    expect(await answer.json()).toEqual({ key: '[redacted]', other: 'secret-ke' });
  });

  test('passes in no output of an action or an inline request', async () => {
    const { run, ask } = await proxied({ app: echo });
    const hidden = { key: '[redacted]', other: 'secret-ke' };
    expect((await run('get-thing')).output).toEqual(hidden);
    const api = { method: 'GET', path: '/account' } as const;
    expect((await ask({ action: 'api-request', api, input: {} })).output).toEqual(hidden);
  });
});

test('a request that needs approval does not pass, neither by its method nor by a header that names another', async () => {
  const { via, asked, connectionId } = await proxied({ rules: { confirm: new Set(), approve: new Set(['destroy']) } });
  expect((await fetch(`${via}/${connectionId}/x`, { method: 'DELETE' })).status).toBe(403);
  expect((await fetch(`${via}/${connectionId}/x`, { headers: { 'X-HTTP-Method-Override': 'DELETE' } })).status).toBe(
    403,
  );
  expect((await fetch(`${via}/${connectionId}/x`)).status).toBe(200);
  expect(asked).toHaveLength(1);
});
