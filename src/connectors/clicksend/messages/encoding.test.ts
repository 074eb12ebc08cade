import { expect, test } from 'vitest';
import { encodingOf, gsmTextOf } from './encoding.ts';

test.each<[string, number, number]>([
  ['nothing', 0, 0],
  ['160 characters', 160, 1],
  ['161 characters', 161, 2],
  ['306 characters', 306, 2],
  ['307 characters', 307, 3],
  ['1224 characters', 1224, 8],
])('%s of GSM', (_, length, parts) => {
  expect(encodingOf('a'.repeat(length))).toMatchObject({ encoding: 'GSM', parts, characters: length });
});

test.each<[number, number]>([
  [70, 1],
  [71, 2],
  [134, 2],
  [135, 3],
])('%d characters with one outside GSM', (length, parts) => {
  expect(encodingOf(`ł${'a'.repeat(length - 1)}`)).toMatchObject({ encoding: 'UCS-2', parts, strangers: ['ł'] });
});

test('characters of the extension table count twice and are not split over two parts', () => {
  expect(encodingOf('€'.repeat(80))).toMatchObject({ encoding: 'GSM', parts: 1, units: 160, left: 0 });
  // 152 + 1 septets do not hold a pair: the part ends one short.
  expect(encodingOf(`${'a'.repeat(152)}${'€'.repeat(5)}`)).toMatchObject({ parts: 2, units: 162, left: 143 });
});

test('an emoji is two units and is not split over two parts', () => {
  expect(encodingOf('😀')).toMatchObject({ encoding: 'UCS-2', characters: 1, units: 2, parts: 1, left: 68 });
  expect(encodingOf(`${'ł'.repeat(66)}😀${'ł'.repeat(4)}`)).toMatchObject({ parts: 2, left: 61 });
});

test('typographic characters and accents get what says the same in GSM; letters of other scripts stay', () => {
  expect(gsmTextOf('It’s “ready” – now… ćma é')).toBe('It\'s "ready" - now... cma é');
  expect(gsmTextOf('Привет')).toBe('Привет');
});
