import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let token = '';
let connectionId = '';

beforeAll(async () => {
  gateway = await bootGateway();
  token = await gateway.tokenOf('acme');
  ({ id: connectionId } = await gateway.sandboxConnection({ token }));
});
afterAll(() => gateway.stop());

const ask = (route: string, body?: unknown) => gateway.call(route, { token, ...(body === undefined ? {} : { body }) });
const newest = async () => (await ask('GET /action-run-logs?limit=1')).body.items[0];

describe('the snapshot of a run', () => {
  test.each([
    ['key', { key: 'get-conference', input: { room_id: 10001 }, meta: { ticket: 7 } }],
    ['api', { api: { method: 'GET', path: '/ping' } }],
    ['code', { code: 'module.exports = async ({ input }) => input.a + 1', input: { a: 1 } }],
  ])('posted to /act does it again: %s', async (_, body) => {
    const first = await ask('POST /act', { connectionId, ...body });
    expect(first.status).toBe(200);
    const { action } = await newest();
    expect(action).toMatchObject({ connectionId, ...body });
    const second = await ask('POST /act', action);
    // A room's links carry the second in which they are shown.
    const shown = ({ output }: any) => output.id ?? output;
    expect(shown(second.body)).toEqual(shown(first.body));
    expect((await newest()).action).toEqual(action);
  });
});

describe('runs', () => {
  test('are found by each of their ids', async () => {
    await gateway.run('ping', connectionId, {}, { token });
    const run = await newest();
    const { body: self } = await ask('GET /self');
    const found = async (query: string) => {
      const { body } = await ask(`GET /action-run-logs?limit=1000&${query}`);
      return body.items.some(({ id }: { id: string }) => id === run.id);
    };
    for (const query of [
      'actionId=clickmeeting.ping',
      'integrationActionId=clickmeeting.ping',
      `connectionId=${connectionId}`,
      'integrationId=clickmeeting',
      'externalAppId=clickmeeting',
      'status=success',
      `tenantId=${self.id}`,
      'userId=acme',
      `from=${run.createdAt}`,
    ])
      expect(await found(query), query).toBe(true);
    for (const query of [
      'universalActionId=clickmeeting.ping',
      'connectionActionId=ping',
      'status=error',
      'userId=other',
      `to=${run.createdAt}`,
    ])
      expect(await found(query), query).toBe(false);
  });

  test('show their requests under both spellings, and not unless asked', async () => {
    const { body } = await gateway.run('ping', connectionId, {}, { token });
    const path = `GET /action-run-logs/${body.actionRunId}`;
    const [plain, asked, details] = await Promise.all([ask(path), ask(`${path}?details=true`), ask(`${path}/details`)]);
    expect(plain.body).not.toHaveProperty('details');
    expect(asked.body.details).toMatchObject([{ request: { method: 'GET' }, response: { status: 200 } }]);
    expect(details.body).toEqual(asked.body);
  });
});

describe('requests to apps', () => {
  const logged = async (query = '') => (await ask(`GET /external-api-logs?limit=1000${query}`)).body.items;

  test('are listed with their run, and shown under both spellings', async () => {
    const { body } = await gateway.run('ping', connectionId, {}, { token });
    const find = async () => (await logged()).find((item: any) => item.actionRunId === body.actionRunId);
    await expect.poll(find).toBeDefined();
    const found = await find();
    expect(found).toMatchObject({ connectionId, externalAppId: 'clickmeeting', statusCode: 200, isSuccess: true });
    const path = `GET /external-api-logs/${found.id}`;
    const [plain, asked, details] = await Promise.all([ask(path), ask(`${path}?details=true`), ask(`${path}/details`)]);
    expect(plain.body).toEqual(found);
    expect(asked.body.details).toMatchObject({ request: { method: 'GET' }, response: { status: 200 } });
    expect(details.body).toEqual(asked.body);
    expect(await logged('&isSuccess=false')).toEqual([]);
    const sorted = await logged('&sortOrder=asc');
    expect([...sorted].reverse()).toEqual(await logged('&sortOrder=desc'));
  });

  test('of the proxy are logged where the workspace wants it', async () => {
    const raw = async () => (await logged()).filter((item: any) => item.actionRunId === undefined);
    await ask(`GET /connections/${connectionId}/proxy/ping`);
    const settings = (enableApiLogs: boolean | null) =>
      gateway.call('PATCH /workspaces/default', { body: { settings: { enableApiLogs } } });
    expect((await settings(true)).body.settings.enableApiLogs).toBe(true);
    await ask(`GET /connections/${connectionId}/proxy/ping`);
    await expect.poll(async () => (await raw()).length).toBe(1);
    expect((await settings(null)).body.settings).not.toHaveProperty('enableApiLogs');
  });

  test('that are not there are not found', async () => {
    expect((await ask('GET /external-api-logs/log_none')).body).toMatchObject({ code: 'not_found' });
  });
});
