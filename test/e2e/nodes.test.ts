import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startPostgres } from '../durability/postgres-server.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let nodes: [TestGateway, TestGateway];

beforeAll(async () => {
  postgres = await startPostgres();
  const settings = {
    databaseUrl: await postgres.newDatabase(),
    vaultKey: randomBytes(32).toString('base64'),
    apps: 'sandbox',
  };
  nodes = [await bootGateway({ settings }), await bootGateway({ settings })];
}, 60_000);

afterAll(async () => {
  for (const node of nodes ?? []) await node.stop();
  await postgres?.stop();
}, 30_000);

test('what one node stores on Postgres, the other one serves', async () => {
  const [first, second] = nodes;
  const token = await first.tokenOf('acme');
  const { id } = await first.sandboxConnection({ token });
  const ran = await second.run('ping', id, {}, { token });
  expect(ran.body).toMatchObject({ output: { ok: true }, actionRunId: expect.stringMatching(/^run_/) });
  const log = await first.call('GET /action-run-logs', { token });
  expect(log.body.items).toMatchObject([{ id: ran.body.actionRunId, name: 'ping', status: 'success' }]);
});

test('a change on one node drops what the other one remembers', async () => {
  const [first, second] = nodes;
  const token = await first.tokenOf('changing');
  const { id } = await first.sandboxConnection({ token });
  expect((await second.run('ping', id, {}, { token })).status).toBe(200);
  await first.call(`DELETE /connections/${id}`, { token });
  await vi.waitFor(async () => expect((await second.run('ping', id, {}, { token })).status).toBe(404), 5_000);
});

test('a token revoked on one node is refused by the other', async () => {
  const [first, second] = nodes;
  const { body } = await first.call('POST /tokens', { body: { tenant: 'leaving' } });
  expect((await second.call('GET /self', { token: body.token })).status).toBe(200);
  await first.call(`DELETE /tokens/${body.id}`);
  await vi.waitFor(async () => expect((await second.call('GET /self', { token: body.token })).status).toBe(401), 5_000);
});

test('who waits at one node for a connect() hears what came of it at the other', async () => {
  const [first, second] = nodes;
  const token = await first.tokenOf('waiting');
  const waiting = await fetch(`${second.url}/sse/connection-events/r-1?token=${token}`);
  const payload = JSON.stringify({ token, requestId: 'r-1', integrationKey: 'clickmeeting', input: {} });
  await first.call('POST /connect', { token: null, raw: new URLSearchParams({ payload }) });
  expect(await waiting.text()).toContain('newConnectionCreated');
});

test('who waits at one node for an app to be worked out hears it from the other', async () => {
  const [first, second] = nodes;
  const token = await first.tokenOf('building');
  const { body } = await first.call('POST /connections/ensure', { token, body: { appUrl: 'https://unknown.co/' } });
  const began = performance.now();
  const waited = await second.call(`GET /connections/${body.id}?wait=true&timeout=20`, { token });
  expect(waited.body).toMatchObject({ id: body.id, clientAction: { type: 'provide-input' } });
  expect(performance.now() - began).toBeLessThan(15_000);
});

test('an app that a tenant defines at one node is reached through the other, and is nobody else’s', async () => {
  const [first, second] = nodes;
  const [token, foreign] = [await first.tokenOf('defining'), await first.tokenOf('curious')];
  const ensure = (by: string) =>
    first.call('POST /connections/ensure', { token: by, body: { appUrl: 'https://shared.example.com/' } });
  const [mine, theirs] = [await ensure(token), await ensure(foreign)];
  expect(mine.body.externalAppId).not.toBe(theirs.body.externalAppId);
  await second.call(`GET /connections/${mine.body.id}?wait=true&timeout=20`, { token });
  const input = { baseUrl: 'https://api.shared.example.com', auth: 'bearer', token: 'hush' };
  const answered = await second.call(`PATCH /connections/${mine.body.id}`, { token, body: { input } });
  expect(answered.body).toMatchObject({ state: 'READY' });
  expect((await first.call(`GET /connections/${mine.body.id}`, { token })).body).toMatchObject({ state: 'READY' });
  const { id, externalAppId: app } = mine.body;
  const routes = [`GET /connections/${id}`, `GET /connections/${id}?wait=true&timeout=1`, `GET /external-apps/${app}`];
  const changes = ['disconnect', 'reconnect', 'refresh', 'refresh-credentials', 'test', 'restore'];
  routes.push(...changes.map((one) => `POST /connections/${id}/${one}`), `DELETE /connections/${id}`);
  for (const route of routes) {
    const seen = await second.call(route, { token: foreign });
    const unknown = await second.call(route.replace(id, 'con_x').replace(app, 'app_x'), { token: foreign });
    const told = (text: string) => text.replace(/req_[\w-]+/, '').replace(/(con|app)_[\w-]+/gi, '$1_…');
    expect(told(seen.text), route).toBe(told(unknown.text));
    expect(seen.status).toBe(404);
  }
});
