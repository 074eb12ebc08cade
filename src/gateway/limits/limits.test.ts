import { expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import type { LimitState } from '../../kernel/ports/limits.ts';
import { createLimits } from './limits.ts';

function limited(tenantRequestsPerMinute: number) {
  const clock = { now: 5_000 };
  const limits = createLimits({ tenantRequestsPerMinute, connectionRequestsPerMinute: 0, now: () => clock.now });
  return { clock, take: (id = 'ten_a') => limits.take('tenant', id), limits };
}

function refused(take: () => unknown): PorinError & { details: { retryAfterMs: number; limit: LimitState } } {
  try {
    take();
  } catch (error) {
    if (error instanceof PorinError) return error as never;
    throw error;
  }
  throw new Error('It was allowed');
}

test.each([1, 3, 7, 60, 100, 6_000, 59_999])(
  'of %i a minute, so many may come at once and not one more',
  (perMinute) => {
    const { take } = limited(perMinute);
    const left = Array.from({ length: perMinute }, () => take()?.remaining);
    expect(left).toEqual(Array.from({ length: perMinute }, (_, index) => perMinute - index - 1));
    expect(refused(take).code).toBe('rate_limited');
  },
);

test('what was taken comes back evenly', () => {
  const { clock, take } = limited(60);
  for (let taken = 0; taken < 60; taken++) take();
  clock.now += 900;
  expect(refused(take).details.retryAfterMs).toBe(100);
  clock.now += 100;
  expect(take()).toMatchObject({ remaining: 0, resetMs: 60_000 });
  clock.now += 30_000;
  expect(take()).toMatchObject({ remaining: 29, resetMs: 31_000 });
  clock.now += 10 * 60_000;
  expect(take()).toMatchObject({ remaining: 59, resetMs: 1_000 });
});

test('a refusal costs nothing, and waiting as long as it says is enough', () => {
  const { clock, take } = limited(7);
  for (let taken = 0; taken < 7; taken++) take();
  for (let tries = 0; tries < 20; tries++) {
    const { retryAfterMs } = refused(take).details;
    expect(retryAfterMs).toBeLessThanOrEqual(8_572);
  }
  clock.now += refused(take).details.retryAfterMs;
  expect(take()).toMatchObject({ remaining: 0 });
});

test('a refusal says the limit, when to try again and which setting it is', () => {
  const { take } = limited(1);
  take();
  const { message, hint, details } = refused(take);
  expect(message).toBe('Too many requests of this tenant: 1 a minute are allowed');
  expect(hint).toBe('Wait 60 s and send fewer; the setting tenantRequestsPerMinute allows more, on each node');
  expect(details).toEqual({
    retryAfterMs: 60_000,
    limit: { kind: 'tenant', limit: 1, windowMs: 60_000, remaining: 0, resetMs: 60_000 },
  });
});

test('each has a limit of its own, and a tenant and a connection of one id too', () => {
  const limits = createLimits({ tenantRequestsPerMinute: 1, connectionRequestsPerMinute: 2, now: () => 0 });
  for (const id of ['a', 'b', '__proto__']) expect(limits.take('tenant', id)).toMatchObject({ remaining: 0 });
  expect(limits.take('connection', 'a')).toMatchObject({ kind: 'connection', remaining: 1 });
  expect(refused(() => limits.take('tenant', '__proto__')).code).toBe('rate_limited');
});

test('0 sets no limit', () => {
  const { take, limits } = limited(0);
  expect(take()).toBeUndefined();
  expect(limits.take('connection', 'con_a')).toBeUndefined();
});
