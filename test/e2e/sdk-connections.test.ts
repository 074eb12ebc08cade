import { ConnectionApiResponse, MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

/** The official client of a new tenant, with a connection to the sandbox. */
async function client(tenant: string, scopes?: readonly string[]) {
  const token = await gateway.tokenOf(tenant, scopes);
  const sdk = new MembraneClient({ token, apiUri: gateway.url });
  const { id } = await gateway.sandboxConnection({ token });
  return { sdk, token, id };
}

describe('the official client', () => {
  test('finds connections, all of them too', async () => {
    const { sdk, id } = await client('finder');
    for (const name of ['a', 'b', 'c']) await sdk.connections.create({ connectorId: 'clickmeeting', name });
    const page = await sdk.connections.find({ limit: 2 });
    expect(page.items).toHaveLength(2);
    expect((await sdk.connections.find({ limit: 2, cursor: page.cursor })).items).toHaveLength(2);
    const all = await sdk.connections.find({ limit: 1000, cursor: '0' });
    expect(all.items).toHaveLength(4);
    expect(all.cursor).toBeUndefined();
    for (const one of all.items) expect(ConnectionApiResponse.safeParse(one)).toMatchObject({ success: true });
    expect((await sdk.connections.find({ connected: true })).items).toMatchObject([{ id }]);
    expect((await sdk.connections.find({ disconnected: true })).items).toHaveLength(3);
    expect((await sdk.connections.find({ isTest: true })).items).toMatchObject([{ id }]);
  });

  test('creates, shows, changes, replaces and archives one', async () => {
    const { sdk } = await client('editor');
    const made = await sdk.connections.create({ connectorId: 'clickmeeting', name: 'First', key: 'mine' });
    expect(made).toMatchObject({ name: 'First', key: 'mine', state: 'CLIENT_ACTION_REQUIRED' });
    expect(made.clientAction).toMatchObject({ type: 'connect', uiUrl: expect.stringContaining('/connect/') });
    expect(await sdk.connection('mine').get()).toMatchObject({ id: made.id });
    expect(await sdk.connection(made.id).patch({ meta: { a: 1 } })).toMatchObject({ name: 'First', meta: { a: 1 } });
    const replaced = await sdk.connection(made.id).put({ name: 'Second' });
    expect(replaced.name).toBe('Second');
    expect(replaced.meta).toBeUndefined();
    await sdk.connection(made.id).archive();
    expect((await sdk.connections.find({})).items.map(({ id }: { id: string }) => id)).not.toContain(made.id);
    expect(await sdk.post(`connections/${made.id}/restore`)).toMatchObject({ id: made.id });
  });

  test('sends raw requests through it', async () => {
    const { sdk, id } = await client('proxy');
    expect(await sdk.connection(id).proxy.get('/ping')).toEqual({ ping: 'pong' });
  });

  test('gets typed errors', async () => {
    const { sdk, id } = await client('errors');
    await expect(sdk.connection('nothing').get()).rejects.toMatchObject({
      isMembraneError: true,
      data: { key: 'not_found' },
    });
    await expect(sdk.connection(id).refreshCredentials()).rejects.toMatchObject({ data: { type: 'bad_request' } });
    await expect(sdk.connection(id).get({ includeSecrets: true })).rejects.toMatchObject({
      data: { key: 'access_denied' },
    });
  });

  test('reads secrets when its token may', async () => {
    const { sdk, id } = await client('reader', ['actions:read', 'connections:manage', 'secrets:read']);
    const shown = await sdk.connection(id).get({ includeSecrets: true });
    expect(shown).toMatchObject({ credentials: { apiKey: gateway.sandbox.apiKey } });
    expect(await sdk.connection(id).get()).not.toHaveProperty('credentials');
  });

  test('tests, reconnects and disconnects by path', async () => {
    const { sdk, id } = await client('paths');
    expect(await sdk.post(`connections/${id}/test`)).toEqual({ success: true });
    expect(await sdk.post(`connections/${id}/reconnect`)).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED' });
    await sdk.post(`connections/${id}/disconnect`);
    expect(await sdk.connection(id).get()).toMatchObject({ connected: false, disconnected: true });
  });
});

test('a refusal by the app turns the connection, and its end turns it back', async () => {
  const { token, id } = await client('health');
  await gateway.sandbox.fault({ status: 401, body: { code: 401, errors: [] } });
  const refused = await gateway.call(`POST /connections/${id}/test`, { token });
  expect(refused).toMatchObject({ status: 200, body: { success: false, error: { message: expect.any(String) } } });
  const shown = await gateway.call(`GET /connections/${id}`, { token });
  expect(shown.body).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', error: { message: expect.any(String) } });
  await gateway.sandbox.heal();
  expect((await gateway.call(`POST /connections/${id}/test`, { token })).body).toEqual({ success: true });
  expect((await gateway.call(`GET /connections/${id}`, { token })).body.state).toBe('READY');
});

test('a body-less POST may say that it is a form', async () => {
  const { token, id } = await client('forms');
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const verb of ['restore', 'reconnect', 'test'])
    expect((await gateway.call(`POST /connections/${id}/${verb}`, { token, headers })).status).toBe(200);
  expect((await gateway.call(`POST /connections/${id}/disconnect`, { token, headers })).status).toBe(204);
});

test('waiting for an app that nobody knows ends with its question', async () => {
  const token = await gateway.tokenOf('waiter');
  const made = await gateway.call('POST /connections/ensure', { token, body: { appUrl: 'https://unknown.co/' } });
  expect(made).toMatchObject({ status: 200, body: { state: 'BUILDING' } });
  const waited = await gateway.call(`GET /connections/${made.body.id}?wait=true&timeout=5`, { token });
  expect(waited.body).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'provide-input' } });
  expect((await gateway.call('GET /connections/unknown?wait=1&timeout=61', { token })).status).toBe(400);
});
