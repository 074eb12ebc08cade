import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let sandboxed: string;
let live: string;
beforeAll(async () => {
  gateway = await bootGateway();
  sandboxed = (await gateway.sandboxConnection()).id;
  // READY by force of the sandbox, then asked for the app's own hosts: origins are what counts.
  live = sandboxed;
});
afterAll(() => gateway.stop());

/** A request whose target is sent letter by letter, as no client library would. */
function rawGet(target: string, id: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('end', () => resolve({ status: Number(text.slice(9, 12)), text }));
    socket.write(
      `GET /connections/${id}/proxy/${target} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${gateway.ownerToken}\r\nconnection: close\r\n\r\n`,
    );
  });
}

describe('raw requests leave only for the app', () => {
  test.each([
    'https://evil.example/',
    'http://evil.example/',
    'https:/evil.example/',
    'HTTPS://EVIL.example/',
    'https%3A%2F%2Fevil.example%2F',
    'https%3a//evil.example/',
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.169.254.nip.io/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://127.0.0.1:22/',
    'http://127.1/',
    'http://localhost/',
    'http://localhost./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'https://api.clickmeeting.com.evil.example/',
    'https://api.clickmeeting.com@evil.example/',
    'https://evil.example#@api.clickmeeting.com/',
    'https://evil.example%5c@api.clickmeeting.com/',
    'https://evil.example\\@api.clickmeeting.com/',
  ])('%s is refused', async (target) => {
    await gateway.sandbox.forget();
    const answer = await rawGet(target, live);
    expect([400, 403]).toContain(answer.status);
    expect(answer.text).toMatch(/"code":"(egress_denied|bad_request)"/);
    expect(answer.text).not.toContain(gateway.sandbox.apiKey);
    expect(await gateway.sandbox.requests()).toEqual([]);
  });

  test.each(['https%3A%2F%2F%zz', '%', 'https://', 'http://[', 'http://a b/'])(
    '%j is no address, and no fault of ours',
    async (target) => {
      const answer = await rawGet(target, live);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    },
  );

  test('a malformed connection id is not found', async () => {
    const answer = await gateway.call('GET /connections/%zz/proxy/ping');
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test.each([
    '//evil.example/',
    '/\\evil.example/',
    '../../../evil',
    '..%2f..%2f',
    '@evil.example/',
    ':80/',
    '?x=http://evil.example/',
  ])('%s stays at the app’s own origin', async (target) => {
    await gateway.sandbox.forget();
    const answer = await rawGet(target, live);
    expect(answer.status).not.toBe(500);
    const seen = await gateway.sandbox.requests();
    expect(seen.length).toBeLessThanOrEqual(1);
  });

  test('the app’s own address in full is the same as its path', async () => {
    for (const target of [
      `${gateway.sandbox.url}/ping`,
      encodeURIComponent(`${gateway.sandbox.url}/ping`),
      `${gateway.sandbox.url}/ping`.replace('//', '/'),
    ]) {
      expect((await rawGet(target, sandboxed)).status).toBe(200);
    }
  });

  test('the same holds for inline requests', async () => {
    for (const path of [
      'http://169.254.169.254/',
      'https://evil.example/',
      'HTTP://127.0.0.1:1/',
      'http:/\\evil.example',
    ]) {
      const answer = await gateway.call('POST /act', { body: { connectionId: live, api: { method: 'GET', path } } });
      expect({ path, status: answer.status }).not.toEqual({ path, status: 200 });
      expect(answer.status).toBeLessThan(500);
    }
    await gateway.sandbox.forget();
    const url = `${gateway.sandbox.url}/ping`;
    const own = await gateway.call('POST /act', { body: { connectionId: live, api: { method: 'GET', path: url } } });
    expect(own).toMatchObject({ status: 200, body: { output: { ping: 'pong' } } });
  });
});

describe('a live connection whose address is private', () => {
  test('is refused unless the operator allows the range', async () => {
    const strict = await bootGateway({
      settings: { sandbox: false, appBaseUrls: { clickmeeting: gateway.sandbox.url } },
    });
    try {
      await gateway.sandbox.forget();
      const answer = await strict.call('POST /connections/ensure', {
        body: { appUrl: 'clickmeeting.com', input: gateway.sandbox.apiKey },
      });
      expect(answer).toMatchObject({ status: 403, body: { type: 'bad_request', key: 'egress_denied' } });
      expect(answer.text).not.toContain(gateway.sandbox.apiKey);
      expect(await gateway.sandbox.requests()).toEqual([]);
    } finally {
      await strict.stop();
    }
  });
});

describe('large bodies', () => {
  const megabytes = 50;
  const big = () => Buffer.alloc(megabytes * 1024 * 1024, 0x20);

  test('a 50 MB body of known length is refused with 413 and the gateway lives', async () => {
    const answer = await gateway.call('POST /connections/ensure', { raw: big() });
    expect(answer).toMatchObject({ status: 413, body: { type: 'bad_request', key: 'payload_too_large' } });
    expect(answer.body.hint).toContain('maxBodyBytes');
    expect((await gateway.call('GET /health')).status).toBe(200);
  });

  test('a 50 MB body of unknown length is refused with 413 and the gateway lives', async () => {
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= megabytes) return controller.close();
        sent += 1;
        controller.enqueue(Buffer.alloc(1024 * 1024, 0x20));
      },
    });
    const response = await fetch(`${gateway.url}/connections/ensure`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.ownerToken}` },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ key: 'payload_too_large' });
    expect((await gateway.call('GET /health')).status).toBe(200);
  });

  test('a 50 MB body passes through a raw request without being held', async () => {
    const before = process.memoryUsage().rss;
    const answer = await gateway.call(`POST /connections/${live}/proxy/ping`, {
      raw: big(),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(answer.status).toBeGreaterThanOrEqual(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
    expect((await gateway.call('GET /health')).status).toBe(200);
  });
});
