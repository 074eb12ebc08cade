import { expect, test } from 'vitest';
import { newId } from './ids.ts';

test('an id tells what it names and never repeats', () => {
  const ids = Array.from({ length: 10_000 }, () => newId('con'));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^con_[\w-]{22}$/);
});

test('the ids of runs of one moment lie together, and are still many', () => {
  const ids = Array.from({ length: 1_000 }, () => newId('run'));
  const beginnings = new Set(ids.map((id) => id.slice(0, 'run_'.length + 6)));
  expect(beginnings.size).toBeLessThanOrEqual(2);
  expect(new Set(ids).size).toBe(ids.length);
});
