import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await bootGateway();
  token = await gateway.tokenOf('somebody');
});
afterAll(() => gateway.stop());

async function post(path: string, body: unknown) {
  return gateway.call(`POST ${path}`, { token, body });
}

/** What a search calls something that nothing here knows. */
async function searched(q: string): Promise<string> {
  const query = new URLSearchParams({ q, elementType: 'connector' });
  const { body } = await gateway.call(`GET /search?${query}`, { token });
  return body.items[0].element.id;
}

describe('the id that a search gives to a new app', () => {
  test.each([
    ['Blue Ledger', 'blue ledger'],
    ['https://ledger.example/login', 'ledger.example'],
  ])('connects %s in every way, each time the same app', async (q, name) => {
    const connectorId = await searched(q);
    expect(connectorId).toMatch(/^new:/);
    expect(await post('/connection-options', { connectorId })).toMatchObject({ status: 200, body: [] });
    const asked = await post('/connection-requests', { connectorId });
    expect(asked.status).toBe(200);
    const created = await post('/connections', { connectorId });
    expect(created).toMatchObject({ status: 200, body: { name } });
    const ensured = await post('/connections/ensure', { appUrl: connectorId });
    expect(ensured.body.id).toBe(created.body.id);
    const further = await post('/connections', { connectorKey: connectorId, name: 'Second' });
    expect(further.body.externalAppId).toBe(created.body.externalAppId);
    expect(further.body.id).not.toBe(created.body.id);
  });

  test('means the connector once there is one', async () => {
    expect(await post('/connections/ensure', { appUrl: `new:${app}.com`, sandbox: true })).toMatchObject({
      status: 200,
      body: { connectorId: app, state: 'READY' },
    });
    const options = await post('/connection-options', { connectorId: `new:${app}` });
    expect(options.body[0]).toHaveProperty('inputSchema');
  });

  test('an app that was added is found by its id as an address, but not by another tenant', async () => {
    const { body } = await post('/connections/ensure', { appUrl: 'private-thing.example' });
    const again = await post('/connections/ensure', { appUrl: body.externalAppId });
    expect(again.body.id).toBe(body.id);
    const other = await gateway.tokenOf('other');
    const stolen = await gateway.call('POST /connections/ensure', {
      token: other,
      body: { appUrl: body.externalAppId },
    });
    expect(stolen.status).toBe(404);
  });

  test.each(['new:', 'new: ', 'new:\u0000'])('%j alone names nothing', async (connectorId) => {
    for (const [path, body] of [
      ['/connections', { connectorId }],
      ['/connection-requests', { connectorId }],
    ] as const)
      expect((await post(path, body)).status).toBeGreaterThanOrEqual(400);
  });
});

test('an empty authOptionKey is the first option, of a new connection and of a change', async () => {
  const made = await post('/connections', { connectorId: app, authOptionKey: '' });
  expect(made).toMatchObject({ status: 200, body: { externalAppId: app } });
  const wrong = await post('/connections', { connectorId: app, authOptionKey: 'no-such' });
  expect(wrong.status).toBeGreaterThanOrEqual(400);
  const path = `/connections/${made.body.id}`;
  const patched = await gateway.call(`PATCH ${path}`, { token, body: { authOptionKey: '' } });
  expect(patched).toMatchObject({ status: 200, body: { authOptionKey: made.body.authOptionKey } });
});

describe('the key of a custom integration', () => {
  test('stands for its actions and for its only connection', async () => {
    const integration = await gateway.call('POST /integrations', { body: { connectorId: app, key: 'team-rooms' } });
    expect(integration.status).toBe(200);
    const made = await post('/connections', { integrationKey: 'team-rooms', sandbox: true });
    expect(made).toMatchObject({ status: 200, body: { state: 'READY' } });
    const actions = await gateway.call('GET /actions?integrationKey=team-rooms&limit=2', { token });
    expect(actions.body.items.map(({ externalAppId }: any) => externalAppId)).toEqual([app, app]);
    const found = await gateway.call('GET /connections/team-rooms', { token });
    expect(found.body.id).toBe(made.body.id);
    const run = await post('/connections/team-rooms/proxy/conferences/active', undefined);
    expect(run.status).not.toBe(404);
    await post('/connections', { integrationKey: 'team-rooms', sandbox: true });
    const several = await gateway.call('GET /connections/team-rooms', { token });
    expect(several.body.message).toMatch(/^2 connections fit/);
    expect((await gateway.call('GET /actions?integrationKey=team-roms', { token })).status).toBe(404);
  });
});
