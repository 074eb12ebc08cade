import { afterEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { tinyGateway } from '../gateway.fixture.ts';
import type { ConnectionServices } from './connections.ts';
import { finishDisconnecting, takeUpDisconnecting } from './lifecycle.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A gateway with a connection to the app Probed that nobody has connected. */
async function connected() {
  const tiny = await tinyGateway({ app: (_, response) => void response.end('{}'), connectors: { probed } });
  undo.push(tiny.stop);
  const { caller } = tiny;
  const { connections } = tiny.gateway.ports;
  const { id } = await connections.create(caller, { app: 'probed', name: 'One' });
  return { ...tiny, connections, caller, id };
}

const probed = {
  name: 'Probed',
  description: 'An app for tests',
  domains: ['probed.test'],
  links: { docs: '', homepage: '' },
  baseUrl: 'https://api.probed.test',
  auth: [
    {
      key: 'key',
      title: 'Key',
      type: 'bearer',
      token: '{token}',
      fields: { token: { title: 'Token', description: '', secret: true } },
    },
    {
      key: 'pair',
      title: 'Pair',
      type: 'basic',
      username: '{user}',
      password: '{pass}',
      fields: {
        user: { title: 'User', description: '', secret: false },
        pass: { title: 'Password', description: '', secret: true },
      },
    },
  ],
  limits: { concurrency: 1, timeoutMs: 1_000, maxResponseBytes: 1_000 },
  errorMessagePaths: [],
} as const;

const secretOf = async ({ storage, caller, id }: Awaited<ReturnType<typeof connected>>) =>
  storage.credentials.get(caller.tenantId, id);

test('disconnecting erases the credentials and keeps the connection', async () => {
  const made = await connected();
  const { connections, caller, id } = made;
  await connections.patch(caller, id, { input: 'hush' });
  expect(await secretOf(made)).toBeDefined();
  await connections.disconnect(caller, id);
  expect(await secretOf(made)).toBeUndefined();
  expect(await connections.get(caller, id)).toMatchObject({
    state: 'CLIENT_ACTION_REQUIRED',
    connected: false,
    disconnected: true,
    clientAction: { type: 'connect' },
  });
  await connections.disconnect(caller, id);
});

test('what a crash left DISCONNECTING is ended by the next start, revoked before it is erased', async () => {
  const made = await connected();
  const { connections, caller, id, storage } = made;
  await connections.patch(caller, id, { input: 'hush' });
  await storage.connections.update({ tenantId: caller.tenantId, id }, { state: 'DISCONNECTING' });
  const signIn = {
    ...probed.auth[0],
    type: 'oauth2',
    grant: 'authorization_code',
    tokenUrl: 'https://t.test',
    scopes: [],
  };
  const module = { default: { app: 'probed', definition: { ...probed, auth: [signIn] } as never, actions: {} } };
  const revoked: (string | undefined)[] = [];
  const oauth2 = {
    revoke: async (row: ConnectionRow) =>
      void revoked.push((await storage.credentials.get(row.tenantId, row.id))?.connectionId),
  };
  const catalog = createCatalog({ probed: async () => module });
  const parts = { storage, catalog, oauth2, logger: createLogger({ level: 'silent' }), now: Date.now };
  await finishDisconnecting(parts as unknown as ConnectionServices);
  expect(revoked).toEqual([id]);
  expect(await secretOf(made)).toBeUndefined();
  expect(await connections.get(caller, id)).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED' });
});

test('what was connected again since an old node began to disconnect it keeps its credentials', async () => {
  const made = await connected();
  const { connections, caller, id, storage } = made;
  await connections.patch(caller, id, { input: 'old' });
  const selector = { tenantId: caller.tenantId, id };
  const begun = await storage.connections.update(selector, { state: 'DISCONNECTING' });
  await connections.disconnect(caller, id);
  await connections.patch(caller, id, { input: 'new' });
  const catalog = createCatalog({
    probed: async () => ({ default: { app: 'probed', definition: probed, actions: {} } }),
  });
  const parts = { storage, catalog, logger: createLogger({ level: 'silent' }), now: Date.now };
  await takeUpDisconnecting(parts as unknown as ConnectionServices, begun as ConnectionRow);
  expect(await secretOf(made)).toBeDefined();
  expect(await connections.get(caller, id)).toMatchObject({ state: 'READY' });
});

test('reconnecting asks for new credentials and keeps the old ones until then', async () => {
  const made = await connected();
  const { connections, caller, id } = made;
  await connections.patch(caller, id, { input: 'hush' });
  expect(await connections.reconnect(caller, id)).toMatchObject({
    state: 'CLIENT_ACTION_REQUIRED',
    clientAction: { type: 'connect' },
  });
  expect(await secretOf(made)).toBeDefined();
  expect(await connections.patch(caller, id, { input: 'newer' })).toMatchObject({ state: 'READY' });
});

test('an archived connection is hidden, has no credentials and no key, and comes back to be connected', async () => {
  const made = await connected();
  const { connections, caller, id } = made;
  await connections.patch(caller, id, { input: 'hush', key: 'mine' });
  await connections.archive(caller, id);
  expect(await secretOf(made)).toBeUndefined();
  const list = async (includeArchived?: boolean) =>
    (await connections.list(caller, { apps: ['probed'], includeArchived }, { limit: 10 })).items;
  expect(await list()).toEqual([]);
  expect(await list(true)).toMatchObject([{ id, archivedAt: expect.any(String) }]);
  await expect(connections.reconnect(caller, id)).rejects.toMatchObject({ code: 'bad_request' });
  const back = await connections.restore(caller, id);
  expect(back).toMatchObject({ id, state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'connect' } });
  expect(back.key).toBeUndefined();
  expect(back.archivedAt).toBeUndefined();
});

test('credentials that do not end cannot be refreshed, and the error says what can be done', async () => {
  const { connections, caller, id } = await connected();
  await connections.patch(caller, id, { input: 'hush' });
  await expect(connections.refresh(caller, id)).rejects.toMatchObject({
    code: 'bad_request',
    hint: expect.stringContaining('--credentials-stdin'),
  });
});

describe('secrets', () => {
  test('are shown to who may read them and asks, and to nobody else', async () => {
    const { connections, caller, id } = await connected();
    await connections.patch(caller, id, { authOptionKey: 'pair', input: { user: 'me', pass: 'hush' } });
    expect(await connections.get(caller, id, { includeSecrets: true })).toMatchObject({
      credentials: { pass: 'hush' },
      input: { user: 'me' },
    });
    expect(JSON.stringify(await connections.get(caller, id, { includeSecrets: false }))).not.toContain('hush');
    const scopes = new Set([...caller.scopes].filter((scope) => scope !== 'secrets:read'));
    const modest: Caller = { ...caller, scopes };
    const refused = { code: 'access_denied', message: expect.stringContaining('secrets:read') };
    await expect(connections.get(modest, id, { includeSecrets: true })).rejects.toMatchObject(refused);
    await expect(connections.list(modest, { includeSecrets: true }, { limit: 5 })).rejects.toMatchObject(refused);
    expect(await connections.get(modest, id, { includeSecrets: false })).toMatchObject({ id });
  });
});

describe('a list', () => {
  test('is filtered by app, state, connectedness, integration and tenant', async () => {
    const { connections, caller, id, storage } = await connected();
    const ids = async (filter: object, who: Caller = caller) =>
      (await connections.list(who, filter, { limit: 10, cursor: '0' })).items.map((one) => one.id);
    expect(await ids({ apps: ['probed'] })).toEqual([id]);
    expect(await ids({ apps: ['probed', 'tiny'] })).toEqual([]);
    expect(await ids({ isConnected: false })).toEqual([id]);
    expect(await ids({ state: 'CLIENT_ACTION_REQUIRED' })).toEqual([id]);
    expect(await ids({ integration: 'probed' })).toEqual([id]);
    expect(await ids({ sandbox: true })).toEqual([]);
    expect(await ids({ tenants: [caller.tenantId, caller.tenantKey], apps: ['probed'] })).toEqual([id]);
    const { id: tenantId, key: tenantKey } = await storage.tenants.ensure('other', 1);
    const other: Caller = { ...caller, tenantId, tenantKey };
    expect(await ids({ tenants: [caller.tenantId] }, other)).toEqual([]);
    expect(await ids({ tenants: [caller.tenantKey], apps: ['probed'] }, { ...other, isManager: true })).toEqual([id]);
    expect(await ids({ tenants: ['nobody'] }, { ...other, isManager: true })).toEqual([]);
  });
});

describe('an edit', () => {
  test('of PUT clears what is not given, of PATCH does not', async () => {
    const { connections, caller, id } = await connected();
    await connections.patch(caller, id, { key: 'mine', meta: { a: 1 } });
    expect(await connections.patch(caller, 'mine', { name: 'Two' })).toMatchObject({ key: 'mine', meta: { a: 1 } });
    const replaced = await connections.put(caller, 'mine', { name: 'Three' });
    expect(replaced).toMatchObject({ id, name: 'Three' });
    expect([replaced.key, replaced.meta]).toEqual([undefined, undefined]);
  });

  test('of the way to authenticate is taken before it is connected, and needs credentials afterwards', async () => {
    const { connections, caller, id } = await connected();
    expect(await connections.patch(caller, id, { authOptionKey: 'pair' })).toMatchObject({ authOptionKey: 'pair' });
    await expect(connections.patch(caller, id, { authOptionKey: 'magic' })).rejects.toThrow("no auth option 'magic'");
    await connections.patch(caller, id, { input: { user: 'me', pass: 'x' } });
    await expect(connections.patch(caller, id, { authOptionKey: 'key' })).rejects.toThrow('authOptionKey');
  });

  test('of the integration takes one of its app alone', async () => {
    const { connections, caller, id } = await connected();
    await expect(connections.patch(caller, id, { integration: 'int_none' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await connections.patch(caller, id, { integration: 'probed' })).toMatchObject({ integrationId: 'probed' });
  });
});

test('a connection is found by its app when it is the only one', async () => {
  const { connections, caller, id } = await connected();
  expect(await connections.get(caller, 'probed')).toMatchObject({ id });
  await connections.create(caller, { app: 'probed' });
  await expect(connections.get(caller, 'probed')).rejects.toMatchObject({ code: 'ambiguous_connection' });
});

test('creating needs an app that is known', async () => {
  const { connections, caller } = await connected();
  await expect(connections.create(caller, {})).rejects.toMatchObject({ code: 'bad_request' });
  await expect(connections.create(caller, { app: 'nothing' })).rejects.toMatchObject({ code: 'not_found' });
  await connections.create(caller, { integration: 'probed', key: 'k' });
  await expect(connections.create(caller, { app: 'probed', key: 'k' })).rejects.toMatchObject({
    code: 'already_exists',
  });
});
