import { afterEach, expect, test } from 'vitest';
import { newTenant, runRow } from '../../../test/durability/engines.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { RunRow, Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createCompletions } from './completions.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** A claimed run in a database that takes its end only after so many tries. */
async function claimed(failures: number, pauses: readonly number[]) {
  const storage = await openStorage({ url: 'sqlite::memory:' });
  undo.push(() => storage.close());
  let tries = 0;
  const complete: Storage['runs']['complete'] = async (...given) => {
    tries += 1;
    if (tries <= failures) throw new PorinError('unavailable', 'The disk is full');
    await storage.runs.complete(...given);
  };
  const failing = { runs: { ...storage.runs, complete } };
  const completions = createCompletions({ storage: failing, logger: createLogger({ level: 'silent' }), pauses });
  const row: RunRow = runRow(await newTenant(storage));
  await storage.runs.claim(row);
  const end = { id: row.id, status: 'success', input: null, output: 1, error: null, details: null } as const;
  return {
    store: () => completions.store({ ...end, completedAt: 2 }, undefined),
    stop: completions.stop,
    status: async () => (await storage.runs.get(row.tenantId, row.id))?.status,
    tries: () => tries,
  };
}

test('an end that cannot be stored is stored later, and its caller does not wait for it', async () => {
  const { store, status, stop } = await claimed(2, [20, 20, 20]);
  await store();
  expect(await status()).toBe('running');
  await expect.poll(status).toBe('success');
  await stop();
});

test('it is given up after the last pause', async () => {
  const { store, stop, status, tries } = await claimed(100, [1, 1]);
  await store();
  await expect.poll(tries).toBe(3);
  await stop();
  expect(tries()).toBe(3);
  expect(await status()).toBe('running');
});

test('stopping tries once more at once', async () => {
  const { store, stop, status } = await claimed(1, [60_000]);
  await store();
  const startedAt = performance.now();
  await stop();
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(await status()).toBe('success');
});
