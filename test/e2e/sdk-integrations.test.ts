import { MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';

let gateway: TestGateway;
let workspace: { id: string; key: string; secret: string };
let manager: MembraneClient;
let tenant: MembraneClient;
beforeAll(async () => {
  gateway = await bootGateway();
  workspace = (await gateway.call('GET /org-workspaces')).body.items[0];
  const { body } = await gateway.call(`POST /org-workspaces/${workspace.id}/access-token`, { body: { isAdmin: true } });
  manager = new MembraneClient({ token: body.token, apiUri: gateway.url });
  tenant = tenantClient('sdk tenant');
});
afterAll(() => gateway.stop());

/** The official client of a tenant, which signs its own tokens. */
function tenantClient(tenantKey: string): MembraneClient {
  const { key: workspaceKey, secret: workspaceSecret } = workspace;
  return new MembraneClient({ workspaceKey, workspaceSecret, tenantKey, apiUri: gateway.url });
}

/** What the client throws, as it keeps the answer. */
async function failureOf(asked: Promise<unknown>): Promise<any> {
  return asked.then(
    () => expect.fail('It should have failed'),
    (error: { data?: unknown }) => error.data,
  );
}

describe("an app's own integration", () => {
  test('is there without anybody having made it, found by find, findAll and get', async () => {
    const { items } = await tenant.integrations.find({ search: app });
    expect(items).toMatchObject([{ id: app, key: app, connectorId: app, externalAppId: app, isReadOnly: true }]);
    expect((await tenant.integrations.findAll()).map(({ id }) => id)).toContain(app);
    const found: any = await tenant.integration(app).get();
    expect(found).toMatchObject({
      id: app,
      oAuthCallbackUri: `${gateway.url}/oauth/callback`,
      hasMissingParameters: false,
      authType: 'client-credentials',
      state: 'READY',
    });
    expect(found.authOptions[0]).toMatchObject({
      type: 'client-credentials',
      inputSchema: { type: 'object', properties: { apiKey: { type: 'string', format: 'password' } } },
    });
    expect(found).not.toHaveProperty('parameters');
  });

  test("shows the caller's connection, and nobody else's", async () => {
    const connection: any = await tenant.post('/connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true });
    const found: any = await tenant.integration(app).get();
    expect(found.connection).toMatchObject({ id: connection.id, state: 'READY' });
    const [listed]: any[] = await tenant.integrations.findAll({ search: app });
    expect(listed.connection.id).toBe(connection.id);
    expect(await tenantClient('somebody else').integration(app).get()).not.toHaveProperty('connection');
  });

  test('is stored with its first change, keeps id and key, and is archived and restored', async () => {
    const own = manager.integration(app);
    expect(await own.patch({ name: 'Meetings', meta: { color: 'red' } })).toMatchObject({ id: app, name: 'Meetings' });
    expect(await own.put({ name: 'Webinars' })).toMatchObject({ id: app, name: 'Webinars' });
    expect(await tenant.integration(app).get()).not.toHaveProperty('meta');
    expect((await failureOf(own.patch({ key: 'other' }))).message).toContain('keeps its key');
    await own.archive();
    expect((await tenant.integrations.findAll()).map(({ id }) => id)).not.toContain(app);
    expect((await tenant.integrations.findAll({ includeArchived: true })).map(({ id }) => id)).toContain(app);
    expect((await failureOf(own.patch({ name: 'Late' }))).message).toContain('is archived');
    expect(await own.restore()).toMatchObject({ id: app, name: 'Webinars', isDeactivated: false });
    expect((await tenant.integrations.findAll()).map(({ id }) => id)).toContain(app);
  });

  test('tells its connector and its operations, and that it has no data collections', async () => {
    const own = tenant.integration(app);
    expect(await own.setup()).toMatchObject({ id: app });
    expect(await own.getConnectorSpec()).toMatchObject({ id: app, baseUri: expect.stringContaining('https://') });
    const operations: any = await own.getOperations();
    expect(operations.map(({ key }: any) => key)).toContain('list-conferences');
    expect(await own.getOperation('ping')).toMatchObject({ key: 'ping', inputSchema: expect.any(Object) });
    expect(await own.getDataCollections()).toEqual([]);
    expect(await failureOf(own.getOperation('list-things'))).toMatchObject({ key: 'not_found', type: 'bad_request' });
    expect(await failureOf(own.getDataCollection('things'))).toMatchObject({ key: 'not_found', type: 'bad_request' });
  });

  test('lists its actions, and none of the flows, data sources and field mappings that it has not', async () => {
    const own = tenant.integration(app);
    const { items }: any = await own.actions.list({ intent: 'schedule a webinar' } as any);
    expect(items[0]).toMatchObject({ externalAppId: app, inputSchema: expect.any(Object) });
    expect(await own.action(items[0].id).get()).toMatchObject({ id: items[0].id });
    expect(await own.action(items[0].key).get()).toMatchObject({ id: items[0].id });
    for (const list of [own.flows, own.dataSources, own.fieldMappings])
      expect(await list.list()).toEqual({ items: [] });
    expect((await failureOf(own.flow('any').get())).key).toBe('not_found');
  });
});

describe('an integration of the workspace', () => {
  test('is created, reached by id, key and selector object, changed and archived', async () => {
    const made: any = await manager.integrations.create({
      connectorId: app,
      name: 'Sales Webinars',
      meta: { team: 1 },
    });
    expect(made).toMatchObject({ key: 'sales-webinars', connectorId: app, name: 'Sales Webinars', meta: { team: 1 } });
    expect(made.id).toMatch(/^int_/);
    for (const selector of [made.id, made.key, { id: made.id }, { key: made.key }]) {
      expect(await tenant.integration(selector).get()).toMatchObject({ id: made.id });
    }
    expect(await tenant.integration({ key: made.key } as any).getOperations()).not.toEqual([]);
    expect(await tenant.integration({ key: made.key } as any).getDataCollections()).toEqual([]);
    expect((await failureOf(tenant.integration({ key: made.key } as any).getOperation('x'))).key).toBe('not_found');
    expect(await manager.integration({ key: made.key } as any).patch({ description: 'For sales' })).toMatchObject({
      key: made.key,
      description: 'For sales',
    });
    expect(await manager.integration(made.id).patch({ key: 'sales' })).toMatchObject({ id: made.id, key: 'sales' });
    expect(await manager.integration(made.id).put({ name: 'Sales' })).not.toHaveProperty('meta');
    await manager.integration({ key: 'sales' } as any).archive();
    expect((await failureOf(tenant.integration('sales').get())).key).toBe('not_found');
    expect(await manager.integration({ id: made.id } as any).restore()).toMatchObject({ key: 'sales' });
  });

  test('has a key of its own: two of one name get two, one that is taken is refused', async () => {
    const first: any = await manager.integrations.create({ connectorKey: app, name: 'Twice' });
    const second: any = await manager.integrations.create({ connectorKey: app, name: 'Twice' });
    expect([first.key, second.key]).toEqual(['twice', 'twice-2']);
    const again = manager.integrations.create({ connectorKey: app, name: 'Twice', key: 'twice' });
    expect((await failureOf(again)).key).toBe('already_exists');
    const own = manager.integrations.create({ connectorKey: app, key: app });
    expect((await failureOf(own)).key).toBe('already_exists');
  });

  test('never shows a secret parameter again, to managers either, and keeps it over changes', async () => {
    const secret = 'a-very-secret-value';
    const made: any = await manager.integrations.create({
      connectorId: app,
      key: 'own-client',
      parameters: { clientId: 'public-id', clientSecret: secret },
    });
    expect(made.parameters).toEqual({ clientId: 'public-id' });
    await manager.integration('own-client').patch({ parameters: { region: 'eu' } });
    const after: any = await manager.integration('own-client').get();
    expect(after.parameters).toEqual({ clientId: 'public-id', region: 'eu' });
    expect(JSON.stringify(await manager.integrations.findAll())).not.toContain(secret);
    expect(await tenant.integration('own-client').get()).not.toHaveProperty('parameters');
    expect(await manager.get('/integrations/own-client/parameters')).toEqual({ clientId: 'public-id', region: 'eu' });
  });

  test('is for managers to write', async () => {
    const refused = [
      () => tenant.integrations.create({ connectorId: app }),
      () => tenant.integration(app).patch({ name: 'Mine' }),
      () => tenant.integration(app).put({ name: 'Mine' }),
      () => tenant.integration(app).archive(),
      () => tenant.integration(app).restore(),
      () => tenant.get(`/integrations/${app}/parameters`),
    ];
    for (const ask of refused) expect((await failureOf(ask())).key).toBe('access_denied');
  });

  test('of a connector that nobody knows is refused with the nearest name', async () => {
    const data = await failureOf(manager.integrations.create({ connectorId: 'clickmeting' }));
    expect(data).toMatchObject({ key: 'not_found', hint: expect.stringContaining(app) });
    expect((await failureOf(manager.integrations.create({ name: 'Nothing' }))).message).toContain('connectorId');
  });
});

describe('apps that no connector knows', () => {
  test('are listed with externalApps alone, as items without an id', async () => {
    const client = tenantClient('adder');
    await client.post('/connections/ensure', { appUrl: 'unknown-thing.example' });
    const named = (items: readonly { name: string }[]) => items.filter(({ name }) => name.includes('unknown-thing'));
    expect(named((await client.integrations.find()).items)).toEqual([]);
    const [item] = named((await client.integrations.find({ externalApps: 1 } as any)).items);
    expect(item).toMatchObject({ authOptions: [] });
    expect(item).not.toHaveProperty('id');
    expect(named((await tenant.integrations.find({ externalApps: 1 } as any)).items)).toEqual([]);
    const withoutConnectors = await client.integrations.find({ connectors: 0 } as any);
    expect(withoutConnectors.items.every(({ id }: { id?: string }) => id?.startsWith('int_') || id === app)).toBe(true);
  });
});

describe('connectors and options', () => {
  test('are read by id, and refuse what is unknown', async () => {
    const { items }: any = await tenant.get('/connectors', { search: 'meeting' });
    expect(items).toMatchObject([{ id: app, key: app, version: 'latest', isKnown: true }]);
    expect(await tenant.get(`/connectors/${app}`)).toMatchObject({ id: app, actionsCount: expect.any(Number) });
    expect((await failureOf(tenant.get('/connectors/nothing-like-it'))).key).toBe('not_found');
  });

  test('are the same for an integration, a connector and a connection', async () => {
    const [option]: any = await tenant.post('/connection-options', { connectorId: app });
    expect(option).toMatchObject({ type: 'client-credentials', title: expect.any(String) });
    const connection: any = await tenant.post('/connections/ensure', { appUrl: app, sandbox: true });
    for (const body of [
      { integrationKey: app },
      { integrationId: app },
      { connectorKey: app },
      { connectionId: connection.id },
    ])
      expect(await tenant.post('/connection-options', body)).toMatchObject([{ key: option.key }]);
    expect(await tenant.post(`/connectors/${app}/generate-options`)).toMatchObject([{ key: option.key }]);
    expect((await failureOf(tenant.post('/connection-options', {}))).message).toContain('required');
    const foreign = tenantClient('somebody else').post('/connection-options', { connectionId: connection.id });
    expect((await failureOf(foreign)).key).toBe('not_found');
  });

  test('leave out an option that the workspace switched off', async () => {
    const [{ key }]: any = await tenant.post('/connection-options', { connectorId: app });
    const made: any = await manager.integrations.create({
      connectorId: app,
      optionsConfig: { [key]: { disabled: true } },
    });
    expect(await tenant.post('/connection-options', { integrationId: made.id })).toEqual([]);
    const unknown = manager.integration(made.id).patch({ optionsConfig: { nope: { disabled: true } } });
    expect((await failureOf(unknown)).message).toContain("'nope'");
  });
});
