import { afterEach, expect, test } from 'vitest';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createConnectLinks } from './links.ts';

const opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
});

const minute = 60_000;

async function linksAt(start: number) {
  const clock = { now: start };
  const storage = await openStorage({
    url: 'sqlite::memory:',
    logger: createLogger({ level: 'silent' }),
    now: () => clock.now,
  });
  opened.push(storage);
  const { id: tenantId } = await storage.tenants.ensure('acme', start);
  const row: ConnectionRow = {
    id: 'con_1',
    tenantId,
    key: null,
    name: 'One',
    app: 'tiny',
    integrationId: null,
    authOption: 'none',
    sandbox: false,
    state: 'CLIENT_ACTION_REQUIRED',
    fields: {},
    error: null,
    question: null,
    credentialsExpireAt: null,
    meta: null,
    revision: 1,
    createdAt: start,
    updatedAt: start,
    archivedAt: null,
  };
  await storage.connections.insert(row);
  const links = createConnectLinks(
    storage.connectLinks,
    () => 'https://porin.test',
    () => clock.now,
  );
  const tokenOf = async () => (await links.urlFor(row)).replace('https://porin.test/connect/', '');
  return { links, clock, storage, row, tokenOf };
}

test('a link leads to its connection', async () => {
  const { links, tokenOf, row } = await linksAt(0);
  const token = await tokenOf();
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(await links.find(token)).toMatchObject({ connectionId: row.id, tenantId: row.tenantId });
});

test('a link is used once, even by two at once', async () => {
  const { links, tokenOf } = await linksAt(0);
  const token = await tokenOf();
  const link = await links.find(token);
  if (!link) throw new Error('No link');
  expect((await Promise.all([links.use(link), links.use(link)])).sort()).toEqual([false, true]);
  expect(await links.find(token)).toBeUndefined();
  expect(await tokenOf()).not.toBe(token);
});

test('a link is valid for an hour', async () => {
  const { links, tokenOf, clock } = await linksAt(1_000);
  const token = await tokenOf();
  clock.now = 1_000 + 60 * minute - 1;
  expect(await links.find(token)).toBeDefined();
  clock.now = 1_000 + 60 * minute;
  expect(await links.find(token)).toBeUndefined();
});

test('the same link is shown for half an hour, then a new one, and both work', async () => {
  const { links, tokenOf, clock } = await linksAt(1_000);
  const token = await tokenOf();
  clock.now += 30 * minute - 1;
  expect(await tokenOf()).toBe(token);
  clock.now += 1;
  const next = await tokenOf();
  expect(next).not.toBe(token);
  expect([await links.find(token), await links.find(next)].every((link) => link !== undefined)).toBe(true);
});

test.each(['', 'x', 'A'.repeat(32), '\u0000'])('a link that nobody gave leads nowhere: %j', async (token) => {
  expect(await (await linksAt(0)).links.find(token)).toBeUndefined();
});

test('the database knows only its hash', async () => {
  const { storage, tokenOf } = await linksAt(0);
  const token = await tokenOf();
  expect(await storage.connectLinks.byHash(token)).toBeUndefined();
});
