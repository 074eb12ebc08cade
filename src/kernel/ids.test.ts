import { expect, test } from 'vitest';
import { newId } from './ids.ts';

test('an id tells what it names and never repeats', () => {
  const ids = Array.from({ length: 10_000 }, () => newId('con'));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^con_[\w-]{22}$/);
});

test.each(['run', 'log'] as const)(
  'ids of one moment that begin with %s lie together, and are still many',
  (prefix) => {
    const ids = Array.from({ length: 1_000 }, () => newId(prefix));
    const beginnings = new Set(ids.map((id) => id.slice(0, `${prefix}_`.length + 6)));
    expect(beginnings.size).toBeLessThanOrEqual(2);
    expect(new Set(ids).size).toBe(ids.length);
  },
);
