import { afterEach, expect, test } from 'vitest';
import { apiLogRow, keyOf } from '../../../test/durability/action-rows.ts';
import { approvalRow } from '../../../test/durability/approval-rows.ts';
import { newTenant, onEveryEngine, runRow } from '../../../test/durability/engines.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createKeeping, longestRunMs } from './keeping.ts';

const dayMs = 24 * 3_600_000;
const now = 100 * dayMs;
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

function keeping(storage: Storage, retentionDays: number) {
  const made = createKeeping({ storage, logger: createLogger({ level: 'silent' }), now: () => now, retentionDays });
  undo.push(made.stop);
  return made;
}

onEveryEngine((storage) => {
  const ended = (tenantId: string, createdAt: number) =>
    runRow(tenantId, { status: 'success', output: 1, createdAt, completedAt: createdAt });

  test('what is older than the days that it is kept goes, in as many batches as it takes', async () => {
    const tenantId = await newTenant(storage());
    const [old, young] = [ended(tenantId, now - 31 * dayMs), ended(tenantId, now - 29 * dayMs)];
    const many = Array.from({ length: 700 }, () => ended(tenantId, now - 40 * dayMs));
    await Promise.all([old, young, ...many].map((row) => storage().runs.record(row)));
    await storage().apiLogs.append([old, young].map(({ createdAt }) => apiLogRow(tenantId, { createdAt })));
    const sweeping = keeping(storage(), 30);
    // Two nodes at once.
    await Promise.all([sweeping.sweep(), keeping(storage(), 30).sweep()]);
    expect((await storage().runs.find({ tenantId }, { limit: 1000 })).items.map(({ id }) => id)).toEqual([young.id]);
    expect((await storage().apiLogs.list({ tenantId }, { limit: 10 })).items).toHaveLength(1);
  });

  test('nothing goes where it is kept for ever, but keys that have expired', async () => {
    const tenantId = await newTenant(storage());
    const run = runRow(tenantId, { createdAt: now - 400 * dayMs });
    await storage().runs.claim(run, keyOf(run, { createdAt: run.createdAt, expiresAt: run.createdAt + dayMs }));
    await keeping(storage(), 0).sweep();
    expect((await storage().runs.find({ tenantId }, { limit: 10 })).items).toHaveLength(1);
    expect(await storage().idempotency.get(tenantId, 'once', run.createdAt)).toBeUndefined();
  });

  test('approvals go a week after their time, however long runs are kept', async () => {
    const tenantId = await newTenant(storage());
    const [old, young] = [8, 6].map((days) => approvalRow(tenantId, { expiresAt: now - days * dayMs }));
    for (const row of [old!, young!]) await storage().approvals.insert(row);
    await keeping(storage(), 0).sweep();
    expect(await storage().approvals.get(old!.id)).toBeUndefined();
    expect(await storage().approvals.get(young!.id)).toBeDefined();
  });

  test('runs that take longer than any may are closed, others go on', async () => {
    const tenantId = await newTenant(storage());
    const [dead, alive] = [now - longestRunMs - 1, now - longestRunMs + 1].map((createdAt) =>
      runRow(tenantId, { createdAt }),
    );
    for (const row of [dead!, alive!]) await storage().runs.claim(row);
    await keeping(storage(), 30).sweep();
    expect(await storage().runs.get(tenantId, dead!.id)).toMatchObject({ status: 'unknown' });
    expect(await storage().runs.get(tenantId, alive!.id)).toMatchObject({ status: 'running' });
  });
});

test('stopping ends the waiting for the next sweep at once', async () => {
  const storage = await openStorage({ url: 'sqlite::memory:' });
  undo.push(() => storage.close());
  const made = keeping(storage, 1);
  const startedAt = performance.now();
  await made.stop();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
