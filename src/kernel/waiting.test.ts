import { expect, test } from 'vitest';
import type { Change } from './ports/storage.ts';
import { createWaiting } from './waiting.ts';

function waiting() {
  const listeners = new Set<(change: Change) => void>();
  const storage = {
    onChange(listener: (change: Change) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const made = createWaiting(storage, 'connection');
  return { made, listeners, tell: (change: Change) => listeners.forEach((listener) => void listener(change)) };
}

const never = new AbortController().signal;

test('thousands of waiters share one listener, and only those of the changed connection wake', async () => {
  const { made, listeners, tell } = waiting();
  const watches = Array.from({ length: 2_000 }, (_, index) => made.watch(`con_${index % 2}`));
  expect(listeners.size).toBe(1);
  const answers = Promise.all(watches.map((watch) => watch.changed(200, never)));
  tell({ kind: 'credentials', id: 'con_0' });
  tell({ kind: 'connection', id: 'con_1' });
  expect((await answers).filter((changed) => changed)).toHaveLength(1_000);
});

test('a change between the watch and the wait is not missed', async () => {
  const { made, tell } = waiting();
  const watch = made.watch('con_1');
  tell({ kind: 'connection', id: 'con_1' });
  expect(await watch.changed(10_000, never)).toBe(true);
  expect(await watch.changed(1, never)).toBe(false);
});

test('changes that may have been missed wake everybody', async () => {
  const { made, tell } = waiting();
  const watches = [made.watch('con_1'), made.watch('con_2')];
  const answers = Promise.all(watches.map((watch) => watch.changed(10_000, never)));
  tell({ kind: 'connection', id: '*' });
  expect(await answers).toEqual([true, true]);
});

test('a caller who leaves waits no longer', async () => {
  const { made } = waiting();
  const leaving = new AbortController();
  const answer = made.watch('con_1').changed(60_000, leaving.signal);
  leaving.abort();
  expect(await answer).toBe(false);
  expect(await made.watch('con_1').changed(60_000, leaving.signal)).toBe(false);
});

test('a watch that has ended is not woken, though others of the same connection are', async () => {
  const { made, tell } = waiting();
  const [ended, goesOn] = [made.watch('con_1'), made.watch('con_1')];
  ended.end();
  tell({ kind: 'connection', id: 'con_1' });
  expect([await ended.changed(1, never), await goesOn.changed(1, never)]).toEqual([false, true]);
});
