import { expect, test } from 'vitest';
import { apiLogRow, savedActionRow } from '../../../test/durability/action-rows.ts';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import type { ApiLogFilter } from '../../kernel/ports/storage-actions.ts';

onEveryEngine((storage) => {
  test('what was appended comes back as it was, to its tenant alone', async () => {
    const tenant = await newTenant(storage());
    const plain = apiLogRow(tenant);
    const full = apiLogRow(tenant, {
      integrationId: 'int_1',
      runId: 'run_1',
      position: 3,
      status: null,
      isSuccess: false,
    });
    await storage().apiLogs.append([plain, full]);
    await storage().apiLogs.append([]);
    for (const row of [plain, full]) expect(await storage().apiLogs.get(tenant, row.id)).toEqual(row);
    expect(await storage().apiLogs.get(await newTenant(storage()), plain.id)).toBeUndefined();
    expect(await storage().apiLogs.get(tenant, 'x'.repeat(100_000))).toBeUndefined();
    await expect(storage().apiLogs.get(tenant, 'a\0')).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('rows are stored apart from what others take back meanwhile', async () => {
    const tenant = await newTenant(storage());
    const nowhere = await savedActionRow(storage(), tenant, { workspaceId: 'ws_none' });
    const inserting = Promise.allSettled(Array.from({ length: 10 }, () => storage().actions.insert(nowhere)));
    const appended: Promise<void>[] = [];
    for (let moment = 0; moment < 300; moment++) {
      appended.push(storage().apiLogs.append([apiLogRow(tenant)]));
      await Promise.resolve();
    }
    await Promise.all(appended);
    const inserted = await inserting;
    expect(inserted.every(({ status }) => status === 'rejected')).toBe(true);
    expect((await storage().apiLogs.list({ tenantId: tenant }, { limit: 1_000 })).items).toHaveLength(300);
  });

  test('more rows than a statement takes are all stored', async () => {
    const tenant = await newTenant(storage());
    await storage().apiLogs.append(Array.from({ length: 901 }, () => apiLogRow(tenant)));
    expect((await storage().apiLogs.list({ tenantId: tenant }, { limit: 1_000 })).items).toHaveLength(901);
  });

  test('each filter gives what it names, newest first', async () => {
    const tenant = await newTenant(storage());
    await storage().apiLogs.append([
      apiLogRow(tenant, { createdAt: 1, app: 'a', connectionId: 'con_a', integrationId: 'int_a' }),
      apiLogRow(tenant, { createdAt: 2, app: 'b', connectionId: 'con_a', isSuccess: false }),
      apiLogRow(tenant, { createdAt: 3, app: 'b', connectionId: 'con_b', integrationId: 'int_b' }),
      apiLogRow(await newTenant(storage()), { createdAt: 2, app: 'b', connectionId: 'con_a' }),
    ]);
    const found = async (filter: Omit<ApiLogFilter, 'tenantId'>) =>
      (await storage().apiLogs.list({ tenantId: tenant, ...filter }, { limit: 10 })).items.map(
        ({ createdAt }) => createdAt,
      );
    expect(await found({})).toEqual([3, 2, 1]);
    expect(await found({ order: 'asc' })).toEqual([1, 2, 3]);
    expect(await found({ order: 'desc' })).toEqual([3, 2, 1]);
    expect(await found({ app: 'b' })).toEqual([3, 2]);
    expect(await found({ connectionId: 'con_a' })).toEqual([2, 1]);
    expect(await found({ integrationId: 'int_b' })).toEqual([3]);
    expect(await found({ isSuccess: true })).toEqual([3, 1]);
    expect(await found({ isSuccess: false })).toEqual([2]);
    expect(await found({ from: 2 })).toEqual([3, 2]);
    expect(await found({ to: 2 })).toEqual([2, 1]);
  });

  test.each(['asc', 'desc'] as const)('paging in the order %s gives every row once, in that order', async (order) => {
    const tenant = await newTenant(storage());
    const rows = Array.from({ length: 1001 }, (_, n) => apiLogRow(tenant, { createdAt: Math.floor(n / 10) }));
    await storage().apiLogs.append(rows);
    const seen = [];
    let cursor: string | undefined;
    do {
      const page = await storage().apiLogs.list({ tenantId: tenant, order }, { limit: 97, cursor });
      seen.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    const times = seen.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
  });

  test.each(['garbage', 'a\0', '9'.repeat(5000)])('the cursor %j is refused by name', async (cursor) => {
    for (const order of ['asc', 'desc'] as const)
      await expect(storage().apiLogs.list({ tenantId: 'ten_1', order }, { limit: 1, cursor })).rejects.toMatchObject({
        code: 'bad_request',
        details: { path: 'cursor' },
      });
  });

  test('rows with one that cannot be stored are not stored at all', async () => {
    const tenant = await newTenant(storage());
    const rows = [apiLogRow(tenant), apiLogRow(tenant, { url: 'a\0' })];
    await expect(storage().apiLogs.append(rows)).rejects.toMatchObject({ code: 'bad_request' });
    expect((await storage().apiLogs.list({ tenantId: tenant }, { limit: 10 })).items).toEqual([]);
  });
});
