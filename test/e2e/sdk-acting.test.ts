import * as sdk from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bootWithClients,
  type Clients,
  checkedAction,
  listed,
  parsed,
  ping,
  ran,
  room,
  thrown,
} from './sdk-clients.ts';
import { answeredLike, contractCalls, methodsOf, uncalled } from './sdk-watch.ts';

/** Every accessor of the official client for actions, runs, operations and the proxy, and every call of the contract. */

const app = 'clickmeeting';

let gateway: Clients['gateway'];
let tenant: Clients['tenant'];
let manager: Clients['manager'];
let clientOf: Clients['clientOf'];
let connectionId: string;
let saved: Clients['saved'];
let act: Clients['act'];
beforeAll(async () => {
  ({ gateway, tenant, manager, clientOf, connectionId, saved, act } = await bootWithClients());
});
afterAll(() => gateway.stop());

describe('actions', () => {
  test('are made, found, and found in all pages, with every filter', async () => {
    const made = await saved('Filtered');
    const filters = [
      { layer: 'connection', connectionId },
      { connectionKey: 'acting', search: 'filtered', limit: 1 },
      { externalAppId: app, isUniversal: false, includeArchived: true },
      { connectionId, intent: 'Filtered' },
    ];
    for (const filter of filters) {
      parsed(sdk.FindActionsQuery, filter);
      expect(listed(await tenant.actions.find(filter as any)).map(({ id }) => id)).toContain(made.id);
    }
    for (const place of [{ integrationKey: app }, { integrationId: app }, { universalParentId: made.id }])
      expect(listed(await tenant.actions.find(place as any)).map(({ id }) => id)).not.toContain(made.id);
    for (const filter of [{ parentId: made.id }, { universalParentId: made.id }, { instanceKey: 'none', connectionId }])
      expect(listed(await tenant.actions.find(filter as any))).toEqual([]);
    for (const filter of [{ tenantId: made.tenantId }, { userId: 'actor' }])
      expect(listed(await manager.actions.find(filter as any)).map(({ id }) => id)).toContain(made.id);
    const all: any[] = await tenant.actions.findAll({ connectionId } as any);
    expect(listed({ items: all }).map(({ key }) => key)).toEqual(expect.arrayContaining(['filtered', 'ping']));
  });

  test('by id and by key: shown, changed, run, archived, restored, reset', async () => {
    const { id, key } = await saved('Whole life');
    for (const selector of [id, { key, connectionId }]) {
      const one = tenant.action(selector);
      expect(one.getUniqueIdentifier()).toBe(one.getPath());
      const got = checkedAction(await one.get());
      expect(checkedAction(await one.patch({ description: 'x' } as any))).toMatchObject({ id, description: 'x' });
      expect(checkedAction(await one.put({ ...got, name: 'Put' } as any))).toMatchObject({ id, key, name: 'Put' });
      for (const place of [undefined, { connectionId }, { connectionKey: 'acting' }, { integrationKey: app }])
        expect(ran(await one.run({}, place as any)).output).toMatchObject({ status: 200 });
      await one.archive();
      expect(await thrown(one.run({}), sdk.BadRequestError)).toMatchObject({ key: 'not_found' });
      expect(checkedAction(await tenant.action(id).get()).archivedAt).toEqual(expect.any(String));
      expect(checkedAction(await one.restore()).id).toBe(id);
    }
    const copy = checkedAction(await tenant.post(`/actions/${id}/clone`, { key: 'copy' }));
    for (const selector of [copy.id, { key: 'copy', connectionId }]) {
      await tenant.action(copy.id).patch({ description: 'Changed' } as any);
      expect(checkedAction(await tenant.action(selector).reset())).toMatchObject({ id: copy.id, description: '' });
    }
  });

  test('tell what they need, and are cloned, refreshed and exported', async () => {
    const { id, key } = await saved('Shared around');
    const query = `key=${key}&connectionId=${connectionId}`;
    for (const [path, end] of [
      [`/actions/${id}`, ''],
      ['/action', `?${query}`],
    ] as const) {
      expect(checkedAction(await tenant.post(`${path}/clone${end}`, {})).parentId).toBe(id);
      expect(checkedAction(await tenant.post(`${path}/refresh${end}`)).id).toBe(id);
      expect((await tenant.get(`${path}/dependencies${end}`)) as any).toMatchObject({ items: expect.any(Array) });
      parsed(sdk.ActionExportProperties, await tenant.get(`${path}/export${end}`));
    }
    expect(checkedAction(await tenant.get(`/actions/${id}?wait=true&timeout=1`)).state).toBe('READY');
  });

  test('of a connection, with a query', async () => {
    const own = tenant.connection(connectionId);
    expect(listed(await own.actions.list({ intent: 'ping', limit: 5 } as any))[0]).toMatchObject({ key: 'ping' });
    const one = own.action('get-conference', { layer: 'connection' } as any);
    expect(one.getUniqueIdentifier()).toContain(connectionId);
    expect(checkedAction(await own.action('get-conference').create()).connectionId).toBe(connectionId);
    expect(checkedAction(await one.get()).layer).toBe('connection');
    expect(checkedAction(await one.patch({ name: 'Room' } as any)).name).toBe('Room');
    expect(checkedAction(await one.put({ name: 'Put' } as any)).name).toBe('Put');
    checkedAction(await one.setup());
    const made = ran(await own.action('create-conference').run(room));
    expect(ran(await one.run({ room_id: made.output.id })).output.name).toBe('Sales');
    checkedAction(await one.reset());
    const { key } = await saved('To be archived');
    await own.action(key).archive();
    expect(await thrown(own.action(key).get(), sdk.BadRequestError)).toMatchObject({ key: 'not_found' });
    const posted = checkedAction(
      await tenant.post(`/connections/${connectionId}/actions`, { name: 'Posted', ...ping }),
    );
    expect(posted.connectionId).toBe(connectionId);
  });

  test('of an integration', async () => {
    const shared = manager.integration(app);
    const made = checkedAction(await shared.actions.create({ name: 'For all', ...ping } as any));
    expect(made.layer).toBe('integration');
    expect(listed(await tenant.integration(app).actions.list()).map(({ id }) => id)).toContain(made.id);
    const one = shared.action('for-all');
    expect(one.getUniqueIdentifier()).toContain('for-all');
    expect(checkedAction(await tenant.integration(app).action('for-all').get()).id).toBe(made.id);
    expect(checkedAction(await one.patch({ name: 'For us' } as any)).name).toBe('For us');
    expect(checkedAction(await one.put({ name: 'For you' } as any)).name).toBe('For you');
    expect(await thrown(tenant.integration(app).action('for-all').archive(), sdk.BadRequestError)).toMatchObject({
      key: 'access_denied',
    });
    await one.archive();
    checkedAction(await shared.action('list-skins').patch({ name: 'Skins' } as any));
    expect(checkedAction(await shared.action('list-skins').reset()).name).not.toBe('Skins');
    const query = 'key=list-timezones&integrationKey=clickmeeting';
    expect(checkedAction(await tenant.get(`/action?${query}`))).toMatchObject({ id: `${app}.list-timezones` });
  });

  test('as instances of a connection', async () => {
    const selector = { parentKey: 'list-conferences', integrationKey: app, autoCreate: true };
    const one = tenant.actionInstance(selector as any);
    expect(one.getUniqueIdentifier()).toContain('list-conferences');
    expect((one as any).getSelector()).toEqual(selector);
    expect(checkedAction(await one.create({ name: 'Mine' } as any)).connectionId).toBe(connectionId);
    const { id } = checkedAction(await one.get());
    expect(await one.getId()).toBe(id);
    expect(await tenant.actionInstance(selector as any).getId()).toBe(id);
    expect(checkedAction(await one.patch({ description: 'x' } as any)).description).toBe('x');
    expect(checkedAction(await one.put({ name: 'Put' } as any)).name).toBe('Put');
    await one.setup();
    ran(await one.run({ status: 'active' }));
    ran(await tenant.actionInstance(id).run({ status: 'active' }));
    expect(listed(await tenant.actionInstances.find({ connectionId } as any)).map((item) => item.id)).toContain(id);
    for (const remove of ['archive', 'delete'] as const) {
      await one[remove]();
      expect(checkedAction(await tenant.actionInstance(id).restore()).id).toBe(id);
    }
    await one.reset();
    expect(checkedAction(await tenant.actionInstance(selector as any).get()).id).not.toBe(id);
  });
});

describe('act', () => {
  const code = 'module.exports = async ({ input, membrane }) => [input, (await membrane.proxy.get("/ping")) !== null]';
  test.each([
    { id: `${app}.ping` },
    { key: 'ping' },
    { api: { method: 'GET', path: '/ping', query: { a: 1, b: true }, headers: { accept: 'application/json' } } },
    { api: { method: 'GET', url: '/ping' } },
    { api: { method: 'POST', path: '/conferences', body: room } },
    { api: { method: 'POST', path: '/conferences', data: room } },
    { code, input: 1 },
  ])('runs %j, and its snapshot, wherever the connection is named', async (body) => {
    const places = [{ connectionId }, { connectionKey: 'acting' }, { integrationId: app }, { integrationKey: app }, {}];
    for (const place of places) {
      const { output, actionRunId } = ran(await act({ ...body, ...place, meta: { place } }));
      const run = parsed(sdk.ActionRunLogRecordApiResponse, await tenant.get(`/action-run-logs/${actionRunId}`));
      expect(run).toMatchObject({ connectionId, output, meta: { place } });
    }
  });

  test('runs code with no connection, and gives no output as none', async () => {
    const answer = ran(await clientOf('nobody').post('/act', { code: 'module.exports = () => undefined' }));
    expect(answer.output ?? null).toBeNull();
  });
});

describe('operations and raw requests', () => {
  test('of a connection', async () => {
    const own = tenant.connection(connectionId);
    expect((await tenant.get(`/connections/${connectionId}/operations`)) as any).toMatchObject({
      items: expect.any(Array),
    });
    expect(await own.operation('ping').get()).toMatchObject({ key: 'ping', inputSchema: expect.any(Object) });
    const input = parsed(sdk.ConnectionOperationRunInput, { input: room });
    parsed(sdk.ConnectionOperationRunResponse, ran(await own.operation('create-conference').run(input)));
    expect(await tenant.connectionRequest(connectionId, 'ping', {})).toBeDefined();
    expect(await tenant.integration(app).getOperations()).not.toEqual([]);
    expect(await tenant.integration(app).getOperation('ping')).toMatchObject({ key: 'ping' });
    for (const method of methodsOf(sdk.ConnectionDataCollectionAccessor.prototype))
      expect(await thrown((own.dataCollection('rooms') as any)[method]({}), sdk.BadRequestError)).toMatchObject({
        key: 'not_found',
        message: expect.stringContaining('it has actions'),
      });
  });

  test('by the proxy with each method, below the base URL and by full address', async () => {
    for (const base of ['', gateway.sandbox.url]) {
      const { proxy } = tenant.connection(connectionId);
      expect((proxy as any).getProxyPath('/x')).toBe(`/connections/${connectionId}/proxy/x`);
      const made: any = await proxy.post(`${base}/conferences`, room);
      const path = `${base}/conferences/${made.room.id}`;
      expect(await proxy.get(path)).toMatchObject({ conference: { name: 'Sales' } });
      expect(await proxy.put(path, { name: 'Put' })).toBeDefined();
      // The app has no PATCH: its own refusal comes back, which is none of the gateway's errors.
      await expect(proxy.patch(path, {})).rejects.toMatchObject({ isAxiosError: true });
      expect(await proxy.delete(path)).toBeDefined();
    }
    expect(await tenant.connection(app).proxy.get('ping')).toBeDefined();
    expect(await tenant.connection(connectionId).request('/conferences', room)).toMatchObject({ room: {} });
  });
});

describe('logs', () => {
  test('of runs have every filter, and both spellings of details', async () => {
    const { actionRunId } = ran(await act({ key: 'ping', connectionId }));
    const { id: tenantId } = (await tenant.self.get()) as any;
    const filters = [
      { limit: 1000, actionId: `${app}.ping` },
      { integrationActionId: `${app}.ping`, connectionId, integrationId: app, externalAppId: app },
      { tenantId, userId: 'actor', status: 'success', from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' },
    ];
    for (const filter of filters) {
      parsed(sdk.FindActionRunLogsQuery, filter);
      const found = parsed(sdk.FindActionRunLogsResponse, await tenant.get('/action-run-logs', filter));
      expect(found.items.map(({ id }: any) => id)).toContain(actionRunId);
    }
    const one = await saved('Logged');
    const its = ran(await tenant.action(one.id).run({}));
    const mine = await tenant.get('/action-run-logs', { connectionActionId: one.id });
    expect(parsed(sdk.FindActionRunLogsResponse, mine).items).toMatchObject([{ id: its.actionRunId }]);
    expect(await tenant.get('/action-run-logs', { universalActionId: one.id })).toEqual({ items: [] });
    for (const spelling of ['?details=true', '/details'])
      expect(await tenant.get(`/action-run-logs/${actionRunId}${spelling}`)).toMatchObject({
        details: [{ request: { method: 'GET' }, response: { status: 200 } }],
      });
  });

  test('of pages go on where the one before ended', async () => {
    for (let n = 0; n < 3; n++) ran(await act({ key: 'ping', connectionId }));
    const all: any = await tenant.get('/action-run-logs', { limit: 3, cursor: 0 });
    const first: any = await tenant.get('/action-run-logs', { limit: 2 });
    const next: any = await tenant.get('/action-run-logs', { limit: 1, cursor: first.cursor });
    expect([...first.items, ...next.items]).toEqual(all.items);
  });

  test('of requests to the app have every filter', async () => {
    await gateway.sandbox.fault({ status: 422, count: 1 });
    await tenant
      .action('ping')
      .run({}, { connectionId })
      .catch(() => {});
    await gateway.sandbox.heal();
    const filters = [
      { connectionId, integrationId: app, externalAppId: app, isSuccess: true, sortOrder: 'asc', limit: 5 },
      { isSuccess: false, sortOrder: 'desc', from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' },
    ];
    for (const filter of filters) {
      parsed(sdk.ListExternalApiLogsQuery, filter);
      const list = async () => (await tenant.get('/external-api-logs', filter)) as any;
      await expect.poll(async () => (await list()).items.length).toBeGreaterThan(0);
      const [one] = listed(await list(), sdk.ExternalApiLogApiResponse);
      expect(await tenant.get(`/external-api-logs/${one.id}`)).toEqual(one);
      expect(await tenant.get(`/external-api-logs/${one.id}/details`)).toMatchObject({ details: { request: {} } });
    }
  });
});

describe('nothing is left out', () => {
  test('of the accessors of the client', () => {
    expect(uncalled()).toEqual([]);
  });

  test.each(contractCalls)('of the calls of the contract: %s', (call) => {
    expect(answeredLike(call)).not.toEqual([]);
  });
});
