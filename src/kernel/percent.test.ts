import { expect, test } from 'vitest';
import { percentDecode, percentDecoded } from './percent.ts';

test.each([
  ['a%20b', 'a b'],
  ['%C3%A4', 'ä'],
  ['a+b', 'a+b'],
  ['', ''],
])('%j is %j', (text, meant) => expect(percentDecode(text)).toBe(meant));

test.each(['100%', '%zz', '%C3'])('%j is not well encoded, so it stands for itself', (text) => {
  expect(percentDecode(text)).toBeUndefined();
  expect(percentDecoded(text)).toBe(text);
});
