import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { defineConnector } from '../../kernel/connector.ts';
import { type Caller, type Scope, scopes } from '../../kernel/ports/identity.ts';
import type { ConnectionRow, SealedCredentials } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { rotate } from '../../platform/vault/rotation.ts';
import { openVault } from '../../platform/vault/vault.ts';
import type { OAuth2 } from '../auth/oauth2/oauth2.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { createConnect } from './connect.ts';
import { createConnections } from './connections.ts';
import { createConnectLinks } from './links.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const locked = defineConnector({
  name: 'Locked',
  description: 'An app for tests',
  domains: ['locked.test'],
  links: { docs: '', homepage: '' },
  baseUrl: 'https://api.locked.test',
  auth: [
    {
      key: 'key',
      title: 'Key',
      type: 'bearer',
      token: '{apiKey}',
      fields: { apiKey: { title: 'API key', description: 'A key', secret: true } },
    },
  ],
  limits: { concurrency: 1, timeoutMs: 1_000, maxResponseBytes: 1_000 },
  errorMessagePaths: [],
});

/** The app of these tests takes keys, so whoever asks this is wrong. */
const neverAsked = new Proxy({} as OAuth2, {
  get(_, name) {
    throw new Error(`Nobody should ask for ${String(name)}`);
  },
});

const publicUrl = () => 'https://porin.test';
const now = Date.now;

/** Connections to one app; `trial` stands for the app while it is asked whether it accepts credentials. */
async function connections() {
  const dataDir = mkdtempSync(join(tmpdir(), 'porin-connections-'));
  undo.push(() => rmSync(dataDir, { recursive: true }));
  const storage = await openStorage({ url: 'sqlite::memory:', logger: createLogger({ level: 'silent' }), now });
  undo.push(() => storage.close());
  const vault = await openVault({ dataDir });
  const tenant = await storage.tenants.ensure('acme', 1);
  const made = { trial: async () => {} };
  const tried: string[] = [];
  const parts = {
    storage,
    vault,
    now,
    publicUrl,
    catalog: createCatalog({ locked: async () => ({ default: { app: 'locked', definition: locked, actions: {} } }) }),
    links: createConnectLinks(storage.connectLinks, publicUrl, now),
    sandboxByDefault: false,
    sandboxCredentials: () => ({ apiKey: 'sandbox-key' }),
    oauth2: neverAsked,
    egress: { send: () => Promise.reject(new Error('Nothing leaves in this test')) },
    logger: createLogger({ level: 'silent' }),
    async tryCredentials(_row: ConnectionRow, sealed: SealedCredentials) {
      tried.push(vault.open(sealed)['apiKey']?.reveal() ?? '');
      await made.trial();
    },
  };
  const callerOf = (...granted: readonly Scope[]): Caller => ({
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    tenantKey: tenant.key,
    scopes: new Set(granted),
    isOwner: false,
    isManager: false,
  });
  const { port, answerQuestion } = createConnections(parts);
  const caller = callerOf(...scopes);
  const stored = async (id: string) => {
    const sealed = await storage.credentials.get(tenant.id, id);
    return sealed && (await openVault({ dataDir })).open(sealed)['apiKey']?.reveal();
  };
  const rotateKey = () =>
    rotate({
      vault,
      credentials: storage.credentials,
      secrets: storage.secrets,
      keyStore: vault.keyStore,
      settleMs: 0,
    }).then(() => undefined);
  return {
    port,
    connect: createConnect({ ...parts, answerQuestion, addresses: { override: () => undefined } }),
    caller,
    callerOf,
    made,
    tried,
    stored,
    rotateKey,
  };
}

const tokenIn = (uiUrl: string | undefined) => uiUrl?.split('/').at(-1) ?? '';

describe('while the app is asked about new credentials', () => {
  test('a rotation may end, and they can be opened with the key that is left', async () => {
    const { port, connect, caller, made, stored, rotateKey } = await connections();
    made.trial = rotateKey;
    const { id, clientAction } = await port.ensure(caller, { appUrl: 'locked.test' });
    await connect.submit(tokenIn(clientAction?.uiUrl), 'key', { apiKey: 'first' });
    expect(await stored(id)).toBe('first');
    await port.patch(caller, id, { input: 'second' });
    expect(await stored(id)).toBe('second');
    await port.ensure(caller, { appUrl: 'locked.test', input: 'third' });
    expect(await stored(id)).toBe('third');
  });

  test('the connection may be archived, and keeps neither credentials nor a state that says so', async () => {
    const { port, caller, made, stored } = await connections();
    const { id } = await port.ensure(caller, { appUrl: 'locked.test' });
    made.trial = async () => void (await port.archive(caller, id));
    await expect(port.patch(caller, id, { input: 'late' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await port.get(caller, id)).toMatchObject({ connected: false, archivedAt: expect.any(String) });
    expect(await stored(id)).toBeUndefined();
  });

  test('the connection of a connect page may be archived, and its link is void', async () => {
    const { port, connect, caller, made, stored } = await connections();
    const { id, clientAction } = await port.ensure(caller, { appUrl: 'locked.test' });
    made.trial = async () => void (await port.archive(caller, id));
    const late = connect.submit(tokenIn(clientAction?.uiUrl), 'key', { apiKey: 'late' });
    await expect(late).rejects.toMatchObject({ code: 'not_found' });
    expect(await stored(id)).toBeUndefined();
  });
});

describe('a connection to a sandbox', () => {
  test.each(['a key of the real app', { apiKey: 'wrong' }, { misspelt: 'x' }])(
    'takes the sandbox’s credentials, whatever is given: %j',
    async (input) => {
      const { port, caller, tried, stored } = await connections();
      const ensured = await port.ensure(caller, { appUrl: 'locked.test', sandbox: true, input });
      expect(ensured).toMatchObject({ state: 'READY', sandbox: true });
      const patched = await port.patch(caller, ensured.id, { input, authOptionKey: 'other', name: 'Renamed' });
      expect(patched).toMatchObject({ state: 'READY', name: 'Renamed' });
      expect(new Set(tried)).toEqual(new Set(['sandbox-key']));
      expect(await stored(ensured.id)).toBe('sandbox-key');
    },
  );

  test('takes them on the connect page too', async () => {
    const { port, connect, caller, made, stored } = await connections();
    made.trial = () => Promise.reject(new Error('The sandbox does not answer'));
    await expect(port.ensure(caller, { appUrl: 'locked.test', sandbox: true })).rejects.toThrow('does not answer');
    const { items } = await port.list(caller, {}, { limit: 1 });
    made.trial = async () => {};
    await connect.submit(tokenIn(items[0]?.clientAction?.uiUrl), 'key', { apiKey: 'typed' });
    expect(await stored(items[0]?.id ?? '')).toBe('sandbox-key');
  });
});

test('the link to set credentials is shown to callers who may set them, and to nobody else', async () => {
  const { port, caller, callerOf } = await connections();
  const { id, clientAction } = await port.ensure(caller, { appUrl: 'locked.test' });
  expect(clientAction?.agentInstructions).toContain(clientAction?.uiUrl);
  const reader = callerOf('actions:read', 'actions:write', 'proxy');
  const { items } = await port.list(reader, {}, { limit: 10 });
  const signal = new AbortController().signal;
  const seen = [await port.get(reader, id), await port.wait(reader, id, 1, signal), ...items];
  expect(seen).toHaveLength(3);
  for (const view of seen) {
    expect(view.clientAction).toEqual({ type: 'connect', description: 'Connect Locked: enter API key.' });
    expect(JSON.stringify(view)).not.toContain('/connect/');
  }
});
