import { expect, test } from 'vitest';
import { keyOf, sealedAnswer } from '../../../test/durability/action-rows.ts';
import { newTenant, onEveryEngine, runRow } from '../../../test/durability/engines.ts';
import type { RunCompletion, RunRow } from '../../kernel/ports/storage.ts';

const completion = (id: string, over: Partial<RunCompletion> = {}): RunCompletion => ({
  id,
  status: 'success',
  output: { ok: true },
  error: undefined,
  details: [{ status: 200 }],
  completedAt: 2000,
  ...over,
});

onEveryEngine((storage) => {
  const abandoned = async (over: Partial<RunRow>) => {
    const row = runRow(await newTenant(storage()), { createdAt: 10, ...over });
    await storage().runs.claim(row, keyOf(row));
    await storage().runs.closeAbandoned(11, 30);
    return row;
  };

  test('open runs of a dead process become unknown for writes and error for reads', async () => {
    const tenant = await newTenant(storage());
    await storage().runs.closeAbandoned(1_000_000, 5);
    const [read, write, later, done] = [
      runRow(tenant, { effect: 'read', createdAt: 10 }),
      runRow(tenant, { effect: 'destroy', createdAt: 10 }),
      runRow(tenant, { createdAt: 20 }),
      runRow(tenant, { createdAt: 10 }),
    ] as const;
    for (const row of [read, write, later, done]) await storage().runs.claim(row);
    await storage().runs.complete(completion(done.id));
    expect(await storage().runs.closeAbandoned(20, 30)).toBe(2);
    expect(await storage().runs.closeAbandoned(20, 31)).toBe(0);
    const status = async (row: RunRow) => {
      const stored = await storage().runs.get(tenant, row.id);
      return [stored?.status, stored?.completedAt];
    };
    expect(await status(read)).toEqual(['error', 30]);
    expect(await status(write)).toEqual(['unknown', 30]);
    expect(await status(later)).toEqual(['running', null]);
    expect(await status(done)).toEqual(['success', 2000]);
  });

  test('an abandoned write says that its outcome is not known and how to find out, and keeps its key', async () => {
    const row = await abandoned({ effect: 'write' });
    expect((await storage().runs.get(row.tenantId, row.id))?.error).toEqual({
      type: 'action_run',
      key: 'outcome_unknown',
      code: 'outcome_unknown',
      message: 'The gateway stopped while the run was under way: whether the app did it is not known',
      hint: `Look in the app before repeating it; porin action-run-log get ${row.id} --details shows what was asked for`,
    });
    expect(await storage().idempotency.get(row.tenantId, 'once', 1)).toMatchObject({ runId: row.id, answer: null });
  });

  test('an abandoned read says that it may be repeated, and frees its key', async () => {
    const row = await abandoned({ effect: 'read' });
    expect((await storage().runs.get(row.tenantId, row.id))?.error).toEqual({
      type: 'internal',
      key: 'unavailable',
      code: 'unavailable',
      message: 'The gateway stopped while the run was under way',
      hint: 'It changes nothing: run it again',
    });
    expect(await storage().idempotency.get(row.tenantId, 'once', 1)).toBeUndefined();
    const again = runRow(row.tenantId);
    expect(await storage().runs.claim(again, keyOf(again))).toBe(true);
  });

  test('a run that was taken for dead and is not is completed after all, once', async () => {
    for (const effect of ['write', 'read'] as const) {
      const row = await abandoned({ effect });
      await storage().runs.complete(completion(row.id), sealedAnswer('late'));
      expect(await storage().runs.get(row.tenantId, row.id)).toEqual({ ...row, ...completion(row.id) });
      await expect(storage().runs.complete(completion(row.id))).rejects.toMatchObject({ code: 'not_found' });
      const key = await storage().idempotency.get(row.tenantId, 'once', 1);
      expect(key?.answer).toEqual(effect === 'write' ? sealedAnswer('late') : undefined);
    }
  });

  test('a run that was taken for dead may end without any account of itself, and that once', async () => {
    const row = await abandoned({ effect: 'write' });
    const silent = completion(row.id, { status: 'error', output: undefined, details: undefined });
    await storage().runs.complete(silent);
    await expect(storage().runs.complete(completion(row.id))).rejects.toMatchObject({ code: 'not_found' });
    expect(await storage().runs.get(row.tenantId, row.id)).toMatchObject({ status: 'error', completedAt: 2000 });
  });

  test('more abandoned reads than one statement takes are all closed with their keys', async () => {
    const tenant = await newTenant(storage());
    const rows = Array.from({ length: 1100 }, () => runRow(tenant, { effect: 'read', createdAt: 10 }));
    await Promise.all(rows.map((row) => storage().runs.claim(row, keyOf(row, { key: row.id }))));
    expect(await storage().runs.closeAbandoned(11, 30)).toBe(1100);
    const left = await Promise.all(rows.map((row) => storage().idempotency.get(tenant, row.id, 1)));
    expect(left.filter((key) => key !== undefined)).toEqual([]);
  });
});
