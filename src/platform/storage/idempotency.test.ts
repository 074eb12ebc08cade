import { expect, test } from 'vitest';
import { keyOf, sealedAnswer } from '../../../test/durability/action-rows.ts';
import { newTenant, onEveryEngine, runRow } from '../../../test/durability/engines.ts';
import type { RunCompletion, RunRow } from '../../kernel/ports/storage.ts';
import { openStorage } from './storage.ts';

const done = (run: RunRow): RunCompletion => ({
  id: run.id,
  status: 'success',
  output: 1,
  error: null,
  details: null,
  completedAt: 2000,
});
const wins = (outcomes: readonly boolean[]) => outcomes.filter((won) => won).length;

onEveryEngine((storage, url) => {
  const storedRuns = async (tenantId: string) =>
    (await storage().runs.find({ tenantId }, { limit: 1000 })).items.map(({ id }) => id);

  test('a key is taken with its run, and answered with its completion', async () => {
    const run = runRow(await newTenant(storage()));
    expect(await storage().runs.claim(run, keyOf(run))).toBe(true);
    const taken = { ...keyOf(run), answer: null };
    expect(await storage().idempotency.get(run.tenantId, 'once', 8999)).toEqual(taken);
    await storage().runs.complete(done(run), sealedAnswer('a'));
    expect(await storage().idempotency.get(run.tenantId, 'once', 1)).toEqual({ ...taken, answer: sealedAnswer('a') });
    expect((await storage().runs.get(run.tenantId, run.id))?.status).toBe('success');
  });

  test('a taken key refuses the run that comes second, of the same tenant alone', async () => {
    const [first, second, foreign] = [
      runRow(await newTenant(storage())),
      runRow('', {}),
      runRow(await newTenant(storage())),
    ];
    const again = { ...second, tenantId: first.tenantId };
    expect(await storage().runs.claim(first, keyOf(first))).toBe(true);
    expect(await storage().runs.claim(again, keyOf(again))).toBe(false);
    expect(await storage().runs.claim(foreign, keyOf(foreign))).toBe(true);
    expect(await storage().runs.claim(runRow(first.tenantId, { id: again.id }), keyOf(again, { key: 'b' }))).toBe(true);
    expect(await storedRuns(first.tenantId)).toHaveLength(2);
    expect(await storage().idempotency.get(first.tenantId, 'once', 1)).toMatchObject({ runId: first.id });
  });

  test('of 20 claims of one key at once, in one batch or in several, exactly one wins', async () => {
    for (const spread of [false, true]) {
      const tenant = await newTenant(storage());
      const runs = Array.from({ length: 20 }, () => runRow(tenant));
      const outcomes = await Promise.all(
        runs.map(async (run, n) => {
          if (spread) await new Promise((resolve) => setTimeout(resolve, n % 4));
          return storage().runs.claim(run, keyOf(run));
        }),
      );
      expect(wins(outcomes)).toBe(1);
      const winner = runs[outcomes.indexOf(true)]!;
      expect(await storedRuns(tenant)).toEqual([winner.id]);
      expect(await storage().idempotency.get(tenant, 'once', 1)).toMatchObject({ runId: winner.id });
    }
  });

  test('of claims on two nodes at once, exactly one wins each key', async () => {
    // A database in memory has one process.
    if (url() === 'sqlite::memory:') return;
    const other = await openStorage({ url: url() });
    const tenant = await newTenant(storage());
    const keys = Array.from({ length: 40 }, (_, n) => `k${n}`);
    const claims = (order: readonly string[], on: typeof other) =>
      Promise.all(
        order.map(async (key) => {
          const run = runRow(tenant);
          return (await on.runs.claim(run, keyOf(run, { key }))) ? [key] : [];
        }),
      );
    // In opposite orders, which is how two statements block each other.
    const won = (await Promise.all([claims(keys, storage()), claims([...keys].reverse(), other)])).flat(2);
    expect(won.sort()).toEqual([...keys].sort());
    expect(await storedRuns(tenant)).toHaveLength(40);
    await other.close();
  });

  test('an expired key is not there, and its place goes to the next run without the old answer', async () => {
    const tenant = await newTenant(storage());
    const [old, early, next] = [runRow(tenant), runRow(tenant), runRow(tenant)];
    await storage().runs.claim(old, keyOf(old, { expiresAt: 5000 }));
    await storage().runs.complete(done(old), sealedAnswer('old'));
    expect(await storage().idempotency.get(tenant, 'once', 4999)).toMatchObject({ answer: sealedAnswer('old') });
    expect(await storage().idempotency.get(tenant, 'once', 5000)).toBeUndefined();
    expect(await storage().runs.claim(early, keyOf(early, { createdAt: 4999 }))).toBe(false);
    const key = keyOf(next, { createdAt: 5000, expiresAt: 6000, requestHash: 'b'.repeat(64) });
    expect(await storage().runs.claim(next, key)).toBe(true);
    expect(await storage().idempotency.get(tenant, 'once', 5000)).toEqual({ ...key, answer: null });
    expect((await storedRuns(tenant)).sort()).toEqual([old.id, next.id].sort());
  });

  test('an expired key that many want at once goes to one of them', async () => {
    const tenant = await newTenant(storage());
    const old = runRow(tenant);
    await storage().runs.claim(old, keyOf(old, { expiresAt: 1500 }));
    const runs = Array.from({ length: 20 }, () => runRow(tenant));
    const claims = runs.map((run) => storage().runs.claim(run, keyOf(run, { createdAt: 1500 })));
    expect(wins(await Promise.all(claims))).toBe(1);
    expect(await storedRuns(tenant)).toHaveLength(2);
  });

  test('the answer of a run whose key went to another is not kept', async () => {
    const tenant = await newTenant(storage());
    const [slow, next] = [runRow(tenant), runRow(tenant)];
    await storage().runs.claim(slow, keyOf(slow, { expiresAt: 1500 }));
    await storage().runs.claim(next, keyOf(next, { createdAt: 1500 }));
    await storage().runs.complete(done(slow), sealedAnswer('slow'));
    expect(await storage().idempotency.get(tenant, 'once', 1500)).toMatchObject({ runId: next.id, answer: null });
    const none = storage().runs.complete(done(slow), null);
    await expect(none).rejects.toMatchObject({ code: 'not_found' });
    expect(await storage().idempotency.get(tenant, 'once', 1500)).toMatchObject({ runId: next.id });
  });

  test('a completion without an answer keeps the key, and null frees it', async () => {
    const tenant = await newTenant(storage());
    const [kept, freed, next] = [runRow(tenant), runRow(tenant), runRow(tenant)];
    await storage().runs.claim(kept, keyOf(kept, { key: 'kept' }));
    await storage().runs.claim(freed, keyOf(freed, { key: 'freed' }));
    await Promise.all([storage().runs.complete(done(kept)), storage().runs.complete(done(freed), null)]);
    expect(await storage().idempotency.get(tenant, 'kept', 1)).toMatchObject({ runId: kept.id, answer: null });
    expect(await storage().idempotency.get(tenant, 'freed', 1)).toBeUndefined();
    expect(await storage().runs.claim(next, keyOf(next, { key: 'freed' }))).toBe(true);
  });

  test('a completion that is refused changes no answer', async () => {
    const run = runRow(await newTenant(storage()));
    await storage().runs.claim(run, keyOf(run));
    await storage().runs.complete(done(run), sealedAnswer('first'));
    for (const answer of [sealedAnswer('second'), null])
      await expect(storage().runs.complete(done(run), answer)).rejects.toMatchObject({ code: 'not_found' });
    expect(await storage().idempotency.get(run.tenantId, 'once', 1)).toMatchObject({ answer: sealedAnswer('first') });
  });

  test('a key is released by its own run alone', async () => {
    const run = runRow(await newTenant(storage()));
    await storage().runs.claim(run, keyOf(run));
    await storage().idempotency.release(run.tenantId, 'once', 'run_other');
    await storage().idempotency.release('ten_other', 'once', run.id);
    expect(await storage().idempotency.get(run.tenantId, 'once', 1)).toMatchObject({ runId: run.id });
    await storage().idempotency.release(run.tenantId, 'once', run.id);
    expect(await storage().idempotency.get(run.tenantId, 'once', 1)).toBeUndefined();
  });

  test('a run that cannot be stored takes no key, and the other rows of its tick are stored', async () => {
    const tenant = await newTenant(storage());
    const known = runRow(tenant);
    await storage().runs.claim(known);
    const [bad, good, plain] = [runRow(tenant, { actionKey: 'a\0' }), runRow(tenant), runRow(tenant)];
    const outcomes = await Promise.allSettled([
      storage().runs.claim(known, keyOf(known, { key: 'a' })),
      storage().runs.claim(bad, keyOf(bad, { key: 'b' })),
      storage().runs.claim(good, keyOf(good, { key: 'c\0' })),
      storage().runs.claim(good, keyOf(good, { key: 'd' })),
      storage().runs.claim(plain),
      storage().runs.complete(done(known), sealedAnswer('x')),
    ]);
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : outcome.value));
    expect(codes).toEqual(['already_exists', 'bad_request', 'bad_request', true, true, undefined]);
    expect((await storedRuns(tenant)).sort()).toEqual([known.id, good.id, plain.id].sort());
    for (const key of ['a', 'b']) expect(await storage().idempotency.get(tenant, key, 1)).toBeUndefined();
    expect(await storage().idempotency.get(tenant, 'd', 1)).toMatchObject({ runId: good.id });
  });

  test('a key of another run, or one that tells what was asked for, is refused', async () => {
    const run = runRow(await newTenant(storage()));
    for (const over of [{ runId: 'run_other' }, { tenantId: 'ten_other' }, { requestHash: '{"to":"me"}' }])
      await expect(storage().runs.claim(run, keyOf(run, over))).rejects.toMatchObject({ code: 'internal' });
    expect(await storedRuns(run.tenantId)).toEqual([]);
  });

  test('a key of any length is kept, or refused in our words', async () => {
    const run = runRow(await newTenant(storage()));
    const key = Array.from({ length: 3000 }, (_, n) => n.toString(36)).join('');
    const code = await storage()
      .runs.claim(run, keyOf(run, { key }))
      .catch((error: { code?: unknown }) => error.code);
    expect([true, 'bad_request']).toContain(code);
    expect(await storage().idempotency.get(run.tenantId, 'x'.repeat(100_000), 1)).toBeUndefined();
    await expect(storage().idempotency.get(run.tenantId, 'a\0', 1)).rejects.toMatchObject({ code: 'bad_request' });
  });
});
