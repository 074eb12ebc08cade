import { expect, test } from 'vitest';
import { phoneChecker } from './phone.ts';

const check = await phoneChecker();

test.each<[string, string | undefined, string]>([
  ['+61411111111', undefined, '+61411111111'],
  ['+61 (0) 411 111 111', undefined, '+61411111111'],
  ['0061411111111', undefined, '+61411111111'],
  ['0411 111 111', 'AU', '+61411111111'],
  ['07700 900123', 'GB', '+447700900123'],
  ['+447700900123', 'AU', '+447700900123'],
  ['+14055555555', undefined, '+14055555555'],
  ['+14055555666', undefined, '+14055555666'],
  ['+447777777777', undefined, '+447777777777'],
  ['+8615555555555', undefined, '+8615555555555'],
])('%s (%s) is %s', (written, country, number) => {
  expect(check(written, country)).toMatchObject({ number });
});

test.each<[string, string | undefined, RegExp]>([
  ['61411111111', undefined, /does not tell its country: write '\+61411111111'/],
  ['0411111111', undefined, /does not tell its country: begin with '\+'/],
  ['+614', undefined, /too short|not a telephone number/],
  ['+6141111111111111', undefined, /too long|not a telephone number/],
  ['hello', 'AU', /not a telephone number/],
  ['0411111111', 'QQ', /no country 'QQ'/],
  ['+61411111111 ext. 5', undefined, /extension/],
])('%s (%s) is refused with the reason', (written, country, reason) => {
  const checked = check(written, country);
  expect('problem' in checked ? checked.problem : checked).toMatch(reason);
});
