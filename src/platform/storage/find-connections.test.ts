import { expect, test } from 'vitest';
import { connectionRow, newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import type { ConnectionFilter, ConnectionRow } from '../../kernel/ports/storage.ts';

onEveryEngine((storage) => {
  const stored = async (...rows: Partial<ConnectionRow>[]): Promise<string> => {
    const tenant = await newTenant(storage());
    for (const [index, over] of rows.entries())
      await storage().connections.insert(connectionRow(tenant, { createdAt: index, ...over }));
    return tenant;
  };
  const names = async (filter: ConnectionFilter) =>
    (await storage().connections.find(filter, { limit: 100 })).items.map(({ name }) => name);

  test('each filter gives what it names, newest first', async () => {
    const tenantId = await stored(
      { name: 'a', app: 'one' },
      { name: 'b', state: 'BUILDING' },
      { name: 'c', sandbox: true },
      { name: 'd', archivedAt: 1 },
    );
    expect(await names({ tenantId })).toEqual(['c', 'b', 'a']);
    expect(await names({ tenantId, includeArchived: true })).toEqual(['d', 'c', 'b', 'a']);
    expect(await names({ tenantId, app: 'one' })).toEqual(['a']);
    expect(await names({ tenantId, state: 'BUILDING' })).toEqual(['b']);
    expect(await names({ tenantId, sandbox: true })).toEqual(['c']);
    expect(await names({ tenantId, sandbox: false })).toEqual(['b', 'a']);
  });

  test('connected are the READY ones that are not archived; the others are not', async () => {
    const tenantId = await stored(
      { name: 'a' },
      { name: 'b', state: 'CLIENT_ACTION_REQUIRED' },
      { name: 'c', archivedAt: 1 },
      { name: 'd', state: 'BUILDING', archivedAt: 1 },
    );
    expect(await names({ tenantId, isConnected: true })).toEqual(['a']);
    expect(await names({ tenantId, isConnected: true, includeArchived: true })).toEqual(['a']);
    expect(await names({ tenantId, isConnected: false })).toEqual(['b']);
    expect(await names({ tenantId, isConnected: false, includeArchived: true })).toEqual(['d', 'c', 'b']);
  });

  test("an integration has the connections that name it; the app's own those that name none", async () => {
    const tenantId = await stored(
      { name: 'a', app: 'one', integrationId: 'int_1' },
      { name: 'b', app: 'one' },
      { name: 'c', app: 'one', integrationId: 'one' },
      { name: 'd', app: 'two' },
      { name: 'e', app: 'two', integrationId: 'int_2' },
    );
    expect(await names({ tenantId, integrationId: 'int_1' })).toEqual(['a']);
    expect(await names({ tenantId, integrationId: 'one' })).toEqual(['c', 'b']);
    expect(await names({ tenantId, integrationId: 'two' })).toEqual(['d']);
    expect(await names({ tenantId, integrationId: 'two', app: 'one' })).toEqual([]);
    expect(await names({ tenantId: await newTenant(storage()), integrationId: 'one' })).toEqual([]);
  });

  test('a question, an integration and an expiry come back as they were stored, and change', async () => {
    const tenantId = await newTenant(storage());
    const question = { about: 'app', candidates: ['one', 'two'] } as const;
    const row = connectionRow(tenantId, { question, integrationId: 'int_1', credentialsExpireAt: 7 });
    await storage().connections.insert(row);
    expect(await storage().connections.get(tenantId, row.id)).toEqual(row);
    const answered = { question: null, integrationId: null, credentialsExpireAt: null };
    await storage().connections.update({ tenantId, id: row.id }, { ...answered, updatedAt: 1000 });
    expect(await storage().connections.get(tenantId, row.id)).toEqual({ ...row, ...answered, revision: 2 });
  });

  test('the connections of a state are those of all tenants, oldest first', async () => {
    const rows = [-30, -20, -10].map((createdAt) => ({ state: 'DISCONNECTING', createdAt }) as const);
    const tenants = [await stored(rows[1]!), await stored(rows[0]!, { state: 'BUILDING' }), await stored(rows[2]!)];
    const found = await storage().connections.inState('DISCONNECTING', 1000);
    expect(found.map(({ tenantId }) => tenantId)).toEqual([tenants[1], tenants[0], tenants[2]]);
    expect(await storage().connections.inState('DISCONNECTING', 1)).toEqual(found.slice(0, 1));
  });

  test('the search finds part of name, key or app in any case and any script', async () => {
    const tenantId = await stored(
      { name: 'Größe ÄÖÜ' },
      { name: 'key', key: 'Sales-EU' },
      { name: 'app', app: 'clicksend' },
      { name: 'ЩИТ' },
    );
    expect(await names({ tenantId, search: 'GRÖSSE' })).toEqual([]);
    expect(await names({ tenantId, search: 'äöü' })).toEqual(['Größe ÄÖÜ']);
    expect(await names({ tenantId, search: 'sales-e' })).toEqual(['key']);
    expect(await names({ tenantId, search: 'KSEND' })).toEqual(['app']);
    expect(await names({ tenantId, search: 'щит' })).toEqual(['ЩИТ']);
    expect(await names({ tenantId, search: '' })).toHaveLength(4);
  });

  test('wildcards in the search are ordinary characters', async () => {
    const tenantId = await stored({ name: '100% off_!\\' }, { name: 'plain' });
    for (const search of ['%', '_', '!', '\\', '100%'])
      expect(await names({ tenantId, search })).toEqual(['100% off_!\\']);
    expect(await names({ tenantId, search: "'; drop table connections; --" })).toEqual([]);
  });

  test('the search follows a new name', async () => {
    const tenantId = await stored({ name: 'before' });
    const [row] = (await storage().connections.find({ tenantId }, { limit: 1 })).items;
    await storage().connections.update({ tenantId, id: row!.id }, { name: 'after' });
    expect(await names({ tenantId, search: 'before' })).toEqual([]);
    expect(await names({ tenantId, search: 'AFTER' })).toEqual(['after']);
  });

  test('pages join to the whole list', async () => {
    const tenantId = await stored(...Array.from({ length: 5 }, (_, n) => ({ name: `n${n}`, createdAt: 7 })));
    const first = await storage().connections.find({ tenantId }, { limit: 3 });
    const second = await storage().connections.find({ tenantId }, { limit: 3, cursor: first.cursor });
    expect(second.cursor).toBeUndefined();
    expect([...first.items, ...second.items].map(({ name }) => name).sort()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
  });
});
