import { expect, test } from 'vitest';
import { Lru } from './lru.ts';

test('what was used longest ago is forgotten first', () => {
  const lru = new Lru<string, number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.get('a');
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.size]).toEqual([1, undefined, 3, 2]);
});

test('setting a key again renews it and does not grow the map', () => {
  const lru = new Lru<string, number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.set('a', 3);
  lru.set('c', 4);
  expect([lru.get('a'), lru.get('b')]).toEqual([3, undefined]);
});

test('entries are forgotten one by one, by a test, and all at once', () => {
  const lru = new Lru<string, number>(9);
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) lru.set(key, index);
  lru.delete('a');
  lru.deleteWhere((value, key) => value > 2 || key === 'b');
  expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.get('d')]).toEqual([undefined, undefined, 2, undefined]);
  lru.clear();
  expect(lru.size).toBe(0);
});
