import { afterEach, expect, test } from 'vitest';
import { connectionRow } from '../../../test/durability/engines.ts';
import { defineConnector } from '../../kernel/connector.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { ConnectRequestRow } from '../../kernel/ports/storage-connect.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { createTargets } from './target.ts';

const opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
});

const definition = defineConnector({
  name: 'Tiny',
  description: 'An app for tests',
  domains: ['tiny.test'],
  links: { docs: '', homepage: '' },
  baseUrl: 'https://api.tiny.test',
  auth: [{ key: 'none', title: 'None', type: 'none', fields: {} }],
  limits: { concurrency: 1, timeoutMs: 1000, maxResponseBytes: 1000 },
  errorMessagePaths: [],
});

/** A target in use, and how to tell whether it is still remembered: a target that is read again is another object. */
async function remembered() {
  const storage = await openStorage({ url: 'sqlite::memory:' });
  opened.push(storage);
  const { id: tenantId, workspaceId } = await storage.tenants.ensure('acme', 1);
  const connection = connectionRow(tenantId, { app: 'tiny', integrationId: 'int_1', authOption: 'none' });
  await storage.connections.insert(connection);
  const catalog = createCatalog({ tiny: async () => ({ default: { app: 'tiny', definition, actions: {} } }) });
  const targets = createTargets(storage, catalog, { sandboxUrl: () => undefined, override: () => undefined });
  const get = async () => targets.get(tenantId, connection.id);
  const keptAfter = async (change: () => Promise<unknown>) => {
    const before = await get();
    await change();
    return (await get()) === before;
  };
  return { storage, tenantId, workspaceId, connection, keptAfter };
}

const at = { createdAt: 1, updatedAt: 1 };

test('a target is built anew after a change of its connection, its integration or its app’s own', async () => {
  const { storage, tenantId, workspaceId, connection, keptAfter } = await remembered();
  const row = { workspaceId, name: '', app: 'tiny', description: null, parameters: {}, options: {}, meta: null };
  const integration = { ...row, ...at, revision: 1, archivedAt: null };
  const { insert } = storage.integrations;
  expect(await keptAfter(() => insert({ ...integration, id: 'int_1', key: 'one' }))).toBe(false);
  expect(await keptAfter(() => insert({ ...integration, id: 'tiny', key: 'tiny' }))).toBe(false);
  expect(await keptAfter(() => insert({ ...integration, id: 'int_2', key: 'two' }))).toBe(true);
  expect(await keptAfter(() => storage.connections.update({ tenantId, id: connection.id }, { name: 'n' }))).toBe(false);
});

test('a target outlives changes of other connections, apps and requests', async () => {
  const { storage, tenantId, workspaceId, keptAfter } = await remembered();
  expect(await keptAfter(() => storage.connections.insert(connectionRow(tenantId)))).toBe(true);
  const app = { name: '', host: 'a.test', path: '', url: '', definition: null, openapiUrl: null, isTrusted: false };
  expect(await keptAfter(() => storage.apps.ensure({ id: 'app_1', workspaceId, tenantId, ...app, ...at }))).toBe(true);
  const request: ConnectRequestRow = {
    id: 'crq_1',
    tenantId,
    kind: 'request',
    status: 'pending',
    connectionId: null,
    payload: {},
    resultConnectionId: null,
    resultError: null,
    createdAt: 1,
    expiresAt: 2,
  };
  await storage.connectRequests.insert(request);
  expect(await keptAfter(() => storage.connectRequests.patch(tenantId, 'crq_1', { status: 'success' }))).toBe(true);
});
