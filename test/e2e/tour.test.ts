import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

test('a newcomer connects to the sandbox, finds the action by saying so, runs it, and opens the room', async () => {
  const ensured = await gateway.call('POST /connections/ensure', {
    body: { appUrl: 'https://www.clickmeeting.com/', sandbox: true },
  });
  expect(ensured).toMatchObject({ status: 200, body: { state: 'READY', connected: true, sandbox: true } });
  const connectionId = ensured.body.id;

  const found = await gateway.call(`GET /actions?connectionId=${connectionId}&intent=schedule+a+webinar&limit=3`);
  expect(found.status).toBe(200);
  expect(found.body.items[0]).toMatchObject({ key: 'create-conference', connectionId });
  expect(found.body.items).toHaveLength(3);
  expect(found.body.items[0].inputSchema.properties.name).toBeDefined();

  const run = await gateway.run('create-conference', connectionId, {
    name: 'Launch day',
    room_type: 'webinar',
    permanent_room: false,
    access_type: 1,
    starts_at: '2030-05-14 10:00',
    duration: '1:30',
    timezone: 'Europe/Warsaw',
  });
  expect(run).toMatchObject({ status: 200, body: { output: { name: 'Launch day', room_type: 'webinar' } } });
  expect(run.body.actionRunId).toMatch(/^run_/);

  const room = await fetch(run.body.output.room_url);
  expect(room.status).toBe(200);
  expect(room.headers.get('content-type')).toContain('text/html');
  expect(await room.text()).toContain('Launch day');

  const log = await gateway.call(`GET /action-run-logs/${run.body.actionRunId}?details=true`);
  expect(log.body).toMatchObject({ status: 'success', actionId: 'clickmeeting.create-conference', connectionId });
  expect(log.body.details[0]).toMatchObject({ request: { method: 'POST' }, response: { status: 201 } });
});

test('ensuring twice, and twice at once, gives one connection', async () => {
  const token = await gateway.tokenOf('twice');
  const both = await Promise.all([gateway.sandboxConnection({ token }), gateway.sandboxConnection({ token })]);
  const again = await gateway.sandboxConnection({ token });
  expect(new Set([...both, again].map(({ id }) => id)).size).toBe(1);
});

test('an action runs without naming the connection when only one fits, and lists the candidates when two do', async () => {
  const token = await gateway.tokenOf('few');
  const { id } = await gateway.sandboxConnection({ token });
  const alone = await gateway.call('POST /actions/list-conferences/run', {
    token,
    body: { input: { status: 'active' } },
  });
  expect(alone.status).toBe(200);

  const live = await gateway.call('POST /connections/ensure', { token, body: { appUrl: 'clickmeeting.com' } });
  const two = await gateway.call('POST /actions/list-conferences/run', {
    token,
    body: { input: { status: 'active' } },
  });
  expect(two).toMatchObject({ status: 409, body: { type: 'connection', code: 'ambiguous_connection' } });
  expect(two.body.message).toContain(id);
  expect(two.body.message).toContain(live.body.id);
});

test('a dry run shows the request without its key and sends nothing', async () => {
  const { id } = await gateway.sandboxConnection();
  await gateway.sandbox.forget();
  const answer = await gateway.call('POST /actions/get-conference/run', {
    body: { connectionId: id, input: { room_id: 10001 }, dryRun: true },
  });
  expect(answer.status).toBe(200);
  expect(answer.body.output.dryRun).toMatchObject({ method: 'GET', url: `${gateway.sandbox.url}/conferences/10001` });
  expect(answer.text).not.toContain(gateway.sandbox.apiKey);
  expect(answer.body.actionRunId).toBeUndefined();
  expect(await gateway.sandbox.requests()).toEqual([]);
});

test('a raw request passes through with the key added and the caller’s own token withheld', async () => {
  const { id } = await gateway.sandboxConnection();
  const answer = await gateway.call(`GET /connections/${id}/proxy/conferences/active`);
  expect(answer.status).toBe(200);
  expect(Array.isArray(answer.body)).toBe(true);
  const [seen] = (await gateway.sandbox.control('GET /requests')).items;
  expect(seen.headers.authorization).toBeUndefined();
  expect(seen.headers['x-api-key']).toBeDefined();
});

test('an inline request takes the path of a run and is logged', async () => {
  const { id } = await gateway.sandboxConnection();
  const answer = await gateway.call('POST /act', { body: { connectionId: id, api: { method: 'GET', path: '/ping' } } });
  expect(answer).toMatchObject({ status: 200, body: { output: { ping: 'pong' } } });
  const log = await gateway.call(`GET /action-run-logs/${answer.body.actionRunId}`);
  expect(log.body).toMatchObject({ name: 'api-request', status: 'success' });
});

test('health, metrics, the OpenAPI document and the home page answer without a token', async () => {
  for (const path of ['/health', '/metrics', '/openapi.json', '/']) {
    const answer = await gateway.call(`GET ${path}`, { token: null });
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  }
});

test('an archived connection is gone for runs, its credentials erased, and ensure makes a new one', async () => {
  const token = await gateway.tokenOf('leaver');
  const { id } = await gateway.sandboxConnection({ token });
  const archived = await gateway.call(`DELETE /connections/${id}`, { token });
  expect(archived.body).toMatchObject({ connected: false, archivedAt: expect.any(String) });
  const run = await gateway.run('ping', id, {}, { token });
  expect(run).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect((await gateway.call(`GET /connections/${id}/proxy/ping`, { token })).status).toBe(404);
  expect((await gateway.sandboxConnection({ token })).id).not.toBe(id);
});

test('where apps are sandboxes by default, nothing else changes for a script', async () => {
  const rehearsal = await bootGateway({ settings: { apps: 'sandbox' } });
  const ensured = await rehearsal.call('POST /connections/ensure', { body: { appUrl: 'https://clickmeeting.com/' } });
  expect(ensured.body).toMatchObject({ state: 'READY', sandbox: true });
  const live = await rehearsal.call('POST /connections/ensure', {
    body: { appUrl: 'clickmeeting.com', sandbox: false },
  });
  expect(live.body).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', sandbox: false });
  await rehearsal.stop();
});
