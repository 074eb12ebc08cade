import { expect, test } from 'vitest';
import { readPastedCode } from './pasted-code.ts';

test.each([
  ['code is ska5 hkgv', 'ska5hkgv'],
  ['the code: SKA5-HKGV, thanks', 'SKA5HKGV'],
  ['use this code ska5hkgv please', 'ska5hkgv'],
  ['Your code – SKAB HKGV', 'SKABHKGV'],
  ['"ska5 hkgv".', 'ska5hkgv'],
  ['s k a 5 h k g v', 'ska5hkgv'],
  ['skab hkgv', 'skabhkgv'],
  ['it says skab-hkgv', 'skabhkgv'],
  ['https://gateway.test/oauth/code?code=SKA5-HKGV', 'SKA5-HKGV'],
  ['SKA5‑HKGV', 'SKA5HKGV'],
])('the code in %j is %j', (text, code) => {
  expect(readPastedCode(text)?.code).toBe(code);
});

test.each([
  'I have approved it',
  'that went well, they said',
  'the standard one',
  '',
  'ABCD',
  'code=x',
  'SKU5-HKGV',
  'SKA5-HKGV-X',
  'that ska5 hkgv here',
])('%j holds nothing that is surely the code', (text) => {
  expect(readPastedCode(text)).toBeUndefined();
});
