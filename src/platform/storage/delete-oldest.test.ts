import { expect, test } from 'vitest';
import { apiLogRow, keyOf } from '../../../test/durability/action-rows.ts';
import { newTenant, onEveryEngine, runRow } from '../../../test/durability/engines.ts';

onEveryEngine((storage) => {
  test('ended runs that began before then go, oldest first and no more than the limit', async () => {
    const tenant = await newTenant(storage());
    const ended = { status: 'success', completedAt: 9 } as const;
    await storage().runs.deleteBefore(1000, 10_000);
    const rows = Array.from({ length: 450 }, (_, n) => runRow(tenant, { ...ended, createdAt: n }));
    await Promise.all(rows.map((row) => storage().runs.record(row)));
    const open = runRow(tenant, { createdAt: 0 });
    await storage().runs.claim(open);
    const left = async () => {
      const { items } = await storage().runs.find({ tenantId: tenant }, { limit: 1000 });
      return items.map(({ createdAt }) => createdAt);
    };
    expect(await storage().runs.deleteBefore(440, 0)).toBe(0);
    expect(await storage().runs.deleteBefore(440, 3)).toBe(3);
    expect((await left()).at(-2)).toBe(3);
    expect(await storage().runs.deleteBefore(440, 400)).toBe(400);
    expect(await storage().runs.deleteBefore(440, 400)).toBe(37);
    expect(await storage().runs.deleteBefore(440, 400)).toBe(0);
    expect(await left()).toEqual([449, 448, 447, 446, 445, 444, 443, 442, 441, 440, 0]);
    expect((await storage().runs.get(tenant, open.id))?.status).toBe('running');
  });

  test('runs are stored while old ones are deleted', async () => {
    const tenant = await newTenant(storage());
    const ended = { status: 'error', completedAt: 9, createdAt: 1 } as const;
    await Promise.all(Array.from({ length: 600 }, () => storage().runs.record(runRow(tenant, ended))));
    const [deleted] = await Promise.all([
      storage().runs.deleteBefore(2, 600),
      ...Array.from({ length: 50 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n % 5));
        await storage().runs.claim(runRow(tenant, { createdAt: 500 }));
      }),
    ]);
    expect(deleted).toBe(600);
    expect((await storage().runs.find({ tenantId: tenant }, { limit: 1000 })).items).toHaveLength(50);
  });

  test('API logs before then go, oldest first and no more than the limit', async () => {
    const tenant = await newTenant(storage());
    await storage().apiLogs.deleteBefore(1_000_000, 10_000);
    await storage().apiLogs.append([5, 3, 4, 6].map((createdAt) => apiLogRow(tenant, { createdAt })));
    expect(await storage().apiLogs.deleteBefore(6, 2)).toBe(2);
    expect(await storage().apiLogs.deleteBefore(6, 2)).toBe(1);
    const { items } = await storage().apiLogs.list({ tenantId: tenant }, { limit: 10 });
    expect(items.map(({ createdAt }) => createdAt)).toEqual([6]);
  });

  test('expired keys go, and live ones stay', async () => {
    const tenant = await newTenant(storage());
    await storage().idempotency.deleteExpired(1_000_000, 10_000);
    for (const expiresAt of [5000, 5001, 4000]) {
      const run = runRow(tenant);
      await storage().runs.claim(run, keyOf(run, { key: `k${expiresAt}`, expiresAt }));
    }
    expect(await storage().idempotency.deleteExpired(5000, 1)).toBe(1);
    expect(await storage().idempotency.deleteExpired(5000, 10)).toBe(1);
    expect(await storage().idempotency.get(tenant, 'k5001', 1)).toMatchObject({ key: 'k5001' });
    expect(await storage().idempotency.get(tenant, 'k5000', 1)).toBeUndefined();
    expect(await storage().idempotency.get(tenant, 'k4000', 1)).toBeUndefined();
  });
});
