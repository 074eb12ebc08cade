import { expect, test } from 'vitest';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import { changesOf, someId, twenty } from '../../../test/durability/identity-rows.ts';

onEveryEngine((storage) => {
  test('a patch of the workspace replaces the settings it names, removes those given as undefined, keeps the others', async () => {
    const before = await storage().workspaces.get();
    expect(before).toMatchObject({ id: expect.stringMatching(/^ws_/), key: 'default', settings: {} });
    const publicKeys = [{ id: 'k1', key: '-----BEGIN PUBLIC KEY-----', createdAt: 5 }];
    await storage().workspaces.patch({ name: 'Acme', settings: { publicKeys, jwksUri: 'https://acme.test/jwks' } });
    const after = await storage().workspaces.patch({ settings: { disableSecretKeyAuth: true, jwksUri: undefined } });
    expect(after).toEqual({ ...before, name: 'Acme', settings: { publicKeys, disableSecretKeyAuth: true } });
    expect(await storage().workspaces.get()).toEqual(after);
    const changes = await changesOf(storage(), () => storage().workspaces.patch({ name: 'Acme Inc' }));
    expect(changes).toEqual([{ kind: 'workspace', id: before.id }]);
  });

  test('patches of the workspace at the same time lose none of their settings', async () => {
    for (let round = 0; round < 20; round++) {
      const settings = {
        disableSecretKeyAuth: round % 2 === 0,
        jwksUri: `https://acme.test/${round}`,
        publicKeys: [{ id: `k${round}`, key: '{}', createdAt: round }],
      };
      const { disableSecretKeyAuth, jwksUri, publicKeys } = settings;
      await Promise.all([
        storage().workspaces.patch({ settings: { disableSecretKeyAuth } }),
        storage().workspaces.patch({ settings: { jwksUri } }),
        storage().workspaces.patch({ settings: { publicKeys } }),
      ]);
      expect((await storage().workspaces.get()).settings).toEqual(settings);
    }
  });

  test('a tenant gets the name of its first sight, and many callers at once make one', async () => {
    const key = someId('t');
    const rows = await twenty((n) => storage().tenants.ensure(key, 5, `name ${n}`));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    expect(rows[0]?.name).toMatch(/^name \d+$/);
    expect(await storage().tenants.ensure(key, 9, 'another')).toEqual(rows[0]);
    expect((await storage().tenants.ensure(someId('t'), 9)).name).toMatch(/^t_/);
  });

  test('a tenant is found by id or key, the id first, and also when it is archived', async () => {
    const one = await storage().tenants.ensure(someId('t'), 5);
    const other = await storage().tenants.ensure(one.id, 5);
    expect(await storage().tenants.find(one.key)).toEqual(one);
    expect(await storage().tenants.find(one.id)).toEqual(one);
    await storage().tenants.patch(other.id, { archivedAt: 7 });
    expect(await storage().tenants.find(other.id)).toEqual({ ...other, archivedAt: 7 });
    expect(await storage().tenants.ensure(other.key, 9)).toEqual({ ...other, archivedAt: 7 });
    expect(await storage().tenants.find('nobody')).toBeUndefined();
  });

  test('a patch changes what it names and keeps absent and null apart, and tells everybody', async () => {
    const row = await storage().tenants.ensure(someId('t'), 5);
    const patch = { name: 'New', meta: { plan: 'pro' }, fields: null };
    const changes = await changesOf(storage(), () => storage().tenants.patch(row.id, patch));
    expect(changes).toEqual([{ kind: 'tenant', id: row.id }]);
    expect(await storage().tenants.get(row.id)).toEqual({ ...row, ...patch });
    expect(await storage().tenants.patch(row.id, { meta: undefined, archivedAt: 8 })).toEqual({
      ...row,
      ...patch,
      meta: undefined,
      archivedAt: 8,
    });
    expect(await storage().tenants.patch(row.id, { archivedAt: null })).toMatchObject({ archivedAt: null });
    expect(await changesOf(storage(), () => storage().tenants.patch('ten_none', { name: 'x' }))).toEqual([]);
    expect(await storage().tenants.patch('ten_none', { name: 'x' })).toBeUndefined();
  });

  test('patches of a tenant at the same time both stay', async () => {
    const { id } = await storage().tenants.ensure(someId('t'), 5);
    for (let round = 0; round < 20; round++) {
      const [name, meta, archivedAt] = [`name ${round}`, { round }, round];
      await Promise.all([
        storage().tenants.patch(id, { name }),
        storage().tenants.patch(id, { meta }),
        storage().tenants.patch(id, { archivedAt }),
      ]);
      expect(await storage().tenants.get(id)).toMatchObject({ name, meta, archivedAt });
    }
  });

  test("another tenant's key is refused by name, and nothing is changed", async () => {
    const [one, other] = [
      await storage().tenants.ensure(someId('t'), 5),
      await storage().tenants.ensure(someId('t'), 5),
    ];
    await expect(storage().tenants.patch(one.id, { key: other.key, name: 'x' })).rejects.toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining(other.key),
    });
    expect(await storage().tenants.get(one.id)).toEqual(one);
  });

  test('the list is newest first, page by page, searched in any case, and without the archived unless asked', async () => {
    const mark = someId('mark');
    const rows = [];
    for (const [n, name] of ['Ärzte', 'Bäcker 100%', 'Cook', 'ÄRZTE II'].entries())
      rows.push(await storage().tenants.ensure(`${mark}-${n}`, 1000 + (n >> 1), name));
    const [first, second, third, fourth] = rows.map(({ id }) => id);
    const ids = async (search: string, includeArchived?: boolean) =>
      (await storage().tenants.list({ search, includeArchived }, { limit: 10 })).items.map(({ id }) => id);
    const newestFirst = [...[third, fourth].sort().reverse(), ...[first, second].sort().reverse()];
    expect(await ids(mark.toUpperCase())).toEqual(newestFirst);
    expect(await ids('ärzte ii')).toEqual([fourth]);
    expect(await ids('100%')).toEqual([second]);
    await storage().tenants.patch(third ?? '', { archivedAt: 5, name: 'Köchin' });
    expect(await ids(mark)).toEqual(newestFirst.filter((id) => id !== third));
    expect(await ids('KÖCHIN', true)).toEqual([third]);
    const page = await storage().tenants.list({ search: mark }, { limit: 2 });
    const next = await storage().tenants.list({ search: mark }, { limit: 2, cursor: page.cursor });
    expect([...page.items, ...next.items].map(({ id }) => id)).toEqual(newestFirst.filter((id) => id !== third));
    expect(next.cursor).toBeUndefined();
  });

  test('a list without a search has every tenant', async () => {
    const id = await newTenant(storage());
    const all = (await storage().tenants.list({}, { limit: 1000 })).items;
    expect(all.map((row) => row.id)).toContain(id);
  });
});
