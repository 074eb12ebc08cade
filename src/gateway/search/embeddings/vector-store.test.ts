import { afterEach, expect, test, vi } from 'vitest';
import { openStorage } from '../../../platform/storage/storage.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createRedactor } from '../../../platform/telemetry/redactor.ts';
import type { Embed } from './endpoint.ts';
import { VectorStore } from './vector-store.ts';

const logger = createLogger({ level: 'silent', redactor: createRedactor() });

const undo: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const step of undo.splice(0).reverse()) await step();
});

async function storeWith(embed: Embed) {
  const storage = await openStorage({ url: 'sqlite::memory:' });
  undo.push(() => storage.close());
  const store = new VectorStore({ storage: storage.embeddings, embed, model: 'tiny', logger, now: Date.now });
  undo.push(() => store.stop());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return store;
}

/** Lets the longest pauses pass, one after the other. */
async function passPauses(store: VectorStore, count: number): Promise<void> {
  for (let pause = 0; pause < count; pause += 1) {
    await store.idle();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
  }
  await store.idle();
}

test('a text that the model refuses does not hold up the others', async () => {
  const texts = Array.from({ length: 40 }, (_, index) => `text ${index}`);
  const store = await storeWith(async (batch) => {
    if (batch.includes('text 7')) throw new Error('refused');
    return batch.map(() => Int8Array.of(1));
  });
  await store.get(texts);
  await passPauses(store, 20);
  const vectors = await store.get(texts);
  expect(vectors.flatMap((vector, index) => (vector ? [] : [index]))).toEqual([7]);
});

test('after a failure it is tried again, less and less often', async () => {
  const calls: number[] = [];
  const store = await storeWith(async (batch) => {
    calls.push(batch.length);
    throw new Error('down');
  });
  await store.get(['a']);
  await store.idle();
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(5_000);
  await store.idle();
  expect(calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(5_000);
  await store.idle();
  expect(calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(5_000);
  await store.idle();
  expect(calls).toHaveLength(3);
});

test('what is stopped makes no more', async () => {
  let calls = 0;
  const store = await storeWith(async () => {
    calls += 1;
    throw new Error('down');
  });
  await store.get(['a']);
  await store.stop();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  await store.get(['b']);
  await store.idle();
  expect(calls).toBe(1);
});
