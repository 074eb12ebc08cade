import { expect, test } from 'vitest';
import { openStore } from './store.ts';

test('packs give back their bytes, in the order of their keys', () => {
  const store = openStore(':memory:');
  const packs = store.packs('columns');
  packs.put('a/2', Uint8Array.of(2, 0, 255));
  packs.put('a/1', Uint8Array.of(1));
  packs.put('b/1', Uint8Array.of(9));
  packs.put('a/1', Uint8Array.of(7, 7));
  expect([...(packs.get('a/1') ?? [])]).toEqual([7, 7]);
  expect([...(packs.get('a/2') ?? [])]).toEqual([2, 0, 255]);
  expect(packs.keys('a/')).toEqual(['a/1', 'a/2']);
  expect([packs.delete('a/1'), packs.delete('a/1'), packs.get('a/1')]).toEqual([true, false, undefined]);
  store.close();
});

test('packs go with snapshots and resets, and the epoch says so', () => {
  const store = openStore(':memory:');
  const packs = store.packs('columns');
  packs.put('a', Uint8Array.of(1));
  store.snapshot('one');
  const before = store.epoch;
  packs.put('a', Uint8Array.of(2));
  expect(store.epoch).toBe(before);
  store.restore('one');
  expect([...(packs.get('a') ?? [])]).toEqual([1]);
  store.reset();
  expect(packs.keys('')).toEqual([]);
  expect(store.epoch).toBe(before + 2);
  expect(() =>
    store.transaction(() => {
      store.packs('columns').put('b', Uint8Array.of(3));
      throw new Error('no');
    }),
  ).toThrow('no');
  expect([store.packs('columns').get('b'), store.epoch]).toEqual([undefined, before + 3]);
  store.close();
});

test('going back to a snapshot writes packs that differ, by a byte or at all, and no others', () => {
  const store = openStore(':memory:');
  const packs = store.packs('columns');
  for (const key of ['same', 'changed', 'gone']) packs.put(key, Uint8Array.of(0, 255, 1));
  store.snapshot('one');
  packs.put('changed', Uint8Array.of(0, 255, 2));
  packs.delete('gone');
  packs.put('new', Uint8Array.of());
  store.restore('one');
  expect(packs.keys('')).toEqual(['changed', 'gone', 'same']);
  for (const key of packs.keys('')) expect([...(packs.get(key) ?? [])]).toEqual([0, 255, 1]);
  store.close();
});

test('bytes that packs hold do not keep a blob, and hinder no sweep', () => {
  const store = openStore(':memory:');
  const key = store.putBlob(Uint8Array.of(1, 2, 3));
  store.packs('columns').put('a', Buffer.from(key));
  store.snapshot('one');
  store.snapshot('two');
  store.deleteSnapshot('two');
  expect(store.getBlob(key)).toBeUndefined();
  store.close();
});
