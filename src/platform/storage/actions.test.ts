import { expect, test } from 'vitest';
import { savedActionRow } from '../../../test/durability/action-rows.ts';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import { changesOf } from '../../../test/durability/identity-rows.ts';
import { newId } from '../../kernel/ids.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';

onEveryEngine((storage) => {
  const stored = async (tenantId: string, over: Partial<SavedActionRow> = {}) => {
    const row = await savedActionRow(storage(), tenantId, over);
    await storage().actions.insert(row);
    return row;
  };
  test('a saved action comes back as it was stored, and is announced', async () => {
    const tenant = await newTenant(storage());
    const plain = await savedActionRow(storage(), tenant);
    expect(await changesOf(storage(), () => storage().actions.insert(plain))).toEqual([
      { kind: 'action', id: plain.id },
    ]);
    expect(await storage().actions.get(tenant, plain.id)).toEqual(plain);
    const full = await stored(tenant, {
      tenantId: tenant,
      layer: 'connection',
      integrationId: 'int_1',
      connectionId: 'con_1',
      app: 'clickmeeting',
      instanceKey: 'mine',
      type: 'api-request-to-external-app',
      config: { request: { path: '/ü\u0000' } },
      inputSchema: null,
      outputMapping: null,
      customOutputSchema: { type: 'string' },
      effect: 'destroy',
      meta: { a: [null] },
      parentId: 'clickmeeting.list-rooms',
      isCustomized: true,
      isDeactivated: true,
      archivedAt: 5,
    });
    expect(await storage().actions.get(tenant, full.id)).toEqual(full);
  });

  test("another tenant sees a workspace's action and not one of somebody's connection", async () => {
    const [tenant, other] = [await newTenant(storage()), await newTenant(storage())];
    const key = newId('act');
    const shared = await stored(tenant, { key });
    const own = await stored(tenant, { key, tenantId: tenant, layer: 'connection', connectionId: 'con_1' });
    const ids = async (tenantId: string) => (await storage().actions.named(tenantId, key)).map(({ id }) => id).sort();
    expect(await ids(tenant)).toEqual([shared.id, own.id].sort());
    expect(await ids(other)).toEqual([shared.id]);
    expect(await ids('ten_none')).toEqual([]);
    expect(await storage().actions.get(other, own.id)).toBeUndefined();
    expect(await storage().actions.get(other, shared.id)).toEqual(shared);
    expect(await storage().actions.update({ tenantId: other, id: own.id }, { name: 'mine' })).toBeUndefined();
    expect(await storage().actions.heads(other, 'own', { limit: 1000 })).toEqual({ items: [] });
    expect((await storage().actions.get(tenant, own.id))?.name).toBe(own.name);
  });

  test('a key belongs to one of many that want it in one place', async () => {
    const tenant = await newTenant(storage());
    const row = await savedActionRow(storage(), tenant);
    const inserts = await Promise.allSettled(
      Array.from({ length: 10 }, () => storage().actions.insert({ ...row, id: newId('act') })),
    );
    expect(inserts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of inserts.filter(({ status }) => status === 'rejected'))
      expect(each).toMatchObject({ reason: { code: 'already_exists', message: expect.stringContaining(row.key) } });
  });

  test.each<[string, Partial<SavedActionRow>]>([
    ['layer', { layer: 'integration' }],
    ['integration', { integrationId: 'int_2' }],
    ['connection', { connectionId: 'con_2' }],
    ['instance key', { instanceKey: 'other' }],
    ['app of a universal one', { app: 'clicksend' }],
  ])('the same key is free for another %s', async (_what, over) => {
    const tenant = await newTenant(storage());
    const row = await stored(tenant);
    const elsewhere = await stored(tenant, { key: row.key, ...over });
    expect(await storage().actions.named(tenant, row.key)).toHaveLength(2);
    const same = storage().actions.update({ tenantId: tenant, id: elsewhere.id }, pick(row, Object.keys(over)));
    await expect(same).rejects.toMatchObject({ code: 'already_exists' });
    expect(await storage().actions.get(tenant, elsewhere.id)).toEqual(elsewhere);
  });

  test('on a connection or an integration a key is one action, whatever its app has become', async () => {
    const tenant = await newTenant(storage());
    for (const place of [
      { tenantId: tenant, layer: 'connection', connectionId: 'con_1' },
      { layer: 'integration', integrationId: 'int_1' },
    ] as const) {
      const row = await stored(tenant, { ...place, app: null });
      const again = savedActionRow(storage(), tenant, { ...place, key: row.key, app: 'clicksend' });
      await expect(storage().actions.insert(await again)).rejects.toMatchObject({ code: 'already_exists' });
    }
  });

  test('an archived action frees its key, and comes back only while the key is free', async () => {
    const tenant = await newTenant(storage());
    const row = await stored(tenant);
    const selector = { tenantId: tenant, id: row.id };
    await storage().actions.update(selector, { archivedAt: 5 });
    expect(await storage().actions.named(tenant, row.key)).toEqual([]);
    const next = await stored(tenant, { key: row.key });
    await expect(storage().actions.update(selector, { archivedAt: null })).rejects.toMatchObject({
      code: 'already_exists',
    });
    await storage().actions.update({ tenantId: tenant, id: next.id }, { archivedAt: 6 });
    expect(await storage().actions.update(selector, { archivedAt: null })).toMatchObject({ archivedAt: null });
    expect((await storage().actions.named(tenant, row.key)).map(({ id }) => id)).toEqual([row.id]);
  });

  test('an update changes what it gives, bumps the revision and is announced', async () => {
    const tenant = await newTenant(storage());
    const row = await stored(tenant, { meta: { a: 1 }, outputMapping: { $var: '$.x' } });
    const selector = { tenantId: tenant, id: row.id };
    const patch = { name: 'New', config: { code: '2' }, effect: 'read', updatedAt: 2000 } as const;
    const heard = await changesOf(storage(), () => storage().actions.update(selector, patch));
    expect(heard).toEqual([{ kind: 'action', id: row.id }]);
    const after = { ...row, ...patch, revision: 2 };
    expect(await storage().actions.get(tenant, row.id)).toEqual(after);
    const cleared = { meta: undefined, outputMapping: undefined, inputSchema: null };
    expect(await storage().actions.update(selector, cleared)).toMatchObject({ name: 'New', revision: 3 });
    expect(await storage().actions.get(tenant, row.id)).toMatchObject({ inputSchema: null });
    expect((await storage().actions.get(tenant, row.id))?.meta).toBeUndefined();
    expect((await storage().actions.get(tenant, row.id))?.outputMapping).toBeUndefined();
    const gone = () => storage().actions.update({ tenantId: tenant, id: 'act_none' }, { name: 'x' });
    expect(await changesOf(storage(), gone)).toEqual([]);
  });

  test('of two updates of one revision, one is a conflict that changes nothing', async () => {
    const tenant = await newTenant(storage());
    const row = await stored(tenant);
    const updates = await Promise.allSettled(
      ['a', 'b'].map((name) => storage().actions.update({ tenantId: tenant, id: row.id, revision: 1 }, { name })),
    );
    expect(updates.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(updates.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', message: expect.stringContaining('revision 2, not 1') },
    });
    expect((await storage().actions.get(tenant, row.id))?.revision).toBe(2);
  });

  test('heads are of all that the tenant sees, newest first, without what may be large', async () => {
    const tenant = await newTenant(storage());
    const own = { tenantId: tenant, layer: 'connection', connectionId: 'con_1' } as const;
    const first = await stored(tenant, { ...own, createdAt: 1, archivedAt: 5, description: `${'ü'.repeat(999)}yz` });
    const second = await stored(tenant, { ...own, createdAt: 2, app: 'a', instanceKey: 'i', parentId: 'a.b' });
    const shared = await stored(tenant, { layer: 'integration', integrationId: newId('int') });
    const [newest, oldest, ...others] = (await storage().actions.heads(tenant, 'own', { limit: 1000 })).items;
    expect(others).toEqual([]);
    const { id, name, key, description } = second;
    const place = { tenantId: tenant, layer: 'connection', integrationId: null, connectionId: 'con_1' };
    const times = { createdAt: 2, archivedAt: null };
    const names = { id, name, key, description, app: 'a', instanceKey: 'i', parentId: 'a.b' };
    expect(newest).toEqual({ ...names, ...place, ...times });
    expect(oldest).toMatchObject({ id: first.id, archivedAt: 5, description: `${'ü'.repeat(999)}y` });
    const seenByOther = await storage().actions.heads(await newTenant(storage()), 'shared', { limit: 1000 });
    expect(seenByOther.items).toContainEqual(expect.objectContaining({ id: shared.id }));
    expect(seenByOther.items.every(({ tenantId }) => tenantId === null)).toBe(true);
    expect((await storage().actions.heads('ten_none', 'shared', { limit: 1000 })).items).toEqual([]);
  });

  test('pages of heads give every action once', async () => {
    const tenant = await newTenant(storage());
    const rows = [];
    for (let n = 0; n < 7; n++) rows.push(await stored(tenant, { tenantId: tenant, createdAt: 7 }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await storage().actions.heads(tenant, 'own', { limit: 3, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  test('the newest archived ones are kept, and every live one', async () => {
    const tenant = await newTenant(storage());
    const other = await newTenant(storage());
    const own = (tenantId: string, archivedAt: number | null) =>
      stored(tenant, { tenantId, layer: 'connection', connectionId: `con_${tenantId}`, archivedAt });
    const rows = [];
    for (const archivedAt of [5, null, 9, 7, 8]) rows.push(await own(tenant, archivedAt));
    const foreign = await own(other, 1);
    await storage().actions.deleteArchived(tenant, 'own', 2);
    const left = (await storage().actions.heads(tenant, 'own', { limit: 10 })).items.map(
      ({ archivedAt }) => archivedAt,
    );
    expect(left.sort()).toEqual([8, 9, null]);
    expect(await storage().actions.get(other, foreign.id)).toEqual(foreign);
  });

  test('text that the database cannot hold is refused in our words, and odd selectors find nothing', async () => {
    const tenant = await newTenant(storage());
    const row = await savedActionRow(storage(), tenant, { key: 'a\0' });
    await expect(storage().actions.insert(row)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(storage().actions.get(tenant, 'a\0')).rejects.toMatchObject({ code: 'bad_request' });
    for (const odd of ['', 'x'.repeat(100_000), "'; drop table actions; --"]) {
      expect(await storage().actions.get(tenant, odd)).toBeUndefined();
      expect(await storage().actions.named(tenant, odd)).toEqual([]);
    }
    const heads = storage().actions.heads(tenant, 'own', { limit: 10, cursor: '\0' });
    await expect(heads).rejects.toMatchObject({ code: 'bad_request', details: { path: 'cursor' } });
  });
});

function pick(row: SavedActionRow, names: readonly string[]): Partial<SavedActionRow> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}
