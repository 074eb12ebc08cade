import { expect, test } from 'vitest';
import { segmentsOf, truncated } from './segments.ts';

test.each([
  ['a'.repeat(160), 'GSM', 1],
  ['a'.repeat(161), 'GSM', 2],
  ['a'.repeat(306), 'GSM', 2],
  ['a'.repeat(307), 'GSM', 3],
  ['a'.repeat(459), 'GSM', 3],
  ['a'.repeat(1224), 'GSM', 8],
  ['€'.repeat(80), 'GSM', 1],
  ['€'.repeat(81), 'GSM', 2],
  ['^{}[]~|\\'.repeat(10), 'GSM', 1],
  ['ł'.repeat(70), 'UCS-2', 1],
  ['ł'.repeat(71), 'UCS-2', 2],
  ['ł'.repeat(134), 'UCS-2', 2],
  ['ł'.repeat(135), 'UCS-2', 3],
  ['😀'.repeat(35), 'UCS-2', 1],
  ['😀'.repeat(36), 'UCS-2', 2],
  [`${'a'.repeat(70)}’`, 'UCS-2', 2],
])('%s is %s in %i', (text, encoding, parts) => {
  expect(segmentsOf(text)).toMatchObject({ encoding, parts });
});

test('a text that is too long is cut off at the last part, between characters', () => {
  expect(truncated('a'.repeat(2000), 8)).toHaveLength(1224);
  expect(truncated('😀'.repeat(100), 1)).toBe('😀'.repeat(35));
});

test('a book is cut as fast as a page', () => {
  const before = process.cpuUsage();
  expect(truncated('x'.repeat(20_000_000), 8)).toHaveLength(1224);
  expect(truncated('ж'.repeat(20_000_000), 8)).toHaveLength(536);
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});
