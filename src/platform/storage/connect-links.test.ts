import { expect, test } from 'vitest';
import { connectionRow, newTenant, onEveryEngine, sealedCredentials } from '../../../test/durability/engines.ts';
import { digestOf } from '../../kernel/digest.ts';
import { newId } from '../../kernel/ids.ts';

onEveryEngine((storage) => {
  test('a connect link is used up by one caller of many, and not after it expired', async () => {
    const tenant = await newTenant(storage());
    const link = {
      hash: newId('tok'),
      tenantId: tenant,
      connectionId: 'con_1',
      requestedBy: 'Claude Code',
      requestId: 'r-1',
      browserHash: null,
      createdAt: 1,
      expiresAt: 100,
      usedAt: null,
    };
    await storage().connectLinks.insert(link);
    await storage().connectLinks.insert({ ...link, hash: `${link.hash}-late` });
    expect(await storage().connectLinks.byHash(link.hash)).toEqual(link);
    const uses = await Promise.all(Array.from({ length: 10 }, () => storage().connectLinks.use(link.hash, 50)));
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect((await storage().connectLinks.byHash(link.hash))?.usedAt).toBe(50);
    expect(await storage().connectLinks.use(`${link.hash}-late`, 100)).toBe(false);
    expect(await storage().connectLinks.use('none', 50)).toBe(false);
  });

  test('of many browsers the first one gets a link and keeps it, until it is used', async () => {
    const tenantId = await newTenant(storage());
    const row = {
      tenantId,
      connectionId: 'con_1',
      requestedBy: null,
      requestId: null,
      browserHash: null,
      usedAt: null,
    };
    const hash = newId('tok');
    await storage().connectLinks.insert({ ...row, hash, createdAt: 1, expiresAt: 100 });
    const browsers = Array.from({ length: 10 }, (_, index) => digestOf(`browser ${index}`));
    const claims = await Promise.all(browsers.map((one) => storage().connectLinks.claim(hash, one, 50)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const winner = browsers[claims.indexOf(true)] ?? '';
    expect((await storage().connectLinks.byHash(hash))?.browserHash).toBe(winner);
    expect(await storage().connectLinks.claim(hash, winner, 99)).toBe(true);
    expect(await storage().connectLinks.claim(hash, winner, 100)).toBe(false);
    await storage().connectLinks.use(hash, 60);
    expect(await storage().connectLinks.claim(hash, winner, 70)).toBe(false);
    await expect(storage().connectLinks.claim(hash, 'cookie', 70)).rejects.toMatchObject({ code: 'internal' });
  });

  test('a link is used up together with the credentials that came by it, or not at all', async () => {
    const tenantId = await newTenant(storage());
    const connection = connectionRow(tenantId, { state: 'CLIENT_ACTION_REQUIRED' });
    await storage().connections.insert(connection);
    const rest = { tenantId, connectionId: connection.id, requestedBy: null, requestId: null, browserHash: null };
    const hash = newId('tok');
    await storage().connectLinks.insert({ ...rest, usedAt: null, hash, createdAt: 1, expiresAt: Date.now() + 60_000 });
    const store = (revision?: number) =>
      storage().connections.update(
        { tenantId, id: connection.id, ...(revision === undefined ? {} : { revision }) },
        { state: 'READY' },
        sealedCredentials(connection),
        hash,
      );
    await expect(store(99)).rejects.toMatchObject({ code: 'conflict' });
    expect((await storage().connectLinks.byHash(hash))?.usedAt).toBeNull();
    const both = await Promise.allSettled([store(), store()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await storage().connectLinks.byHash(hash))?.usedAt).not.toBeNull();
    const before = await storage().connections.get(tenantId, connection.id);
    await expect(store()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('link') });
    expect(await storage().connections.get(tenantId, connection.id)).toEqual(before);
  });

  test('links to an archived connection are gone, also when it is restored', async () => {
    const tenantId = await newTenant(storage());
    const connection = connectionRow(tenantId);
    await storage().connections.insert(connection);
    const rest = { tenantId, requestedBy: null, requestId: null, browserHash: null, usedAt: null };
    const [own, other] = [newId('tok'), newId('tok')];
    const lasting = { ...rest, createdAt: 1, expiresAt: Date.now() + 60_000 };
    await storage().connectLinks.insert({ ...lasting, hash: own, connectionId: connection.id });
    await storage().connectLinks.insert({ ...lasting, hash: other, connectionId: 'con_other' });
    const ref = { tenantId, id: connection.id };
    await storage().connections.update(ref, { name: 'Renamed' });
    expect(await storage().connectLinks.byHash(own)).toBeDefined();
    await storage().connections.update(ref, { archivedAt: 5 });
    await storage().connections.update(ref, { archivedAt: null });
    expect(await storage().connectLinks.byHash(own)).toBeUndefined();
    expect(await storage().connectLinks.byHash(other)).toBeDefined();
  });

  test('a link that is over goes when the next one is made', async () => {
    const tenant = await newTenant(storage());
    const link = {
      tenantId: tenant,
      connectionId: 'con_1',
      requestedBy: null,
      requestId: null,
      browserHash: null,
      usedAt: null,
    };
    const [old, live, next] = [newId('tok'), newId('tok'), newId('tok')];
    await storage().connectLinks.insert({ ...link, hash: old, createdAt: 1_000, expiresAt: 5_000 });
    await storage().connectLinks.insert({ ...link, hash: live, createdAt: 2_000, expiresAt: 5_001 });
    expect(await storage().connectLinks.byHash(old)).toBeDefined();
    await storage().connectLinks.insert({ ...link, hash: next, createdAt: 5_000, expiresAt: 9_000 });
    expect(await storage().connectLinks.byHash(old)).toBeUndefined();
    expect(await storage().connectLinks.byHash(live)).toBeDefined();
  });
});
