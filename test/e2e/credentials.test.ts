import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

// Connections that are not sandbox connections, to an app that happens to be imitated on this machine.
let app: TestGateway;
let gateway: TestGateway;
const wrongKey = `us${'0'.repeat(40)}`;
beforeAll(async () => {
  app = await bootGateway();
  gateway = await bootGateway({
    settings: {
      sandbox: false,
      appBaseUrls: { clickmeeting: app.sandbox.url },
      egressAllowCidrs: '127.0.0.0/8',
    },
  });
});
afterAll(async () => {
  await gateway?.stop();
  await app?.stop();
});

async function liveConnection(tenant: string) {
  const token = await gateway.tokenOf(tenant);
  const { body } = await gateway.call('POST /connections/ensure', { token, body: { appUrl: 'clickmeeting.com' } });
  return { token, connection: body, path: `/connections/${body.id}` };
}

describe('a key that is missing or wrong', () => {
  test('a new connection says what is needed, for people and agents', async () => {
    const { connection } = await liveConnection('new');
    expect(connection).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', connected: false, sandbox: false });
    expect(connection.clientAction).toMatchObject({ type: 'connect', description: expect.stringContaining('API key') });
    expect(connection.clientAction.uiUrl).toMatch(new RegExp(`^${gateway.url}/connect/[\\w-]{32}$`));
    expect(connection.clientAction.agentInstructions).toContain(connection.id);
  });

  test('a run on it says where to connect', async () => {
    const { connection, token, path } = await liveConnection('early');
    const run = await gateway.run('ping', connection.id, {}, { token });
    expect(run).toMatchObject({ status: 409, body: { type: 'connection', key: 'client_action_required' } });
    expect(run.body.message).toContain(connection.id);
    expect(run.body.hint).toContain('connection get');
    const raw = await gateway.call(`GET ${path}/proxy/ping`, { token });
    expect(raw).toMatchObject({ status: 409, body: { key: 'client_action_required' } });
  });

  test('a wrong key is refused with the app’s words and noted, and is in no answer', async () => {
    const { token, path } = await liveConnection('wrong');
    const refused = await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: wrongKey } } });
    expect(refused).toMatchObject({ status: 400, body: { type: 'bad_request', code: 'bad_request' } });
    expect(refused.body.message).toContain('401');
    expect(refused.body.hint).toContain('API key');
    const after = await gateway.call(`GET ${path}`, { token });
    expect(after.body).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      error: { message: expect.stringContaining('401') },
    });
    expect(refused.text + after.text).not.toContain(wrongKey);
  });

  test.each([
    ['an empty object', {}],
    ['an empty key', { apiKey: ' ' }],
    ['a misspelt field', { apikey: wrongKey }],
    ['a key of two lines', { apiKey: `${wrongKey}\r\nx-evil: 1` }],
  ])('%s is refused before the app is asked', async (_, input) => {
    const { token, path } = await liveConnection('malformed');
    await app.sandbox.forget();
    const refused = await gateway.call(`PATCH ${path}`, { token, body: { input } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect(refused.body.message).toMatch(/apiKey/);
    expect(refused.text).not.toContain(wrongKey);
    expect(await app.sandbox.requests()).toEqual([]);
  });

  test('a key that cannot be checked is not accepted, and the state stays', async () => {
    const { token, path } = await liveConnection('unreachable');
    await app.sandbox.fault({ status: 500 });
    const refused = await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    await app.sandbox.heal();
    expect(refused).toMatchObject({ status: 502, body: { code: 'upstream_failed' } });
    expect((await gateway.call(`GET ${path}`, { token })).body.state).toBe('CLIENT_ACTION_REQUIRED');
  });

  test('the right key is accepted, as an object, as a bare text, and with ensure', async () => {
    const { token, path } = await liveConnection('right');
    const patched = await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    expect(patched).toMatchObject({ status: 200, body: { state: 'READY', connected: true } });
    expect(patched.body.error).toBeUndefined();
    const bare = await gateway.call(`PATCH ${path}`, { token, body: { input: `${app.sandbox.apiKey}\n` } });
    expect(bare.body.state).toBe('READY');
    const other = await gateway.tokenOf('right-at-once');
    const ensured = await gateway.call('POST /connections/ensure', {
      token: other,
      body: { appUrl: 'clickmeeting.com', input: app.sandbox.apiKey },
    });
    expect(ensured.body.state).toBe('READY');
    expect(patched.text + bare.text + ensured.text).not.toContain(app.sandbox.apiKey);
  });

  test('a wrong key for a working connection is refused and breaks nothing', async () => {
    const { token, path, connection } = await liveConnection('rekey');
    await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    const refused = await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: wrongKey } } });
    expect(refused.status).toBe(400);
    expect((await gateway.run('ping', connection.id, {}, { token })).status).toBe(200);
  });
});

describe('a key that the app later refuses', () => {
  test('turns the connection to CLIENT_ACTION_REQUIRED, and the run says what to do', async () => {
    const { token, path, connection } = await liveConnection('revoked');
    await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    await app.sandbox.fault({ status: 401, body: { code: 401, name: 'UNAUTHORIZED', errors: [] } });
    const run = await gateway.run('list-conferences', connection.id, { status: 'active' }, { token });
    await app.sandbox.heal();
    expect(run).toMatchObject({ status: 409, body: { type: 'connection', key: 'client_action_required' } });
    expect(run.body.hint).toMatch(new RegExp(`connection get ${connection.id} .*connection patch ${connection.id}`));
    expect(run.text).not.toContain('/connect/');
    expect(run.body.actionRunId).toMatch(/^run_/);
    const after = await gateway.call(`GET ${path}`, { token });
    expect(after.body).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      error: { message: expect.stringContaining('401') },
    });
    expect(after.body.clientAction.uiUrl).toContain('/connect/');

    const renewed = await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    expect(renewed.body).toMatchObject({ state: 'READY' });
    expect(renewed.body.error).toBeUndefined();
    expect((await gateway.run('ping', connection.id, {}, { token })).status).toBe(200);
  });

  test('by one address only, which fails that run and leaves the connection as it is', async () => {
    const { token, path, connection } = await liveConnection('partial-run');
    await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    await app.sandbox.fault({ status: 401, body: 'not yours', path: '/v1/conferences/**' });
    await app.sandbox.fault({ latencyMs: 300, path: '/v1/ping' });
    await app.sandbox.forget();
    const runs = Array.from({ length: 4 }, () =>
      gateway.run('list-conferences', connection.id, { status: 'active' }, { token }),
    );
    for (const run of await Promise.all(runs)) {
      expect(run).toMatchObject({ status: 422, body: { key: 'upstream_refused', data: { status: 401 } } });
      expect(run.body.message).toBe('ClickMeeting refused this request (401) although it accepts the credentials');
    }
    expect((await app.sandbox.requests()).filter(({ path }) => path === '/v1/ping')).toHaveLength(1);
    expect((await gateway.call(`GET ${path}`, { token })).body.state).toBe('READY');
    await app.sandbox.heal();
  });

  test('is not taken for refused when the app cannot be asked about it', async () => {
    const { token, path, connection } = await liveConnection('unasked');
    await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    await app.sandbox.fault({ status: 401, body: 'no', path: '/v1/conferences/**' });
    await app.sandbox.fault({ status: 500, path: '/v1/ping' });
    const run = await gateway.run('list-conferences', connection.id, { status: 'active' }, { token });
    await app.sandbox.heal();
    expect(run).toMatchObject({ status: 422, body: { key: 'upstream_refused' } });
    expect(run.body.message).toContain('could not be asked');
    expect((await gateway.call(`GET ${path}`, { token })).body.state).toBe('READY');
  });

  test('a raw request’s 401 passes through, and the connection is examined', async () => {
    const { token, path } = await liveConnection('revoked-raw');
    await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    await app.sandbox.fault({ status: 401, body: 'no' });
    const raw = await gateway.call(`GET ${path}/proxy/conferences/active`, { token });
    expect(raw).toMatchObject({ status: 401, text: 'no' });
    await expect
      .poll(async () => (await gateway.call(`GET ${path}`, { token })).body.state)
      .toBe('CLIENT_ACTION_REQUIRED');
    await app.sandbox.heal();
  });

  test('a 401 of one address only leaves the connection as it is', async () => {
    const { token, path } = await liveConnection('partial');
    await gateway.call(`PATCH ${path}`, { token, body: { input: { apiKey: app.sandbox.apiKey } } });
    await app.sandbox.fault({ status: 401, body: 'not yours', path: '/v1/conferences/**' });
    await app.sandbox.fault({ latencyMs: 500, path: '/v1/ping' });
    await app.sandbox.forget();
    const asked = Array.from({ length: 8 }, () => gateway.call(`GET ${path}/proxy/conferences/active`, { token }));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(8).fill(401));
    const trials = async () => (await app.sandbox.requests()).filter(({ path }) => path === '/v1/ping');
    await expect.poll(async () => (await trials()).length).toBe(1);
    await app.sandbox.heal();
    expect((await gateway.call(`GET ${path}`, { token })).body.state).toBe('READY');
  });
});

test('without --no-sandbox undone, a sandbox connection is refused with what to do', async () => {
  const answer = await gateway.call('POST /connections/ensure', {
    body: { appUrl: 'clickmeeting.com', sandbox: true },
  });
  expect(answer).toMatchObject({ status: 400, body: { type: 'configuration' } });
  expect(answer.body.hint).toContain('--no-sandbox');
  const { body } = await gateway.call('GET /connections');
  expect(body.items.filter((one: { sandbox: boolean }) => one.sandbox)).toEqual([]);
});
