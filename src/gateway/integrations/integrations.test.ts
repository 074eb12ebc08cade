import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectorDefinition } from '../../kernel/connector.ts';
import type { ConnectorModule } from '../../kernel/module.ts';
import type { IntegrationsPort } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { type OpenVault, openVault } from '../../platform/vault/vault.ts';
import { createAddedApps } from '../catalog/added-apps.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { createConnectors } from './connectors.ts';
import { createIntegrations } from './integrations.ts';

const tracker: ConnectorDefinition = {
  name: 'Tracker',
  description: 'Tracks things',
  domains: ['tracker.test'],
  links: { docs: 'https://tracker.test/docs', homepage: 'https://tracker.test' },
  baseUrl: 'https://api.tracker.test',
  auth: [
    {
      key: 'sign-in',
      title: 'Sign in',
      type: 'oauth2',
      grant: 'authorization_code',
      authorizeUrl: 'https://tracker.test/authorize',
      tokenUrl: 'https://tracker.test/token',
      scopes: [{ name: 'read', description: 'Read your things' }, { name: 'write' }],
      fields: {},
    },
  ],
  limits: { concurrency: 1, timeoutMs: 1000, maxResponseBytes: 1000 },
  errorMessagePaths: [],
};
const module: ConnectorModule = { app: 'tracker', definition: tracker, actions: {} };

let storage: Storage;
let vault: OpenVault;
let manager: Caller;
beforeAll(async () => {
  storage = await openStorage({ url: 'sqlite::memory:' });
  vault = await openVault({ dataDir: tmpdir(), key: randomBytes(32).toString('base64') });
  manager = await callerOf('manager', true);
});
afterAll(() => storage.close());

async function callerOf(tenantKey: string, isManager = false): Promise<Caller> {
  const { id, workspaceId } = await storage.tenants.ensure(tenantKey, 1);
  return { workspaceId, tenantId: id, tenantKey, scopes: new Set(['actions:read']), isOwner: false, isManager };
}

/** What one node knows. */
function node(): { integrations: IntegrationsPort; connectors: ReturnType<typeof createConnectors> } {
  const catalog = createCatalog({ tracker: async () => ({ default: module }) }, createAddedApps(storage));
  const parts = { storage, vault, catalog, publicUrl: () => 'https://gateway.test', now: () => 2_000_000 };
  const showConnection = () => Promise.reject(new Error('No connection in this test'));
  return { integrations: createIntegrations({ ...parts, showConnection }), connectors: createConnectors(parts) };
}

describe('an OAuth client of the workspace', () => {
  test('is sealed under the id of the integration, the app’s own too, and opens as it was given', async () => {
    const { integrations } = node();
    const own = await integrations.patch(manager, 'tracker', {
      parameters: { clientId: 'id-1', clientSecret: 'hush-1' },
    });
    const made = await integrations.create(manager, { connector: 'tracker', parameters: { clientSecret: 'hush-2' } });
    for (const [id, secret] of [
      [own.id, 'hush-1'],
      [made.id, 'hush-2'],
    ] as const) {
      const sealed = await storage.secrets.get(id);
      expect(JSON.stringify(sealed)).not.toContain(secret);
      expect(sealed && vault.openSecret(sealed)['clientSecret']?.reveal()).toBe(secret);
    }
    expect(own).toMatchObject({ hasMissingParameters: false, state: 'READY', parameters: { clientId: 'id-1' } });
    expect(made).toMatchObject({ hasMissingParameters: true, state: 'CONFIGURATION_ERROR', key: 'tracker-2' });
    expect(JSON.stringify([own, made, await storage.integrations.get(own.id)])).not.toContain('hush');
  });

  test('keeps its other secrets when one changes, over a replacement too, and loses one by null', async () => {
    const { integrations } = node();
    const { id } = await integrations.create(manager, {
      connector: 'tracker',
      key: 'several',
      parameters: { clientId: 'a', clientSecret: 'one', webhookSecret: 'two' },
    });
    const opened = async () => {
      const sealed = await storage.secrets.get(id);
      return Object.entries(sealed ? vault.openSecret(sealed) : {}).map(([name, value]) => `${name}=${value.reveal()}`);
    };
    await integrations.patch(manager, 'several', { parameters: { clientSecret: 'three' } });
    expect(await opened()).toEqual(expect.arrayContaining(['clientSecret=three', 'webhookSecret=two']));
    const replaced = await integrations.put(manager, 'several', { parameters: { region: 'eu' } });
    expect(replaced).toMatchObject({ parameters: { region: 'eu' }, hasMissingParameters: true });
    expect(await opened()).toHaveLength(2);
    await integrations.patch(manager, 'several', { parameters: { clientSecret: null, webhookSecret: null } });
    expect(await storage.secrets.get(id)).toBeUndefined();
  });

  test('is not stored when the key is refused', async () => {
    const { integrations } = node();
    await integrations.create(manager, { connector: 'tracker', key: 'taken' });
    const again = integrations.create(manager, {
      connector: 'tracker',
      key: 'taken',
      parameters: { clientSecret: 'x' },
    });
    await expect(again).rejects.toMatchObject({ code: 'already_exists' });
    const { id } = await integrations.create(manager, { connector: 'tracker', key: 'free' });
    const renamed = integrations.patch(manager, id, { key: 'taken', parameters: { clientSecret: 'x' } });
    await expect(renamed).rejects.toMatchObject({ code: 'already_exists' });
    expect(await storage.secrets.get(id)).toBeUndefined();
  });
});

test('parameters that several set at once are all kept, secret and plain ones', async () => {
  const { id } = await node().integrations.create(manager, { connector: 'tracker', name: 'Many' });
  const names = Array.from({ length: 8 }, (_, n) => n);
  await Promise.all(
    names.map((n) =>
      node().integrations.patch(manager, id ?? '', { parameters: { [`plain${n}`]: 'p', [`secret${n}Token`]: 's' } }),
    ),
  );
  const { parameters } = await node().integrations.get(manager, id ?? '');
  expect(Object.keys(parameters ?? {}).sort()).toEqual(names.map((n) => `plain${n}`));
  const sealed = await storage.secrets.get(id ?? '');
  expect(Object.keys(sealed?.fields ?? {}).sort()).toEqual(names.map((n) => `secret${n}Token`));
});

test('an app’s own integration, changed for the first time by two at once, is stored once', async () => {
  const id = 'app_shared';
  await storage.apps.ensure({
    id,
    workspaceId: manager.workspaceId,
    tenantId: null,
    name: 'Shared',
    host: 'shared.test',
    path: '',
    url: 'https://shared.test',
    definition: { ...tracker, name: 'Shared' },
    openapiUrl: null,
    isTrusted: false,
    createdAt: 1,
    updatedAt: 1,
  });
  const edits = [{ name: 'A' }, { name: 'B' }].map((edit) => node().integrations.patch(manager, id, edit));
  expect((await Promise.all(edits)).map((view) => view.id)).toEqual([id, id]);
  const { items } = await storage.integrations.list({ app: id }, { limit: 10 });
  expect(items).toHaveLength(1);
});

test('an integration of another tenant’s app is not there', async () => {
  const [one, other] = [await callerOf('one'), await callerOf('other')];
  const row = {
    id: 'app_private',
    workspaceId: one.workspaceId,
    tenantId: one.tenantId,
    name: 'Private',
    host: 'private.test',
    path: '',
    url: 'https://private.test',
    definition: { ...tracker, name: 'Private' },
    openapiUrl: null,
    isTrusted: false,
    createdAt: 1,
    updatedAt: 1,
  };
  await storage.apps.ensure(row);
  const { integrations, connectors } = node();
  expect(await integrations.get(one, row.id)).toMatchObject({ id: row.id, connectorId: row.id });
  expect(await connectors.get(one, row.id)).toMatchObject({ tenantId: one.tenantId });
  for (const ask of [
    () => integrations.get(other, row.id),
    () => connectors.get(other, row.id),
    () => connectors.options(other, { connector: row.id }),
    () => integrations.create(manager, { connector: row.id }),
  ])
    await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
  const listed = async (caller: Caller) =>
    (await integrations.list(caller, {}, { limit: 100 })).items.map(({ id }) => id);
  expect(await listed(one)).toContain(row.id);
  expect(await listed(other)).not.toContain(row.id);
});

test('integrations are listed by name, page by page, every one once', async () => {
  const { integrations } = node();
  const all = (await integrations.list(manager, {}, { limit: 1000 })).items;
  const paged: typeof all = [];
  let cursor: string | undefined = '0';
  while (cursor !== undefined) {
    const page: Awaited<ReturnType<IntegrationsPort['list']>> = await integrations.list(
      manager,
      {},
      { limit: 2, cursor },
    );
    paged.push(...page.items);
    cursor = page.cursor;
  }
  expect(paged).toEqual(all);
  expect(all.length).toBeGreaterThan(3);
  expect(all.map(({ name }) => name)).toEqual(all.map(({ name }) => name).sort());
});

test('the options of a sign-in tell what the workspace has to register at the app', async () => {
  const [option] = await node().connectors.options(manager, { connector: 'tracker' });
  expect(option).toMatchObject({
    key: 'sign-in',
    type: 'oauth2',
    description: 'Asks for Read your things, write',
    oAuthCallbackUri: 'https://gateway.test/oauth/callback',
    connectorParametersSchema: {
      required: ['clientId', 'clientSecret'],
      properties: { clientSecret: { format: 'password' } },
    },
  });
});
