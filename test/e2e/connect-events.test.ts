import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let app: TestGateway;
let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  app = await bootGateway();
  gateway = await bootGateway({
    settings: { sandbox: false, appBaseUrls: { clickmeeting: app.sandbox.url }, egressAllowCidrs: '127.0.0.0/8' },
  });
  token = await gateway.tokenOf('waiter');
});
afterAll(async () => {
  await gateway?.stop();
  await app?.stop();
});

/** The event stream as a browser reads it: the first event's data, or what was answered in place of a stream. */
async function events(
  id: string,
  options: { token?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
) {
  const query = options.token === undefined ? '' : `?token=${encodeURIComponent(options.token)}`;
  const response = await fetch(`${gateway.url}/sse/connection-events/${id}${query}`, {
    headers: { origin: 'https://site.example', ...options.headers },
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const text = response.text();
  text.catch(() => undefined);
  return { response, text, data: async () => JSON.parse(/^data: (.*)$/m.exec(await text)?.[1] ?? 'null') };
}

const connect = (payload: Record<string, unknown>, headers: Record<string, string> = {}) =>
  gateway.call('POST /connect', {
    token: null,
    raw: new URLSearchParams({ payload: JSON.stringify({ token, integrationKey: 'clickmeeting', ...payload }) }),
    headers,
  });

describe('the event stream of a connect()', () => {
  test('waits for a request that is not known yet, tells its result and ends', async () => {
    const waiting = await events('r-later', { token });
    expect(waiting.response.headers.get('content-type')).toBe('text/event-stream');
    expect(waiting.response.headers.get('access-control-allow-origin')).toBe('*');
    await connect({ requestId: 'r-later', input: { apiKey: app.sandbox.apiKey } });
    expect(await waiting.data()).toMatchObject({
      source: 'integration.app',
      requestId: 'r-later',
      type: 'newConnectionCreated',
      connection: { state: 'READY' },
    });
  });

  test('tells a result that was there before, and no second time to a client that has it', async () => {
    await connect({ requestId: 'r-before', input: { apiKey: 'no key' } }, { 'sec-fetch-dest': 'iframe' });
    const { data } = await events('r-before', { headers: { authorization: `Bearer ${token}` } });
    expect(await data()).toMatchObject({ type: 'newConnectionFailure', errorData: { type: 'bad_request' } });
    const again = await events('r-before', { token, headers: { 'last-event-id': 'result' } });
    expect(again.response.status).toBe(204);
  });

  test('tells another tenant nothing', async () => {
    const stop = new AbortController();
    const foreign = await events('r-mine', { token: await gateway.tokenOf('stranger'), signal: stop.signal });
    const own = await events('r-mine', { token });
    await connect({ requestId: 'r-mine', input: { apiKey: app.sandbox.apiKey } });
    expect((await own.data()).type).toBe('newConnectionCreated');
    stop.abort();
    await expect(foreign.text).rejects.toThrow(/abort/i);
  });

  test('tells nothing more to a token that was revoked while it waited', async () => {
    const { body: made } = await gateway.call('POST /tokens', { body: { tenant: 'revoked' } });
    const waiting = await events('r-revoked', { token: made.token });
    expect((await gateway.call(`DELETE /tokens/${made.id}`)).status).toBeLessThan(300);
    const payload = { requestId: 'r-revoked', token: await gateway.tokenOf('revoked') };
    expect((await connect({ ...payload, input: { apiKey: app.sandbox.apiKey } })).status).toBe(200);
    expect(await waiting.text).not.toContain('data:');
  });

  test('of a page tells a link nothing about the requests of other links', async () => {
    const opened = await connect({ requestId: 'r-linked' });
    const link = opened.headers.get('location')?.split('/').at(-1);
    const answers = ['r-linked', 'r-before'].map((id) =>
      fetch(`${gateway.url}/sse/connection-events/${id}?link=${link}`),
    );
    const [own, other] = await Promise.all(answers);
    expect([own?.status, other?.status]).toEqual([200, 401]);
    await own?.body?.cancel();
  });

  test('is refused without a token, and does not keep the gateway from stopping', async () => {
    expect((await events('x')).response.status).toBe(401);
    expect((await events('x', { token: 'pat-none' })).response.status).toBe(401);
    const other = await bootGateway({ settings: { sandbox: false } });
    const response = await fetch(`${other.url}/sse/connection-events/x?token=${other.ownerToken}`);
    expect(response.status).toBe(200);
    const startedAt = performance.now();
    await other.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(await response.text()).not.toContain('data:');
  });
});

describe('POST /connect', () => {
  test('leads to the page of a link; the token stays behind', async () => {
    const answer = await connect({ requestId: 'r-page' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/connect\/[\w-]{32}$/);
    // The same form sent again, by a window that is loaded anew, goes on where it was.
    const again = (await connect({ requestId: 'r-page' })).headers.get('location');
    for (const path of [again, answer.headers.get('location')])
      expect((await gateway.call(`GET ${path}`, { token: null })).text).toContain('name="cancel"');
  });

  test.each([
    ['a token that is no good', { token: 'pat-none' }, 'not_authenticated'],
    ['nothing to connect', { integrationKey: undefined }, 'Nothing says what to connect'],
    ['an unknown integration', { integrationKey: 'nowhere' }, 'nowhere'],
    ['a redirect to plain http elsewhere', { redirectUri: 'http://site.example/' }, 'redirectUri'],
    ['a redirect to a script', { redirectUri: 'javascript:alert(1)' }, 'redirectUri'],
  ])('%s is told on a page that tells the window that asked', async (_, payload, reason) => {
    const answer = await connect({ requestId: 'r-bad', ...payload }, { origin: 'https://site.example' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(reason);
    expect(answer.text).toContain('newConnectionFailure');
    expect(answer.text).toContain('data-origin="https://site.example"');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  test('an app that cannot be asked is told too, in a frame that nobody sees', async () => {
    await app.sandbox.fault({ status: 503 });
    const payload = { requestId: 'r-down', input: { apiKey: app.sandbox.apiKey } };
    const answer = await connect(payload, { 'sec-fetch-dest': 'iframe', origin: 'https://site.example' });
    await app.sandbox.heal();
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('newConnectionFailure');
    expect(await (await events('r-down', { token })).data()).toMatchObject({
      type: 'newConnectionFailure',
      errorData: { key: 'upstream_failed' },
    });
  });

  test('a form that cannot be read is refused', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=y' };
    expect((await gateway.call('POST /connect', { token: null, raw: '--x broken', headers })).status).toBe(400);
  });

  test('what is another tenant’s is not found', async () => {
    const other = { token: await gateway.tokenOf('owner-of-it') };
    const { body } = await gateway.call('POST /connections/ensure', {
      ...other,
      body: { appUrl: 'clickmeeting.com', key: 'theirs' },
    });
    const asked = { integrationKey: 'clickmeeting' };
    const { body: request } = await gateway.call('POST /connection-requests', { ...other, body: asked });
    const foreign = [
      { connectionId: body.id },
      { connectionKey: 'theirs' },
      { connectionRequestId: request.requestId },
    ];
    for (const named of foreign) {
      const answer = await connect({ integrationKey: undefined, ...named }, { 'sec-fetch-dest': 'iframe' });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('&quot;key&quot;:&quot;not_found&quot;');
    }
    const left = await gateway.call(`GET /connection-requests/${request.requestId}`, other);
    expect(left.body.status).toBe('pending');
  });

  test('of a connection request answers it, whatever else is named', async () => {
    const tenant = { token: await gateway.tokenOf('answering') };
    const asked = { connectorId: 'clickmeeting', name: 'Asked for' };
    const { body } = await gateway.call('POST /connection-requests', { ...tenant, body: asked });
    const payload = { ...tenant, connectionRequestId: body.requestId, input: { apiKey: app.sandbox.apiKey } };
    expect((await connect({ ...payload, requestId: 'r-answer', integrationKey: 'clicksend' })).status).toBe(200);
    const done = await gateway.call(`GET /connection-requests/${body.requestId}`, tenant);
    expect(done.body.status).toBe('success');
    const made = await gateway.call(`GET /connections/${done.body.resultConnectionId}`, tenant);
    expect(made.body).toMatchObject({ externalAppId: 'clickmeeting', state: 'READY' });
    expect((await connect({ ...payload, requestId: 'r-replayed' })).text).toContain('not_found');
  });

  test('a page of a link may be framed only when it began in a frame', async () => {
    const framed = await gateway.call(`GET /embed/integrations/clickmeeting/connect?token=${token}`, { token: null });
    const plain = await connect({ requestId: 'r-plain' });
    const policyOf = async (path: string | null) =>
      (await gateway.call(`GET ${path}`, { token: null })).headers.get('content-security-policy');
    expect(framed.headers.get('location')).not.toContain(token);
    expect(await policyOf(framed.headers.get('location'))).toContain('frame-ancestors *');
    expect(await policyOf(plain.headers.get('location'))).toContain("frame-ancestors 'none'");
    const { body } = await gateway.call('POST /connections/ensure', { body: { appUrl: 'clickmeeting.com' } });
    const shared = new URL(body.clientAction.uiUrl).pathname;
    expect(await policyOf(shared)).toContain("frame-ancestors 'none'");
  });
});

describe('the page of a connection request', () => {
  test('is found by its id, completes it, and is over then', async () => {
    const made = await gateway.call('POST /connection-requests', { token, body: { integrationKey: 'clickmeeting' } });
    const { pathname, search } = new URL(made.body.url);
    const opened = await gateway.call(`GET ${pathname}${search}`, { token: null });
    expect(opened.status).toBe(303);
    const path = opened.headers.get('location') ?? '';
    const page = await gateway.call(`GET ${path}`, { token: null });
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const raw = new URLSearchParams({ option: 'api-key', form, apiKey: app.sandbox.apiKey });
    expect((await gateway.call(`POST ${path}`, { token: null, raw, headers: { cookie } })).status).toBe(200);
    const { body } = await gateway.call(`GET /connection-requests/${made.body.requestId}`, { token });
    expect(body).toMatchObject({ status: 'success', resultConnectionId: expect.stringMatching(/^con_/) });
    expect((await gateway.call(`GET ${pathname}${search}`, { token: null })).status).toBe(404);
  });

  test.each(['', 'crq_nothing', '../x'])('with an id that nobody gave is not found: %j', async (id) => {
    const path = `/screens/connections?connectionRequestId=${encodeURIComponent(id)}`;
    const page = await gateway.call(`GET ${path}`, { token: null });
    expect(page.status).toBe(404);
    expect(page.text.match(/answered, cancelled/g)).toHaveLength(1);
    expect(page.text).not.toMatch(/older than a day/);
  });
});

describe('programs on other sites', () => {
  const preflight = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
      const sent = request(gateway.url + path, {
        method: 'OPTIONS',
        headers: { origin: 'https://site.example', 'access-control-request-method': 'POST', ...headers },
      });
      sent
        .on('response', (answer) => resolve({ status: answer.statusCode, headers: answer.headers }))
        .on('error', reject);
      sent.end();
    });

  test.each(['/connections', '/connection-options', '/actions/x/run', '/files', '/connections/x/proxy/y'])(
    'may call %s with a token',
    async (path) => {
      const { status, headers } = await preflight(path);
      expect(status).toBe(204);
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      for (const name of ['authorization', 'content-type', 'membrane-api-version', 'idempotency-key', 'x-request-id'])
        expect(headers['access-control-allow-headers']).toContain(name);
    },
  );

  test('may send an app the headers that it knows, through the proxy alone', async () => {
    const asked = { 'access-control-request-headers': 'x-app-version, bad header, authorization' };
    const names = async (path: string) => (await preflight(path, asked)).headers['access-control-allow-headers'];
    expect(await names('/connections/x/proxy/y')).toMatch(/, x-app-version, authorization$/);
    expect(await names('/connections')).not.toContain('x-app-version');
  });

  test('may read answers and refusals, but no page', async () => {
    const origin = 'https://site.example';
    for (const [path, given] of [
      ['/connections', token],
      ['/connections', null],
      ['/connections/none', token],
      ['/connections/none/proxy/x', token],
    ] as const) {
      const { headers } = await gateway.call(`GET ${path}`, { token: given, headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-expose-headers')).toContain('x-request-id');
    }
    for (const path of ['/', '/sign-in', '/connect/x', '/authorize/x']) {
      const { headers } = await gateway.call(`GET ${path}`, { token: null, headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await preflight('/connect')).headers['access-control-allow-origin']).toBeUndefined();
  });
});
