import { expect, test } from 'vitest';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import { changesOf } from '../../../test/durability/identity-rows.ts';
import { newId } from '../../kernel/ids.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';

async function integrationRow(storage: Storage, over: Partial<IntegrationRow> = {}): Promise<IntegrationRow> {
  const tenant = await storage.tenants.get(await newTenant(storage));
  const id = `int_${newId('req')}`;
  return {
    id,
    workspaceId: tenant!.workspaceId,
    key: `key-${id}`,
    name: 'Campaigns',
    app: 'clickmeeting',
    description: null,
    parameters: { clientId: 'abc' },
    options: { oauth2: { disabled: true, parameters: { scope: 'all' } } },
    meta: undefined,
    revision: 1,
    createdAt: 1000,
    updatedAt: 1000,
    archivedAt: null,
    ...over,
  };
}

onEveryEngine((storage) => {
  test('an integration comes back as it was stored, by id and by key, and is announced', async () => {
    const row = await integrationRow(storage(), { description: 'd', meta: { a: [null] } });
    const heard = await changesOf(storage(), () => storage().integrations.insert(row));
    expect(heard).toEqual([{ kind: 'integration', id: row.id }]);
    expect(await storage().integrations.get(row.id)).toEqual(row);
    expect(await storage().integrations.get(row.key)).toEqual(row);
    expect(await storage().integrations.get('none')).toBeUndefined();
  });

  test('the id wins over a key that looks like it', async () => {
    const first = await integrationRow(storage());
    const second = await integrationRow(storage(), { key: first.id });
    await storage().integrations.insert(second);
    await storage().integrations.insert(first);
    expect((await storage().integrations.get(first.id))?.id).toBe(first.id);
  });

  test('a live key belongs to one of many that want it', async () => {
    const row = await integrationRow(storage());
    const rows = Array.from({ length: 10 }, (_, n) => ({ ...row, id: `${row.id}-${n}` }));
    const inserts = await Promise.allSettled(rows.map((each) => storage().integrations.insert(each)));
    expect(inserts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = inserts.filter(({ status }) => status === 'rejected');
    for (const each of refused)
      expect(each).toMatchObject({ reason: { code: 'already_exists', message: expect.stringContaining(row.key) } });
  });

  test('an archived integration frees its key and is found by id alone', async () => {
    const row = await integrationRow(storage());
    await storage().integrations.insert(row);
    await storage().integrations.patch(row.id, { archivedAt: 5 });
    expect(await storage().integrations.get(row.key)).toBeUndefined();
    expect((await storage().integrations.get(row.id))?.archivedAt).toBe(5);
    const next = await integrationRow(storage(), { key: row.key });
    await storage().integrations.insert(next);
    expect((await storage().integrations.get(row.key))?.id).toBe(next.id);
    await expect(storage().integrations.patch(row.id, { archivedAt: null })).rejects.toMatchObject({
      code: 'already_exists',
    });
  });

  test('a patch changes what it gives, bumps the revision and is announced', async () => {
    const row = await integrationRow(storage(), { meta: { a: 1 } });
    await storage().integrations.insert(row);
    const patch = { name: 'New', parameters: { clientId: 'b' }, updatedAt: 2000 };
    const heard = await changesOf(storage(), () => storage().integrations.patch(row.id, patch));
    expect(heard).toEqual([{ kind: 'integration', id: row.id }]);
    const after = { ...row, name: 'New', parameters: { clientId: 'b' }, updatedAt: 2000, revision: 2 };
    expect(await storage().integrations.get(row.id)).toEqual(after);
    expect(await storage().integrations.patch(row.id, { meta: undefined })).toMatchObject({ revision: 3 });
    expect((await storage().integrations.get(row.id))?.meta).toBeUndefined();
    expect(await changesOf(storage(), () => storage().integrations.patch('int_none', { name: 'x' }))).toEqual([]);
  });

  test('patches at the same time are all kept', async () => {
    const row = await integrationRow(storage());
    await storage().integrations.insert(row);
    const { patch } = storage().integrations;
    await Promise.all([
      patch(row.id, { name: 'N' }),
      patch(row.id, { description: 'D' }),
      patch(row.id, { meta: 7 }),
      patch(row.id, { options: {} }),
    ]);
    expect(await storage().integrations.get(row.id)).toMatchObject({
      name: 'N',
      description: 'D',
      meta: 7,
      options: {},
      revision: 5,
    });
  });

  test('the list is newest first, in pages, by app, and without what is archived', async () => {
    const app = newId('req');
    const rows = await Promise.all([1, 2, 3, 4].map((createdAt) => integrationRow(storage(), { app, createdAt })));
    for (const row of rows) await storage().integrations.insert(row);
    await storage().integrations.patch(rows[1]!.id, { archivedAt: 9 });
    const { list } = storage().integrations;
    const first = await list({ app }, { limit: 2 });
    const second = await list({ app }, { limit: 2, cursor: first.cursor });
    expect([...first.items, ...second.items].map(({ createdAt }) => createdAt)).toEqual([4, 3, 1]);
    expect(second.cursor).toBeUndefined();
    expect((await list({ app, includeArchived: true }, { limit: 9 })).items).toHaveLength(4);
    await expect(list({}, { limit: 0 })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('the search looks into name, key and app in any case, and follows a new name', async () => {
    const mark = newId('req').toLowerCase();
    const row = await integrationRow(storage(), { name: `GRÖẞE%${mark}`, key: `k-${mark}`, app: `app-${mark}` });
    await storage().integrations.insert(row);
    const found = async (search: string) => (await storage().integrations.list({ search }, { limit: 9 })).items.length;
    for (const search of [`größe%${mark}`, `K-${mark}`, `APP-${mark}`]) expect(await found(search)).toBe(1);
    expect(await found(`größe_${mark}`)).toBe(0);
    await storage().integrations.patch(row.id, { name: `after ${mark}` });
    expect(await found(`größe%${mark}`)).toBe(0);
    expect(await found(`After ${mark}`)).toBe(1);
  });
});
