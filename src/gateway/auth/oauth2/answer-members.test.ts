import { expect, test } from 'vitest';
import { members, tidied } from './answer-members.ts';

test.each([
  ['{"access_token":"a"}', { access_token: 'a' }],
  ['access_token=a&scope=x%20y&token_type=bearer', { access_token: 'a', scope: 'x y', token_type: 'bearer' }],
  ['error=bad_verification_code', { error: 'bad_verification_code' }],
  ['<html>access_token=</html>', undefined],
  ['', undefined],
  ['null', undefined],
  ['["access_token"]', undefined],
])('the answer %s is read for what it says', (text, said) => {
  expect(members(text)).toEqual(said);
});

test.each([
  ['3600', 3600],
  [3600.5, 3600.5],
  [0, undefined],
  ['0', undefined],
  [-5, undefined],
  [null, undefined],
  ['soon', undefined],
  [1e30, undefined],
  [undefined, undefined],
])('a life of %s is %s seconds, or without a known end', (given, seconds) => {
  expect(tidied({ access_token: 'a', expires_in: given })['expires_in']).toBe(seconds);
});

test.each([
  [{ refresh_token: '' }, {}],
  [{ refresh_token: null }, {}],
  [{ refresh_token: 'r' }, { refresh_token: 'r' }],
  [{ scope: '' }, {}],
  [{ scope: ['x', 'y'] }, { scope: 'x y' }],
  [{ id_token: 'not a token' }, {}],
  [{ token_type: 'mac' }, { token_type: 'mac' }],
])('%j becomes %j', (given, kept) => {
  expect(tidied({ access_token: 'a', ...given })).toEqual({ access_token: 'a', token_type: 'Bearer', ...kept });
});
