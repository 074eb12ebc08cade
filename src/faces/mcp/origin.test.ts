import { expect, test } from 'vitest';
import { isOwnOrigin } from './origin.ts';

const own = { publicUrl: 'https://gw.example.com/porin', port: 4788 };

test.each([
  [undefined, true],
  ['https://gw.example.com', true],
  ['http://localhost:4788', true],
  ['http://127.0.0.1:4788', true],
  ['http://[::1]:4788', true],
  ['http://gw.example.com', false],
  ['https://gw.example.com:8443', false],
  ['http://localhost:4789', false],
  ['http://localhost', false],
  ['https://localhost.evil.example:4788', false],
  ['https://evil.example', false],
  ['ftp://localhost:4788', false],
  ['null', false],
  ['', false],
])('an Origin of %s is its own: %s', (origin, expected) => {
  expect(isOwnOrigin(origin, own)).toBe(expected);
});
