import { expect, test } from 'vitest';
import { createAttempts, subscriberOf } from './attempts.ts';

function counted(limit: number) {
  const clock = { now: 0 };
  const options = { limit, windowMs: 60_000, now: () => clock.now, message: 'Too often', hint: 'or ask' };
  return { clock, attempts: createAttempts(options) };
}

const refused = (retryAfterMs: number) =>
  expect.objectContaining({ code: 'rate_limited', message: 'Too often', details: { retryAfterMs } });

test('so many tries are let through in a while, of each for itself', () => {
  const { attempts, clock } = counted(2);
  for (const _ of [1, 2]) attempts.begin('a');
  clock.now = 20_000;
  expect(() => attempts.begin('a')).toThrow(refused(40_000));
  expect(() => attempts.begin('a')).toThrow(expect.objectContaining({ hint: 'Wait 1 min and try again; or ask' }));
  attempts.begin('b');
  clock.now = 60_000;
  attempts.begin('a');
});

test('a harmless try is taken back, and all of them when it turns out who tried', () => {
  const { attempts } = counted(2);
  for (const _ of [1, 2, 3, 4]) {
    attempts.begin('a');
    attempts.forgive('a');
  }
  for (const _ of [1, 2]) attempts.begin('a');
  expect(() => attempts.begin('a')).toThrow(refused(60_000));
  attempts.forget('a');
  for (const _ of [1, 2]) attempts.begin('a');
  expect(() => attempts.begin('a')).toThrow(refused(60_000));
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8::3:4:5:6', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['', ''],
])('the address %s counts as %s', (ip, subscriber) => {
  expect(subscriberOf(ip)).toBe(subscriber);
});
