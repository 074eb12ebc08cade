import { MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';
const room = { name: 'Sales', room_type: 'webinar', permanent_room: true, access_type: 1 };

let gateway: TestGateway;
let workspace: { id: string; key: string; secret: string };
let tenant: MembraneClient;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  workspace = (await gateway.call('GET /org-workspaces')).body.items[0];
  tenant = tenantClient('sdk tenant');
  const made: any = await tenant.post('/connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true });
  connectionId = made.id;
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

const ran = { output: expect.anything(), actionRunId: expect.stringMatching(/^run_/) };
const actionOf = async (runId: string) =>
  (await gateway.call(`GET /action-run-logs/${runId}`, { token: await tenant.getToken() })).body.actionId;

describe('actions of a connection', () => {
  test('are listed, found by intent and shown', async () => {
    const own = tenant.connection(connectionId);
    const { items }: any = await own.actions.list({ intent: 'schedule a webinar', limit: 3 } as any);
    expect(items).toHaveLength(3);
    expect(items[0]).toMatchObject({ connectionId, externalAppId: app, inputSchema: expect.any(Object) });
    for (const selector of [items[0].id, items[0].key])
      expect(await own.action(selector).get()).toMatchObject({ id: items[0].id, connectionId });
    expect((await failureOf(own.action('get-conferense').get())).message).toContain("No action 'get-conferense'");
  });

  test('run with the body as their input, or with none', async () => {
    const own = tenant.connection(connectionId);
    const made: any = await own.action('create-conference').run(room);
    expect(made).toMatchObject(ran);
    const read: any = await own.action(`${app}.get-conference`).run({ room_id: made.output.id });
    expect(read).toMatchObject({ ...ran, output: { name: 'Sales' } });
    expect(await own.action('ping').run()).toMatchObject(ran);
  });

  test('have an input that may be called as the path and the query are', async () => {
    const own = tenant.connection(connectionId);
    for (const name of ['id', 'key', 'action', 'connectionId', 'input', 'dryRun']) {
      const { message } = await failureOf(own.action('get-conference').run({ room_id: 1, [name]: 'other' }));
      expect(message).toContain(`${name}: unknown field`);
      expect(message).toMatch(/^The input of get-conference is not valid/);
    }
  });

  test('show what they would send when the query says so', async () => {
    const planned: any = await tenant
      .connection(connectionId)
      .action('create-conference', { dryRun: true } as any)
      .run(room);
    expect(planned.output.dryRun).toMatchObject({ method: 'POST' });
    expect(planned).not.toHaveProperty('actionRunId');
  });

  test('are nobody else’s', async () => {
    const others = tenantClient('somebody else').connection(connectionId);
    expect((await failureOf(others.actions.list())).key).toBe('not_found');
    expect((await failureOf(others.action('ping').run({}))).key).toBe('not_found');
  });
});

describe('actions by selector', () => {
  const selectors = [
    ['id', `${app}.ping`],
    ['key', { key: 'ping', integrationKey: app }],
    ['id as a member', { id: `${app}.ping` }],
  ] as const;
  test.each(selectors)('are shown and run by %s', async (_, selector) => {
    const action = tenant.action(selector as any);
    expect(await action.get()).toMatchObject({ id: `${app}.ping` });
    for (const place of [undefined, { connectionId }, { integrationKey: app }]) {
      const answer: any = await action.run({}, place as any);
      expect(answer).toMatchObject(ran);
      expect(await actionOf(answer.actionRunId)).toBe(`${app}.ping`);
    }
  });

  test('are found by their integration', async () => {
    for (const query of [{ integrationKey: app }, { integrationId: app }, { externalAppId: app }, { connectionId }])
      expect((await tenant.actions.find(query as any)).items[0]).toMatchObject({ externalAppId: app });
    expect((await failureOf(tenant.actions.find({ integrationId: 'nowhere' }))).key).toBe('not_found');
    const all = await tenant.actions.findAll({ integrationKey: app } as any);
    expect(all.map(({ key }: any) => key)).toContain('list-conferences');
  });

  test('that select nothing, or an integration that is not there, are refused by name', async () => {
    expect((await failureOf(tenant.action({ integrationKey: app } as any).run({}))).message).toContain('id: required');
    const nowhere = tenant.action('ping').run({}, { integrationKey: 'nowhere' } as any);
    expect((await failureOf(nowhere)).message).toContain('nowhere');
  });

  test('of an integration of the workspace run on its own connection alone', async () => {
    const { body } = await gateway.call(`POST /org-workspaces/${workspace.id}/access-token`, {
      body: { isAdmin: true },
    });
    const manager = new MembraneClient({ token: body.token, apiUri: gateway.url });
    const sales: any = await manager.integrations.create({ connectorId: app, key: 'sales' } as any);
    const places = [{ integrationKey: 'sales' }, { integrationId: sales.id }];
    for (const place of places)
      for (const path of ['/act', '/action/run'])
        expect((await failureOf(tenant.post(path, { key: 'ping', ...place }))).message).toContain('No connection');
    const own: any = await tenant.post('/connections', { integrationId: sales.id, sandbox: true });
    expect(own.state).toBe('READY');
    for (const place of places) {
      const { actionRunId }: any = await tenant.post('/act', { key: 'ping', ...place });
      expect(((await tenant.get(`/action-run-logs/${actionRunId}`)) as any).connectionId).toBe(own.id);
    }
    const { actionRunId }: any = await tenant.action({ key: 'ping', integrationId: sales.id }).run({});
    expect(((await tenant.get(`/action-run-logs/${actionRunId}`)) as any).connectionId).toBe(own.id);
    await tenant.connection(own.id).archive();
  });
});

describe('action instances', () => {
  test('are the actions of a connection: shown and run by parent and integration, with the body as input', async () => {
    const named = { parentKey: 'get-conference', integrationKey: app, autoCreate: true };
    const instance = tenant.actionInstance(named as any);
    expect(await instance.get()).toMatchObject({ key: 'get-conference' });
    const made: any = await tenant
      .actionInstance({ parentKey: 'create-conference', connectionId } as any)
      .run({ ...room, name: 'By instance' });
    expect(await instance.run({ room_id: made.output.id })).toMatchObject({ output: { name: 'By instance' } });
    const { message } = await failureOf(instance.run({ room_id: 1, id: 'ping', key: 'ping', parentKey: 'ping' }));
    for (const name of ['id', 'key', 'parentKey']) expect(message).toContain(`${name}: unknown field`);
    expect(await tenant.actionInstance(`${app}.ping`).run({})).toMatchObject(ran);
  });
});

describe('raw requests of a connection', () => {
  test('go to the app by request() as by proxy, with its answer as it is', async () => {
    const own = tenant.connection(connectionId);
    const made: any = await own.request('/conferences', room);
    expect(made.room).toMatchObject({ name: 'Sales' });
    const token = await tenant.getToken();
    const read = await gateway.call(`GET /connections/${connectionId}/api/conferences/${made.room.id}`, { token });
    expect(read.body.conference).toMatchObject({ name: 'Sales' });
    expect(await own.proxy.get(`conferences/${made.room.id}`)).toEqual(read.body);
  });

  test('of nobody’s connection are refused, and a path that only begins so is none', async () => {
    expect((await failureOf(tenantClient('somebody else').connection(connectionId).request('ping'))).key).toBe(
      'not_found',
    );
    const token = await tenant.getToken();
    const answer = await gateway.call(`GET /connections/${connectionId}/apiary/ping`, { token });
    expect(answer.body.message).toContain('No route');
  });
});

describe('what a connection has not', () => {
  test('is listed as empty', async () => {
    const own = tenant.connection(connectionId);
    for (const list of [own.flows, own.dataSources, own.fieldMappings])
      expect(await list.list()).toEqual({ items: [] });
    expect(await tenant.get(`/connections/${connectionId}/data`)).toEqual({ items: [] });
    expect((await failureOf(tenant.connection('none').flows.list())).key).toBe('not_found');
  });

  test('is refused by name, and what there is instead is told', async () => {
    const own = tenant.connection(connectionId);
    const asked: Record<string, () => Promise<unknown>> = {
      "data collection 'one'": () => own.dataCollection('one').get(),
      "data collection 'two'": () => own.dataCollection('two').list({} as any),
      "flow 'one'": () => own.flow('one').enable(),
      "flow 'two'": () => own.flow('two').run({} as any),
      "data source 'one'": () => own.dataSource('one').get(),
      "field mapping 'one'": () => own.fieldMapping('one').create(),
    };
    for (const [what, ask] of Object.entries(asked)) {
      const failure = await failureOf(ask());
      expect(failure.key).toBe('not_found');
      expect(failure.message).toBe(`The connection ${connectionId} has no ${what}: it has actions`);
      expect(failure.hint).toContain(`GET /connections/${connectionId}/actions lists them`);
    }
    expect((await failureOf(tenant.integration(app).flow('any').get())).message).toContain(
      `The integration ${app} has no flow 'any'`,
    );
  });
});
