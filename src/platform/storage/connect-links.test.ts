import { expect, test } from 'vitest';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import { newId } from '../../kernel/ids.ts';

onEveryEngine((storage) => {
  test('a connect link is used up by one caller of many, and not after it expired', async () => {
    const tenant = await newTenant(storage());
    const link = {
      hash: newId('tok'),
      tenantId: tenant,
      connectionId: 'con_1',
      requestedBy: 'Claude Code',
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

  test('a link that is over goes when the next one is made', async () => {
    const tenant = await newTenant(storage());
    const link = { tenantId: tenant, connectionId: 'con_1', requestedBy: null, usedAt: null };
    const [old, live, next] = [newId('tok'), newId('tok'), newId('tok')];
    await storage().connectLinks.insert({ ...link, hash: old, createdAt: 1_000, expiresAt: 5_000 });
    await storage().connectLinks.insert({ ...link, hash: live, createdAt: 2_000, expiresAt: 5_001 });
    expect(await storage().connectLinks.byHash(old)).toBeDefined();
    await storage().connectLinks.insert({ ...link, hash: next, createdAt: 5_000, expiresAt: 9_000 });
    expect(await storage().connectLinks.byHash(old)).toBeUndefined();
    expect(await storage().connectLinks.byHash(live)).toBeDefined();
  });
});
