import { ActionApiResponse, MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';
const ping = {
  type: 'api-request-to-external-app',
  config: { request: { method: 'GET', path: '/ping' } },
} as const;

let gateway: TestGateway;
let tenant: MembraneClient;
let stranger: MembraneClient;
let manager: MembraneClient;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  const workspace = (await gateway.call('GET /org-workspaces')).body.items[0];
  const clientOf = (tenantKey: string) =>
    new MembraneClient({
      workspaceKey: workspace.key,
      workspaceSecret: workspace.secret,
      tenantKey,
      apiUri: gateway.url,
    });
  tenant = clientOf('sdk tenant');
  stranger = clientOf('somebody else');
  const { body } = await gateway.call(`POST /org-workspaces/${workspace.id}/access-token`, { body: { isAdmin: true } });
  manager = new MembraneClient({ token: body.token, apiUri: gateway.url });
  connectionId = ((await tenant.post('/connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true })) as any).id;
});
afterAll(() => gateway.stop());

/** What the client throws, as it keeps the answer. */
async function failureOf(asked: Promise<unknown>): Promise<any> {
  return asked.then(
    () => expect.fail('It should have failed'),
    (error: { data?: unknown }) => error.data,
  );
}

/** The answer, if it is an action as the SDK declares it. */
function checked(answer: unknown): any {
  const parsed = ActionApiResponse.safeParse(answer);
  expect(parsed.error?.issues ?? []).toEqual([]);
  return answer;
}

const found = async (list: Promise<any>) => (await list).items.map(({ id }: any) => id);

test('actions.* create, find and find all', async () => {
  const made = checked(await tenant.actions.create({ name: 'Check heartbeat?', connectionId, ...ping } as any));
  expect(made).toMatchObject({ key: 'check-heartbeat', connectionId, externalAppId: app, layer: 'connection' });
  const queries = [
    { connectionId },
    { connectionId, search: 'check-heart' },
    { layer: 'connection' },
    { connectionId, intent: 'check the heartbeat', limit: 1 },
    { externalAppId: app, isUniversal: false },
  ];
  for (const query of queries) expect(await found(tenant.actions.find(query as any))).toContain(made.id);
  const all: any[] = await tenant.actions.findAll({ connectionId } as any);
  // The SDK declares members of `enum` as texts; an app's own may be numbers, as JSON Schema says.
  for (const action of all) checked({ ...action, inputSchema: undefined, outputSchema: undefined });
  expect(all.map(({ id }) => id)).toContain(made.id);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(await found(stranger.actions.find({ layer: 'connection' } as any))).toEqual([]);
  const { key, message, data } = await failureOf(
    tenant.actions.create({ intent: 'schedule a webinar', connectionId } as any),
  );
  expect({ key, message }).toEqual({ key: undefined, message: expect.stringContaining('create-conference') });
  expect(data.matches[0].key).toBe('create-conference');
  const shared = await failureOf(tenant.actions.create({ name: 'All', ...ping } as any));
  expect(shared).toMatchObject({ key: 'access_denied', type: 'bad_request' });
});

describe('action(…)', () => {
  const methods = async (name: string) => {
    const { id, key } = (await tenant.actions.create({ name, connectionId, ...ping } as any)) as any;
    return { id, key };
  };

  test('by id: get, patch, put, run, archive, restore', async () => {
    const { id } = await methods('By id');
    const action = tenant.action(id);
    const got = checked(await action.get());
    expect(got).toMatchObject({ id, name: 'By id', revision: '1', state: 'READY' });
    expect(checked(await action.patch({ description: 'Asks' } as any))).toMatchObject({ description: 'Asks' });
    expect(checked(await action.put({ ...got, name: 'All of it' } as any))).toMatchObject({
      id,
      name: 'All of it',
      description: '',
    });
    expect(await action.run({})).toMatchObject({ output: { status: 200 }, actionRunId: expect.any(String) });
    await action.archive();
    expect((await failureOf(action.run({}))).key).toBe('not_found');
    checked(await action.restore());
    expect(await action.run({}, { connectionId })).toMatchObject({ output: { status: 200 } });
    const its = stranger.action(id);
    for (const ask of [() => its.get(), () => its.archive(), () => its.run({})])
      expect((await failureOf(ask())).key).toBe('not_found');
  });

  test('by selector: the key of the body is another than that of the query', async () => {
    const { id, key } = await methods('By selector');
    const action = tenant.action({ key, connectionId } as any);
    expect(checked(await action.get()).id).toBe(id);
    expect(checked(await action.patch({ name: 'Renamed', key: 'renamed' } as any))).toMatchObject({ key: 'renamed' });
    const renamed = tenant.action({ key: 'renamed', connectionId } as any);
    expect(checked(await renamed.put({ name: 'Put', ...ping } as any))).toMatchObject({ id, key: 'renamed' });
    expect(await renamed.run({})).toMatchObject({ output: { status: 200 } });
    await renamed.archive();
    expect((await failureOf(renamed.get())).key).toBe('not_found');
    expect(checked(await renamed.restore()).id).toBe(id);
    expect((await failureOf(renamed.reset())).message).toContain('made from no other');
  });

  test('of an integration: customised and reset by a manager alone', async () => {
    const selector = { key: 'list-timezones', integrationKey: app };
    expect((await failureOf(tenant.action(selector).patch({ name: 'x' } as any))).key).toBe('access_denied');
    const copy = checked(await manager.action(selector).patch({ name: 'Zones' } as any));
    expect(copy).toMatchObject({ layer: 'integration', parentId: `${app}.list-timezones`, isCustomized: true });
    expect(checked(await tenant.connection(connectionId).action('list-timezones').get())).toMatchObject({
      id: copy.id,
      name: 'Zones',
      isReadOnly: true,
    });
    checked(await manager.action(selector).reset());
    expect(checked(await tenant.action(selector).get()).id).toBe(`${app}.list-timezones`);
  });

  test('clones, tells what it needs and is exported', async () => {
    const { id } = await methods('Source');
    const copy = checked(await tenant.post(`/actions/${id}/clone`, { key: 'copied' }));
    expect(copy).toMatchObject({ key: 'copied', parentId: id, parent: { key: 'source' } });
    const { items }: any = await tenant.get(`/actions/${id}/dependencies`);
    expect(items).toContainEqual({ type: 'action', id: copy.id, name: 'Source', usedBy: true });
    const exported: any = await tenant.get(`/action/export?key=copied&connectionId=${connectionId}`);
    expect(exported).toMatchObject({ ...ping, key: 'copied', parentUuid: id, externalAppUuid: app });
    expect(exported).not.toHaveProperty('connectionId');
    checked(await tenant.post(`/actions/${id}/refresh`));
    expect((await tenant.get(`/actions/${id}?wait=true&timeout=5`)) as any).toMatchObject({ state: 'READY' });
  });
});

test('connection(…).actions and action: made on it, changed, customised and reset', async () => {
  const own = tenant.connection(connectionId);
  const action = own.action('get-conference');
  expect(checked(await action.create())).toMatchObject({ parentId: `${app}.get-conference`, isCustomized: false });
  expect(checked(await action.patch({ name: 'Room' } as any))).toMatchObject({ name: 'Room', isCustomized: true });
  expect(checked(await action.put({ name: 'Put room' } as any))).toMatchObject({ name: 'Put room' });
  const { items }: any = await own.actions.list({ search: 'get-conference' } as any);
  const shown = items.map(checked).filter(({ key }: any) => key === 'get-conference');
  expect(shown).toEqual([expect.objectContaining({ name: 'Put room', connectionId })]);
  checked(await action.setup());
  checked(await action.reset());
  expect(checked(await action.get()).id).toBe(`${app}.get-conference`);
  expect((await failureOf(action.archive())).message).toContain("connector's own");
  const made = checked(await tenant.post(`/connections/${connectionId}/actions`, { name: 'Made here', ...ping }));
  expect(await own.action('made-here').run({})).toMatchObject({ output: { status: 200 } });
  await own.action(made.id).archive();
  expect((await failureOf(own.action('made-here').get())).key).toBe('not_found');
});

test('integration(…).actions and action: for managers, and seen by all', async () => {
  const shared = manager.integration(app);
  const made = checked(await shared.actions.create({ name: 'For all', ...ping } as any));
  expect(made).toMatchObject({ layer: 'integration', integrationId: app, integration: { id: app } });
  expect(await found(tenant.integration(app).actions.list() as any)).toContain(made.id);
  const action = shared.action('for-all');
  expect(checked(await action.get()).id).toBe(made.id);
  checked(await action.patch({ description: 'x' } as any));
  expect(checked(await action.put({ name: 'For us' } as any))).toMatchObject({ name: 'For us', description: '' });
  expect(await tenant.connection(connectionId).action('for-all').run({})).toMatchObject({ output: { status: 200 } });
  expect(
    (
      await failureOf(
        tenant
          .integration(app)
          .action('for-all')
          .patch({ name: 'x' } as any),
      )
    ).key,
  ).toBe('access_denied');
  checked(await shared.action('list-skins').patch({ name: 'Skins of ours' } as any));
  checked(await shared.action('list-skins').reset());
  await action.archive();
  expect((await failureOf(tenant.integration(app).action('for-all').get())).key).toBe('not_found');
});

test('actionInstance(…) and actionInstances: a copy on the connection', async () => {
  const instance = tenant.actionInstance({ parentKey: 'list-conferences', connectionId } as any);
  expect(checked(await instance.create({ name: 'Mine' } as any))).toMatchObject({ name: 'Mine', connectionId });
  expect(checked(await instance.get()).name).toBe('Mine');
  checked(await instance.patch({ description: 'Lists' } as any));
  checked(await instance.put({ name: 'Mine too' } as any));
  await instance.setup();
  expect(await instance.run({ status: 'active' })).toMatchObject({ output: expect.anything() });
  const { items }: any = await tenant.actionInstances.find({ connectionId } as any);
  expect(items.map(({ name }: any) => name)).toContain('Mine too');
  await instance.archive();
  checked(await instance.restore());
  await instance.reset();
  expect(checked(await instance.get()).id).toBe(`${app}.list-conferences`);
});

test('a saved action is found by the search', async () => {
  const made: any = await tenant.actions.create({ name: 'Fetch moon phases', connectionId, ...ping } as any);
  const { items }: any = await tenant.get('/search?q=moon%20phases&elementType=action');
  expect(items[0]).toMatchObject({ elementType: 'action', element: { id: made.id } });
  const seen: any = await stranger.get('/search?q=moon%20phases&elementType=action');
  expect(seen.items.map(({ element }: any) => element.id)).not.toContain(made.id);
});
