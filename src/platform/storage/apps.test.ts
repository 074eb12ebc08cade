import { expect, test } from 'vitest';
import { connectionRow, newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import { changesOf } from '../../../test/durability/identity-rows.ts';
import type { ConnectorDefinition } from '../../kernel/connector.ts';
import { newId } from '../../kernel/ids.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';

const definition = {
  name: 'Acme',
  description: 'Boxes',
  domains: ['acme.test'],
  url: 'https://acme.test',
  baseUrl: 'https://api.acme.test',
  auth: [{ key: 'none', type: 'none', name: 'None', fields: {} }],
} as unknown as ConnectorDefinition;

async function appRow(storage: Storage, tenantId: string, over: Partial<AppRow> = {}): Promise<AppRow> {
  const tenant = await storage.tenants.get(tenantId);
  return {
    id: `app_${newId('req')}`,
    workspaceId: tenant!.workspaceId,
    tenantId,
    name: 'Acme',
    host: `${newId('req').toLowerCase()}.test`,
    path: '',
    url: 'https://acme.test',
    definition: null,
    openapiUrl: null,
    isTrusted: false,
    createdAt: 1000,
    updatedAt: 1000,
    ...over,
  };
}

onEveryEngine((storage) => {
  test('an app comes back as it was stored and is announced once', async () => {
    const tenantId = await newTenant(storage());
    const row = await appRow(storage(), tenantId, { definition, openapiUrl: 'https://acme.test/o', isTrusted: true });
    expect(await changesOf(storage(), () => storage().apps.ensure(row))).toEqual([{ kind: 'app', id: row.id }]);
    expect(await storage().apps.get(row.id)).toEqual(row);
    expect(await changesOf(storage(), () => storage().apps.ensure({ ...row, id: 'app_other' }))).toEqual([]);
  });

  test.each(['tenant', 'workspace'])('callers at once get one %s app of a host and path', async (owner) => {
    const tenantId = await newTenant(storage());
    const row = await appRow(storage(), tenantId, owner === 'workspace' ? { tenantId: null } : {});
    const rows = Array.from({ length: 20 }, (_, n) => ({ ...row, id: `${row.id}-${n}` }));
    const stored = await Promise.all(rows.map((each) => storage().apps.ensure(each)));
    expect(new Set(stored.map(({ id }) => id)).size).toBe(1);
    expect(await storage().apps.onHost(tenantId, row.host)).toEqual([stored[0]]);
  });

  test('another path, tenant or owner is another app', async () => {
    const [tenantId, other] = [await newTenant(storage()), await newTenant(storage())];
    const row = await appRow(storage(), tenantId);
    const rows = [
      row,
      { ...row, id: `${row.id}-path`, path: 'eu', createdAt: 1001 },
      { ...row, id: `${row.id}-workspace`, tenantId: null, createdAt: 1002 },
      { ...row, id: `${row.id}-other`, tenantId: other, createdAt: 1003 },
    ];
    for (const each of rows) expect(await storage().apps.ensure(each)).toEqual(each);
    expect(await storage().apps.onHost(tenantId, row.host)).toEqual(rows.slice(0, 3));
    expect(await storage().apps.onHost(other, row.host)).toEqual(rows.slice(2));
    expect(await storage().apps.onHost('ten_none', row.host)).toEqual([]);
  });

  test('apps without a host are never taken for each other', async () => {
    const tenantId = await newTenant(storage());
    const row = await appRow(storage(), tenantId, { host: '' });
    await storage().apps.ensure(row);
    const second = { ...row, id: `${row.id}-2` };
    expect((await storage().apps.ensure(second)).id).toBe(second.id);
  });

  test('an id that is taken is refused, with a host and without', async () => {
    const tenantId = await newTenant(storage());
    const row = await appRow(storage(), tenantId);
    await storage().apps.ensure(row);
    await storage().apps.ensure({ ...row, id: `${row.id}-hostless`, host: '' });
    for (const host of ['', 'elsewhere.test'])
      await expect(storage().apps.ensure({ ...row, host })).rejects.toMatchObject({ code: 'already_exists' });
    expect(await storage().apps.get(row.id)).toEqual(row);
  });

  test("another tenant's app is unknown, the workspace's is everybody's", async () => {
    const [tenantId, other] = [await newTenant(storage()), await newTenant(storage())];
    const [own, shared] = [await appRow(storage(), tenantId), await appRow(storage(), tenantId, { tenantId: null })];
    await storage().apps.ensure(own);
    await storage().apps.ensure(shared);
    expect(await storage().apps.get(own.id, tenantId)).toEqual(own);
    expect(await storage().apps.get(own.id, other)).toBeUndefined();
    expect(await storage().apps.get(shared.id, other)).toEqual(shared);
    expect(await storage().apps.get(shared.id, 'ten_none')).toBeUndefined();
    expect(await storage().apps.get('app_none')).toBeUndefined();
  });

  test('the list is newest first, in pages, and searched in any case', async () => {
    const tenantId = await newTenant(storage());
    const rows = await Promise.all(
      [1, 2, 3].map((n) => appRow(storage(), tenantId, { name: `ÄPP ${n} ${tenantId}`, createdAt: n })),
    );
    for (const row of [...rows, await appRow(storage(), await newTenant(storage()))]) await storage().apps.ensure(row);
    const names = async (search: string) =>
      (await storage().apps.list({ tenantId, search }, { limit: 9 })).items.map(({ name }) => name);
    const first = await storage().apps.list({ tenantId, search: tenantId }, { limit: 2 });
    const second = await storage().apps.list({ tenantId, search: tenantId }, { limit: 2, cursor: first.cursor });
    expect([...first.items, ...second.items]).toEqual(rows.toReversed());
    expect(second.cursor).toBeUndefined();
    expect(await names(`äpp 2 ${tenantId}`)).toEqual([rows[1]!.name]);
    expect(await names(rows[2]!.host.toUpperCase())).toEqual([rows[2]!.name]);
    const own = (await storage().apps.list({ tenantId }, { limit: 1000 })).items;
    expect(own.filter((row) => row.tenantId === tenantId)).toHaveLength(3);
    expect(own.every((row) => row.tenantId === tenantId || row.tenantId === null)).toBe(true);
  });

  test('a patch changes what it gives, is found under the new name, and is announced', async () => {
    const tenantId = await newTenant(storage());
    const row = await appRow(storage(), tenantId);
    await storage().apps.ensure(row);
    const patch = { name: `Newer ${tenantId}`, definition, isTrusted: true, updatedAt: 2000 };
    expect(await changesOf(storage(), () => storage().apps.patch(row.id, patch))).toEqual([
      { kind: 'app', id: row.id },
    ]);
    expect(await storage().apps.get(row.id)).toEqual({ ...row, ...patch });
    expect((await storage().apps.list({ tenantId, search: `newer ${tenantId}` }, { limit: 9 })).items).toHaveLength(1);
    expect(await storage().apps.patch(row.id, { definition: null })).toMatchObject({ definition: null });
    expect(await changesOf(storage(), () => storage().apps.patch('app_none', { name: 'x' }))).toEqual([]);
  });

  test('an app is deleted once, and not while a connection of anybody is live', async () => {
    const [tenantId, other] = [await newTenant(storage()), await newTenant(storage())];
    const row = await appRow(storage(), tenantId, { tenantId: null });
    await storage().apps.ensure(row);
    const connection = connectionRow(other, { app: row.id });
    await storage().connections.insert(connection);
    const { id, name } = connection;
    const refused = { isGone: false, inTheWay: [{ id, name, tenantId: other }] };
    expect(await changesOf(storage(), () => storage().apps.delete(row.id))).toEqual([]);
    expect(await storage().apps.delete(row.id)).toEqual(refused);
    expect(await storage().apps.get(row.id)).toEqual(row);
    await storage().connections.update({ tenantId: other, id }, { archivedAt: 2000 }, null);
    expect(await changesOf(storage(), () => storage().apps.delete(row.id))).toEqual([{ kind: 'app', id: row.id }]);
    expect(await storage().apps.get(row.id)).toBeUndefined();
    expect(await storage().apps.delete(row.id)).toEqual({ isGone: false, inTheWay: [] });
    expect(await storage().apps.ensure(row)).toEqual(row);
  });
});
