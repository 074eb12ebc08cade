import { expect, test } from 'vitest';
import type { Change, Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { createSavedSource } from './saved-source.ts';

/** Storage whose answers a test gives, and whose changes it announces. */
function source(rows: () => readonly Partial<SavedActionRow>[]) {
  const asked: string[] = [];
  let announce: (change: Change) => void = () => undefined;
  let pause = Promise.resolve();
  const found = () => rows().map((row) => ({ archivedAt: null, ...row })) as SavedActionRow[];
  const actions = {
    get: async (tenantId: string, id: string) => {
      asked.push(`${tenantId} ${id}`);
      const row = found().find((one) => one.id === id);
      await pause;
      return row;
    },
    named: async (tenantId: string, key: string) => {
      asked.push(`${tenantId} ${key}`);
      const named = found().filter((one) => one.key === key);
      await pause;
      return named;
    },
  };
  const storage = {
    actions: actions as unknown as Storage['actions'],
    onChange: (listener: (change: Change) => void) => {
      announce = listener;
      return () => undefined;
    },
  };
  return {
    asked,
    saved: createSavedSource(storage),
    change: (id: string, kind: Change['kind'] = 'action') => announce({ kind, id }),
    /** Reads end when the returned function is called. */
    hold() {
      let go: () => void = () => undefined;
      pause = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
  };
}

test('what is there and what is not are asked for once for each tenant', async () => {
  const { saved, asked } = source(() => [{ id: 'act_1', key: 'ping' }]);
  for (let round = 0; round < 2; round++) {
    expect(await saved.byId('t', 'act_1')).toMatchObject({ key: 'ping' });
    expect(await saved.byId('t', 'act_2')).toBeUndefined();
    expect(await saved.named('t', 'ping')).toHaveLength(1);
    expect(await saved.named('t', 'none')).toEqual([]);
    expect(await saved.byId('u', 'act_1')).toBeDefined();
  }
  expect(asked).toEqual(['t act_1', 't act_2', 't ping', 't none', 'u act_1']);
  expect(saved.byId('t', 'act_1')).not.toBeInstanceOf(Promise);
  expect(saved.named('t', 'none')).not.toBeInstanceOf(Promise);
});

test.each(['act_1', '*'])('a change of %s is seen, by id and by key', async (id) => {
  let rows: Partial<SavedActionRow>[] = [];
  const { saved, change } = source(() => rows);
  expect(await saved.byId('t', 'act_1')).toBeUndefined();
  expect(await saved.named('t', 'ping')).toEqual([]);
  rows = [{ id: 'act_1', key: 'ping' }];
  change(id);
  expect(await saved.byId('t', 'act_1')).toBeDefined();
  expect(await saved.named('t', 'ping')).toHaveLength(1);
  rows = [{ id: 'act_1', key: 'ping', archivedAt: 1 }];
  change(id);
  expect(await saved.byId('t', 'act_1')).toBeUndefined();
});

test('changes of others drop nothing', async () => {
  const { saved, asked, change } = source(() => [{ id: 'act_1', key: 'ping' }]);
  await saved.byId('t', 'act_1');
  change('act_2');
  change('con_1', 'connection');
  await saved.byId('t', 'act_1');
  expect(asked).toHaveLength(1);
});

test('a read during which something changed is not kept', async () => {
  let rows: Partial<SavedActionRow>[] = [];
  const { saved, change, hold } = source(() => rows);
  const go = hold();
  const reads = [saved.byId('t', 'act_1'), saved.named('t', 'ping')];
  rows = [{ id: 'act_1', key: 'ping' }];
  change('act_1');
  go();
  expect(await Promise.all(reads)).toEqual([undefined, []]);
  expect(await saved.byId('t', 'act_1')).toBeDefined();
  expect(await saved.named('t', 'ping')).toHaveLength(1);
});
