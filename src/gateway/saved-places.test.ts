import { afterEach, describe, expect, test } from 'vitest';
import { gatewayWith as openGateway } from './saved-runs.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function gatewayWith(options?: Parameters<typeof openGateway>[0]) {
  const made = await openGateway(options);
  undo.push(made.stop);
  return made;
}

describe('of several actions with one key', () => {
  const path = (name: string) => ({ config: { request: { path: `/${name}` } } });

  test('the connection’s comes before the integration’s before everybody’s before the connector’s own', async () => {
    const { act, save, connectionId, asked } = await gatewayWith();
    const key = 'get-thing';
    const lines = async () => {
      await act({ action: key, connectionId, input: { name: 'a' } });
      return asked.at(-1)?.line;
    };
    expect(await lines()).toBe('GET /things/a');
    await save({ key, ...path('universal') });
    expect(await lines()).toBe('GET /universal');
    await save({ key, ...path('integration'), integrationId: 'tiny', app: 'tiny' });
    expect(await lines()).toBe('GET /integration');
    await save({ key, ...path('connection'), connectionId, app: 'tiny' });
    expect(await lines()).toBe('GET /connection');
    await act({ action: key, connectionId, layer: 'universal' });
    expect(asked.at(-1)?.line).toBe('GET /universal');
    await act({ action: `tiny.${key}`, connectionId, input: { name: 'own' } });
    expect(asked.at(-1)?.line).toBe('GET /things/own');
  });

  test('the customised copy stands in place of its parent, by id too', async () => {
    const { act, save, connectionId, asked } = await gatewayWith();
    const parent = await save({ ...path('parent') });
    await save({ ...path('copy'), connectionId, app: 'tiny', parentId: parent });
    await save({ key: 'get-thing', ...path('own-copy'), connectionId, app: 'tiny', parentId: 'tiny.get-thing' });
    await act({ action: parent });
    expect(asked.at(-1)?.line).toBe('GET /copy');
    await act({ action: 'tiny.get-thing', connectionId });
    expect(asked.at(-1)?.line).toBe('GET /own-copy');
  });

  test('an instance is named by its key', async () => {
    const { act, save, connectionId, asked } = await gatewayWith();
    for (const instanceKey of ['a', 'b']) await save({ ...path(instanceKey), connectionId, app: 'tiny', instanceKey });
    await act({ action: 'saved', instanceKey: 'b' });
    expect(asked.at(-1)?.line).toBe('GET /b');
    await expect(act({ action: 'saved', connectionId })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(act({ action: 'saved', instanceKey: 'c' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('where a saved action runs', () => {
  test('is its own connection, whatever else is named', async () => {
    const { act, save, gateway, caller, connectionId, details } = await gatewayWith();
    const other = await gateway.ports.connections.create(caller, { app: 'tiny', input: {} });
    const id = await save({ connectionId, app: 'tiny' });
    for (const named of [undefined, other.id]) {
      const { actionRunId } = await act({ action: id, connectionId: named });
      expect(await details(actionRunId)).toMatchObject({ connectionId });
    }
  });

  test('is the only connection of its app, and no guess between two', async () => {
    const { act, save, gateway, caller, connectionId, details } = await gatewayWith();
    const id = await save({ app: 'tiny' });
    for (const action of [id, 'saved']) {
      const { actionRunId } = await act({ action });
      expect(await details(actionRunId)).toMatchObject({ connectionId });
    }
    await gateway.ports.connections.create(caller, { app: 'tiny', input: {} });
    for (const action of [id, 'saved'])
      await expect(act({ action })).rejects.toMatchObject({ code: 'ambiguous_connection' });
  });

  test('is no connection of another app', async () => {
    const { act, save, connectionId } = await gatewayWith();
    const id = await save({ app: 'other' });
    await expect(act({ action: id, connectionId })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(act({ action: id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(act({ action: 'saved', connectionId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is no connection for code of apps that have none, and no guess between two', async () => {
    const { act, save } = await gatewayWith();
    const code = (output: number) =>
      ({ type: 'run-javascript', config: { code: `module.exports = () => ${output}` } }) as const;
    await save({ app: 'one', ...code(1) });
    expect(await act({ action: 'saved' })).toMatchObject({ output: 1 });
    await save({ app: 'two', ...code(2) });
    await expect(act({ action: 'saved' })).rejects.toThrow("Several actions have the key 'saved': act_1, act_2");
    await save({ ...code(3), instanceKey: 'b' });
    await save({ ...code(4) });
    expect(await act({ action: 'saved' })).toMatchObject({ output: 4 });
  });

  test('is nowhere while it is switched off, or somebody else’s', async () => {
    const { act, save, gateway, caller, storage } = await gatewayWith();
    const off = await save({ isDeactivated: true });
    const { id: tenantId, key: tenantKey } = await storage.tenants.ensure('other', 0);
    const other = { ...caller, tenantId, tenantKey };
    const { id: connectionId } = await gateway.ports.connections.ensure(other, { appUrl: 'tiny.test', input: {} });
    const foreign = await save({ key: 'foreign', connectionId, app: 'tiny', tenantId });
    await expect(act({ action: off })).rejects.toMatchObject({ message: expect.stringContaining('deactivated') });
    for (const action of [foreign, 'foreign', 'act_none'])
      await expect(act({ action })).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a warm run of a connector’s own action looks nothing up', async () => {
  const looked: string[] = [];
  const watched = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(object, member, receiver) {
        const found = Reflect.get(object, member, receiver);
        if (typeof found !== 'function') return found;
        return (...given: unknown[]) => {
          looked.push(`${name}.${String(member)}`);
          return found.apply(object, given);
        };
      },
    });
  const { ask } = await gatewayWith({
    storage: (storage) => ({
      ...storage,
      actions: watched('actions', storage.actions),
      connections: watched('connections', storage.connections),
      credentials: watched('credentials', storage.credentials),
      integrations: watched('integrations', storage.integrations),
      tenants: watched('tenants', storage.tenants),
    }),
  });
  await ask({ action: 'get-thing', input: { name: 'a' } });
  expect(looked).not.toEqual([]);
  looked.length = 0;
  await ask({ action: 'get-thing', input: { name: 'a' } });
  await ask({ action: 'tiny.get-thing', input: { name: 'a' } });
  expect(looked).toEqual([]);
});
