import { afterEach, describe, expect, test } from 'vitest';
import { defineConnector } from '../../kernel/connector.ts';
import type { ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createAddedApps } from '../catalog/added-apps.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';
import { createBuilding } from './building.ts';

const silent = createLogger({ level: 'silent' });

type Tiny = Awaited<ReturnType<typeof tinyGateway>>;

const running: Tiny[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

/** A gateway that knows the app Tiny; `other` is a caller of another tenant, `manager` manages the workspace. */
async function gateway(options: Partial<TinyOptions> = {}) {
  const tiny = await tinyGateway({ app: (_, response) => void response.end('{}'), ...options });
  running.push(tiny);
  const { connections } = tiny.gateway.ports;
  const tenant = await tiny.storage.tenants.ensure('other', 1);
  const other: Caller = { ...tiny.caller, tenantId: tenant.id, tenantKey: tenant.key };
  const manager: Caller = { ...tiny.caller, isManager: true };
  const settled = async ({ id }: ConnectionView, caller = tiny.caller) =>
    connections.wait(caller, id, 5_000, new AbortController().signal);
  const ensure = (appUrl: string, caller = tiny.caller) => connections.ensure(caller, { appUrl });
  const built = async (appUrl: string, caller = tiny.caller) => settled(await ensure(appUrl, caller), caller);
  return { ...tiny, connections, other, manager, settled, ensure, built };
}

const named = (name: string, ...domains: string[]) =>
  defineConnector({
    name,
    description: 'An app for tests',
    domains,
    links: { docs: '', homepage: '' },
    baseUrl: 'https://api.house.test',
    auth: [
      {
        key: 'key',
        title: 'Key',
        type: 'bearer',
        token: '{token}',
        fields: { token: { title: 'Token', description: '', secret: true } },
      },
    ],
    limits: { concurrency: 1, timeoutMs: 1_000, maxResponseBytes: 1_000 },
    errorMessagePaths: [],
  });

describe('nothing to go by', () => {
  test.each(['', ' ', '\n', '​'])('an empty address is answered with the apps there are: %j', async (appUrl) => {
    const { ensure } = await gateway();
    await expect(ensure(appUrl)).rejects.toMatchObject({
      code: 'bad_request',
      message: 'appUrl: is empty',
      hint: expect.stringContaining('Known apps: Tiny (tiny.test)'),
    });
  });

  test.each(['tiny', 'Connect me to my Tiny account!'])('an intent is enough: %s', async (intent) => {
    const { connections, caller, connectionId } = await gateway();
    expect((await connections.ensure(caller, { appUrl: '', intent })).id).toBe(connectionId);
  });

  test('a slip of the pen is no new app', async () => {
    const { ensure } = await gateway();
    await expect(ensure('tinny')).rejects.toMatchObject({ code: 'not_found', hint: expect.stringContaining('tiny') });
  });
});

describe('several apps at one address', () => {
  const connectors = { crm: named('Crm', 'house.test/crm'), books: named('Books', 'house.test/books') };

  test('are told apart by the path, or asked about', async () => {
    const { ensure } = await gateway({ connectors });
    expect(await ensure('https://www.house.test/crm/login')).toMatchObject({ externalAppId: 'crm' });
    const asked = await gateway({ connectors });
    const question = await asked.ensure('https://house.test/');
    expect(question).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'provide-input' } });
    expect(question.externalAppId).toBeUndefined();
    expect(question.clientAction?.description).toContain('Books (books), Crm (crm)');
    expect(question.clientAction?.agentInstructions).toContain(
      `patch ${question.id} --data '{"input": {"app": "books"}}'`,
    );
    expect((await asked.ensure('house.test')).id).toBe(question.id);
  });

  test('an answer moves the connection on, and nobody asks again', async () => {
    const { ensure, connections, caller } = await gateway({ connectors });
    const { id } = await ensure('house.test');
    await expect(connections.patch(caller, id, { input: { app: 'mail' } })).rejects.toThrow(
      'input.app: expected one of',
    );
    const answered = await connections.patch(caller, id, { input: { app: 'books' } });
    expect(answered).toMatchObject({ id, externalAppId: 'books', name: 'Books', clientAction: { type: 'connect' } });
    expect((await ensure('house.test')).id).toBe(id);
  });

  test('credentials may come along', async () => {
    const { ensure, connections, caller } = await gateway({ connectors });
    const { id } = await ensure('house.test');
    const answered = await connections.patch(caller, id, { input: { app: 'crm', token: 'x' } });
    expect(answered).toMatchObject({ state: 'READY', externalAppId: 'crm' });
  });
});

describe('an app that nobody knows', () => {
  test('is BUILDING at first, then asks how one talks to it', async () => {
    const { ensure, settled, seen } = await gateway();
    const first = await ensure('https://www.unknown.co.uk/login?x=1');
    expect(first).toMatchObject({ state: 'BUILDING', name: 'unknown.co.uk/login', connected: false });
    const asked = await settled(first);
    expect(asked).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'provide-input' } });
    expect(asked.clientAction?.agentInstructions).toContain(`porin connection patch ${first.id} --data`);
    expect(asked.clientAction?.agentInstructions).toContain('"openapi"');
    expect(seen).toEqual([]);
  });

  test.each(['app.unknown.co.uk', 'https://unknown.co.uk', 'UNKNOWN.co.uk.', 'http://www.unknown.co.uk:8080/'])(
    'is the same app under %s',
    async (written) => {
      const { ensure } = await gateway();
      const { id } = await ensure('unknown.co.uk');
      expect((await ensure(written)).id).toBe(id);
    },
  );

  test('sub-domains of a shared host are apps of their own', async () => {
    const { ensure } = await gateway();
    expect((await ensure('one.github.io')).id).not.toBe((await ensure('two.github.io')).id);
  });

  test('products of one house are told apart by the path, and the house alone asks which', async () => {
    const { ensure, built } = await gateway();
    const crm = await ensure('https://house.co/crm/');
    expect((await ensure('house.co')).id).toBe(crm.id);
    const books = await ensure('house.co/books');
    expect(books.id).not.toBe(crm.id);
    expect((await ensure('house.co/CRM')).id).toBe(crm.id);
    const fresh = await gateway();
    await fresh.ensure('house.co/crm', fresh.manager);
    await fresh.ensure('house.co/books', fresh.manager);
    const asked = await fresh.built('house.co', fresh.other);
    expect(asked.clientAction).toMatchObject({ type: 'provide-input' });
    expect(asked.clientAction?.description).toMatch(/^Several apps answer to house\.co/);
    expect(await built('house.co/mail')).toMatchObject({ name: 'house.co/mail' });
  });

  test('may be named by its name, and is found by it again', async () => {
    const { ensure } = await gateway();
    const { id } = await ensure('Clockwork Orange');
    expect((await ensure('clockwork-orange')).id).toBe(id);
  });

  test('belongs to its tenant, a manager’s to everybody', async () => {
    const { ensure, manager, other, gateway: made, caller } = await gateway();
    const own = await ensure('mine.co');
    const shared = await ensure('shared.co', manager);
    expect((await ensure('shared.co', other)).externalAppId).toBe(shared.externalAppId);
    const apps = made.ports.apps;
    await expect(apps.get(other, own.externalAppId ?? '')).rejects.toMatchObject({ code: 'not_found' });
    const listed = await apps.list(other, {}, { limit: 100 });
    expect(listed.items.map(({ name }) => name)).toEqual(['Tiny', 'shared.co']);
    expect(await apps.get(caller, 'mine.co')).toMatchObject({ id: own.externalAppId, tenantId: caller.tenantId });
  });

  test('has no sandbox', async () => {
    const { connections, caller } = await gateway();
    await expect(connections.ensure(caller, { appUrl: 'unknown.co', sandbox: true })).rejects.toThrow('sandbox:');
  });

  test('what a crash left BUILDING is built by the next start', async () => {
    const { ensure, settled, storage, connections, caller } = await gateway();
    const { id, tenantId } = await settled(await ensure('unknown.co'));
    await storage.connections.update({ tenantId, id }, { state: 'BUILDING', question: null });
    const added = createAddedApps(storage);
    const building = createBuilding({ storage, catalog: createCatalog({}, added), logger: silent, now: Date.now });
    await building.resume();
    const found = await connections.wait(caller, id, 5_000, new AbortController().signal);
    expect(found).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'provide-input' } });
    building.stop();
    added.stop();
  });
});

test('one app whose definition cannot be used fails no list', async () => {
  const lines: string[] = [];
  const made = await gateway({ log: (line) => lines.push(line) });
  const { ensure, built, storage, connections, caller } = made;
  const crm = await ensure('house.co/crm', made.manager);
  const books = await ensure('house.co/books', made.manager);
  const asked = await built('house.co', made.other);
  // As an older version, or a hand, may have left it.
  const broken = { name: 'Broken' } as unknown as ReturnType<typeof named>;
  await storage.apps.patch(crm.externalAppId ?? '', { definition: broken });
  const { items } = await connections.list(made.other, {}, { limit: 100 });
  expect(items).toMatchObject([{ id: asked.id }]);
  expect(items[0]?.clientAction?.description).toContain(books.externalAppId);
  expect(items[0]?.clientAction?.description).not.toContain(crm.externalAppId);
  const { search, integrations, connectors } = made.gateway.ports;
  expect((await search.find(caller, { q: 'tiny' }, { limit: 9 })).items.length).toBeGreaterThan(0);
  expect((await connectors.list(caller, {}, { limit: 9 })).items).toHaveLength(1);
  expect((await integrations.list(caller, {}, { limit: 9 })).items).toHaveLength(1);
  expect(lines.join('')).toContain('an added app cannot be used');
  expect(lines.join('')).toContain('an app cannot be offered');
});

test('a mistyped connector in a browser’s flow adds no app', async () => {
  const { gateway: made, caller, storage } = await gateway();
  for (const connector of ['mistyped.co', 'tinny']) {
    await expect(made.flows.begin(caller, { connector })).rejects.toMatchObject({ code: 'not_found' });
    await expect(made.flows.begin(caller, { connector, allowMultipleConnections: true })).rejects.toThrow(
      'No connector',
    );
  }
  expect((await storage.apps.list({ tenantId: caller.tenantId }, { limit: 9 })).items).toEqual([]);
  expect((await made.flows.begin(caller, { connector: 'tiny' })).flow.isPending).toBe(true);
});
