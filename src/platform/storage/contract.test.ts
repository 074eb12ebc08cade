import { expect, test } from 'vitest';
import { connectionRow, newTenant, onEveryEngine, sealedCredentials } from '../../../test/durability/engines.ts';
import { tokenRow } from '../../../test/durability/identity-rows.ts';
import { newId } from '../../kernel/ids.ts';

onEveryEngine((storage) => {
  test('a tenant is made once, also by many callers at the same time', async () => {
    const key = newId('req');
    const rows = await Promise.all(Array.from({ length: 20 }, () => storage().tenants.ensure(key, 5)));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    expect(await storage().tenants.get(rows[0]!.id)).toEqual({
      id: rows[0]!.id,
      workspaceId: rows[0]!.workspaceId,
      key,
      name: key,
      meta: undefined,
      fields: undefined,
      createdAt: 5,
      archivedAt: null,
    });
    expect(await storage().tenants.get('ten_unknown')).toBeUndefined();
  });

  test('a token is found by its hash with its scopes, and revoked once', async () => {
    const row = tokenRow(await newTenant(storage()), {
      scopes: ['actions:read', 'proxy'],
      expiresAt: 1_795_000_000_000,
    });
    await storage().tokens.insert(row);
    expect(await storage().tokens.byHash(row.hash)).toEqual(row);
    expect(await storage().tokens.byHash('0'.repeat(64))).toBeUndefined();
    expect(await storage().tokens.revoke(row.id, 7)).toBe(true);
    expect(await storage().tokens.revoke(row.id, 8)).toBe(false);
    expect(await storage().tokens.byHash(row.hash)).toEqual({ ...row, revokedAt: 7 });
  });

  test('a token list is of one tenant, or of all without one', async () => {
    const [a, b] = [await newTenant(storage()), await newTenant(storage())];
    const rows = [tokenRow(a, { createdAt: 1 }), tokenRow(a, { createdAt: 2 }), tokenRow(b)];
    for (const row of rows) await storage().tokens.insert(row);
    expect((await storage().tokens.list(a, { limit: 10 })).items.map(({ id }) => id)).toEqual([
      rows[1]!.id,
      rows[0]!.id,
    ]);
    const all = (await storage().tokens.list(undefined, { limit: 1000 })).items.map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
  });

  test('a token without a hash is refused', async () => {
    const row = tokenRow(await newTenant(storage()), { hash: 'pat-in-the-clear' });
    await expect(storage().tokens.insert(row)).rejects.toMatchObject({ code: 'internal' });
  });

  test('a connection comes back as it was stored, by id and by key', async () => {
    const tenant = await newTenant(storage());
    const row = connectionRow(tenant, {
      key: 'mine',
      sandbox: true,
      meta: { a: [null, 'ü', '\u0000'] },
      error: { message: 'refused', at: 3, status: 401 },
      createdAt: 1_795_000_000_123,
      archivedAt: null,
    });
    await storage().connections.insert(row);
    expect(await storage().connections.get(tenant, row.id)).toEqual(row);
    expect(await storage().connections.get(tenant, 'mine')).toEqual(row);
    expect(await storage().connections.get(tenant, 'other')).toBeUndefined();
  });

  test('many callers at once are given one connection of an app', async () => {
    const tenant = await newTenant(storage());
    const rows = Array.from({ length: 20 }, () => connectionRow(tenant, { app: 'tiny' }));
    const given = await Promise.all(rows.map((row) => storage().connections.ensure(row)));
    expect(new Set(given.map(({ id }) => id)).size).toBe(1);
    expect((await storage().connections.find({ tenantId: tenant }, { limit: 10 })).items).toEqual([given[0]]);
    const selector = { tenantId: tenant, id: given[0]?.id ?? '' };
    await storage().connections.update(selector, { archivedAt: 5 });
    for (const over of [{}, { sandbox: true }, { app: 'other' }]) {
      const next = connectionRow(tenant, { app: 'tiny', ...over });
      expect(await storage().connections.ensure(next)).toEqual(next);
    }
  });

  test('meta keeps null and absent apart', async () => {
    const tenant = await newTenant(storage());
    const [nothing, explicit] = [connectionRow(tenant), connectionRow(tenant, { meta: null })];
    await storage().connections.insert(nothing);
    await storage().connections.insert(explicit);
    expect((await storage().connections.get(tenant, nothing.id))?.meta).toBeUndefined();
    expect((await storage().connections.get(tenant, explicit.id))?.meta).toBeNull();
  });

  test("another tenant's connection and credentials do not exist, for reading and for changing", async () => {
    const [mine, other] = [await newTenant(storage()), await newTenant(storage())];
    const row = connectionRow(mine, { key: 'shared' });
    await storage().connections.insert(row);
    await storage().connections.update({ tenantId: mine, id: row.id }, {}, sealedCredentials(row));
    expect(await storage().connections.get(other, row.id)).toBeUndefined();
    expect(await storage().connections.get(other, 'shared')).toBeUndefined();
    expect(await storage().connections.update({ tenantId: other, id: row.id }, { name: 'stolen' })).toBeUndefined();
    expect(await storage().credentials.get(other, row.id)).toBeUndefined();
    expect((await storage().connections.find({ tenantId: other }, { limit: 10 })).items).toEqual([]);
    expect((await storage().connections.get(mine, row.id))?.name).toBe('Meetings');
  });

  test('a key is taken within a tenant until its connection is archived', async () => {
    const [a, b] = [await newTenant(storage()), await newTenant(storage())];
    const first = connectionRow(a, { key: 'k' });
    await storage().connections.insert(first);
    await expect(storage().connections.insert(connectionRow(a, { key: 'k' }))).rejects.toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining("'k'"),
    });
    await storage().connections.insert(connectionRow(b, { key: 'k' }));
    await storage().connections.update({ tenantId: a, id: first.id }, { archivedAt: 9 });
    const second = connectionRow(a, { key: 'k' });
    await storage().connections.insert(second);
    expect((await storage().connections.get(a, 'k'))?.id).toBe(second.id);
    await expect(
      storage().connections.update({ tenantId: a, id: first.id }, { archivedAt: null }),
    ).rejects.toMatchObject({ code: 'already_exists' });
  });

  test('an update changes what it names, bumps the revision, and refuses a revision that is not current', async () => {
    const tenant = await newTenant(storage());
    const row = connectionRow(tenant, { key: 'k' });
    await storage().connections.insert(row);
    const updated = await storage().connections.update(
      { tenantId: tenant, id: row.id, revision: 1 },
      { state: 'SETUP_FAILED', updatedAt: 77, key: null },
    );
    expect(updated).toEqual({ ...row, key: null, state: 'SETUP_FAILED', updatedAt: 77, revision: 2 });
    expect(await storage().connections.get(tenant, row.id)).toEqual(updated);
    await expect(
      storage().connections.update({ tenantId: tenant, id: row.id, revision: 1 }, { name: 'late' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await storage().connections.get(tenant, row.id)).toEqual(updated);
    expect(await storage().connections.update({ tenantId: tenant, id: 'con_none' }, { name: 'x' })).toBeUndefined();
  });

  test('of many updates that saw the same revision exactly one wins', async () => {
    const tenant = await newTenant(storage());
    const row = connectionRow(tenant);
    await storage().connections.insert(row);
    const attempts = Array.from({ length: 8 }, (_, n) =>
      storage().connections.update({ tenantId: tenant, id: row.id, revision: 1 }, { name: `n${n}` }),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await storage().connections.get(tenant, row.id))?.revision).toBe(2);
  });

  test('credentials are stored, replaced and erased together with the connection', async () => {
    const tenant = await newTenant(storage());
    const row = connectionRow(tenant);
    await storage().connections.insert(row);
    const selector = { tenantId: tenant, id: row.id };
    await storage().connections.update(selector, {}, sealedCredentials(row));
    expect(await storage().credentials.get(tenant, row.id)).toEqual(sealedCredentials(row));
    await storage().connections.update(selector, {}, sealedCredentials(row, { version: 2, fields: {} }));
    expect(await storage().credentials.get(tenant, row.id)).toEqual(sealedCredentials(row, { version: 2, fields: {} }));
    await expect(storage().connections.update({ ...selector, revision: 1 }, {}, null)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await storage().credentials.get(tenant, row.id)).toBeDefined();
    await storage().connections.update(selector, {}, null);
    expect(await storage().credentials.get(tenant, row.id)).toBeUndefined();
  });

  test("credentials of another connection are refused and the connection's change with them", async () => {
    const tenant = await newTenant(storage());
    const [row, foreign] = [connectionRow(tenant), connectionRow(tenant)];
    await storage().connections.insert(row);
    await storage().connections.insert(foreign);
    const update = storage().connections.update(
      { tenantId: tenant, id: row.id },
      { name: 'half' },
      sealedCredentials(foreign),
    );
    await expect(update).rejects.toMatchObject({ code: 'internal' });
    expect(await storage().connections.get(tenant, row.id)).toEqual(row);
  });

  test('a re-wrapping is stored unless the row changed meanwhile', async () => {
    const tenant = await newTenant(storage());
    const rows = Array.from({ length: 450 }, () => connectionRow(tenant));
    for (const row of rows) {
      await storage().connections.insert(row);
      await storage().connections.update({ tenantId: tenant, id: row.id }, {}, sealedCredentials(row));
    }
    const [changed, ...others] = rows;
    await storage().connections.update(
      { tenantId: tenant, id: changed!.id },
      {},
      sealedCredentials(changed!, { version: 2 }),
    );
    const pairs = rows.map((row) => ({
      before: sealedCredentials(row),
      after: sealedCredentials(row, { keyId: 'mk_b', wrappedKey: 'd2I=' }),
    }));
    expect(await storage().credentials.rewrap(pairs)).toBe(others.length);
    expect(await storage().credentials.get(tenant, changed!.id)).toEqual(sealedCredentials(changed!, { version: 2 }));
    const left = await storage().credentials.notWrappedBy('mk_b', 1000);
    expect(left.filter(({ tenantId }) => tenantId === tenant).map(({ connectionId }) => connectionId)).toEqual([
      changed!.id,
    ]);
    expect(await storage().credentials.rewrap([])).toBe(0);
  });

  test('a file is there for its tenant until it expires', async () => {
    const tenant = await newTenant(storage());
    const file = {
      id: newId('file'),
      tenantId: tenant,
      name: 'a.pdf',
      contentType: 'application/pdf',
      sizeBytes: 5_000_000_000,
      sha256: 'ab',
      createdAt: 1,
      expiresAt: 100,
    };
    await storage().files.insert(file);
    expect(await storage().files.get(tenant, file.id, 99)).toEqual(file);
    expect(await storage().files.get(tenant, file.id, 100)).toBeUndefined();
    expect(await storage().files.get(await newTenant(storage()), file.id, 50)).toBeUndefined();
    expect(await storage().files.deleteExpired(99)).toEqual([]);
    expect(await storage().files.deleteExpired(100)).toEqual([file.id]);
    expect(await storage().files.get(tenant, file.id, 50)).toBeUndefined();
  });

  test('an archived connection takes no credentials, and its row stays as it was', async () => {
    const row = connectionRow(await newTenant(storage()));
    await storage().connections.insert(row);
    const selector = { tenantId: row.tenantId, id: row.id };
    await storage().connections.update(selector, { archivedAt: 5, state: 'CLIENT_ACTION_REQUIRED' }, null);
    const late = storage().connections.update(selector, { state: 'READY' }, sealedCredentials(row));
    await expect(late).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(row.id) });
    expect(await storage().credentials.get(row.tenantId, row.id)).toBeUndefined();
    expect(await storage().connections.get(row.tenantId, row.id)).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      revision: 2,
    });
  });

  test('every master key in use is named once', async () => {
    const tenant = await newTenant(storage());
    for (const keyId of ['mk_names_1', 'mk_names_2', 'mk_names_2']) {
      const row = connectionRow(tenant);
      await storage().connections.insert(row);
      await storage().connections.update({ tenantId: tenant, id: row.id }, {}, sealedCredentials(row, { keyId }));
    }
    const ids = await storage().credentials.keyIds();
    expect(ids.filter((id) => id.startsWith('mk_names')).sort()).toEqual(['mk_names_1', 'mk_names_2']);
  });

  test("text with a NUL character is refused as the caller's mistake", async () => {
    const tenant = await newTenant(storage());
    await expect(storage().connections.insert(connectionRow(tenant, { name: 'a\0b' }))).rejects.toMatchObject({
      code: 'bad_request',
    });
    await expect(storage().connections.get(tenant, 'a\0b')).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('the database answers a ping', async () => {
    await expect(storage().ping()).resolves.toBeUndefined();
  });
});
