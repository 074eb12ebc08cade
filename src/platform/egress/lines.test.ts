import { expect, test } from 'vitest';
import type { EgressLimits } from '../../kernel/ports/egress.ts';
import { Lines } from './lines.ts';

const limits = (changes: Partial<EgressLimits> = {}): EgressLimits => ({
  key: 'con_1',
  concurrency: 2,
  timeoutMs: 2_000,
  maxResponseBytes: 1,
  ...changes,
});
const clock = () => performance.now();
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('as many as the concurrency enter at once and the next waits for somebody to leave', async () => {
  const lines = new Lines(clock);
  expect([lines.tryEnter(limits()), lines.tryEnter(limits()), lines.tryEnter(limits())]).toEqual([true, true, false]);
  let entered = false;
  const waiting = lines.wait(limits(), undefined).then(() => {
    entered = true;
  });
  await settled();
  expect(entered).toBe(false);
  lines.leave('con_1');
  await waiting;
  expect(lines.tryEnter(limits())).toBe(false);
});

test('places are given in order of arrival and nobody slips past those who wait', async () => {
  const lines = new Lines(clock);
  const one = limits({ concurrency: 1 });
  lines.tryEnter(one);
  const order: number[] = [];
  const all = [1, 2, 3].map((number) => lines.wait(one, undefined).then(() => order.push(number)));
  for (const _ of all) {
    lines.leave('con_1');
    expect(lines.tryEnter(one)).toBe(false);
    await settled();
  }
  await Promise.all(all);
  expect(order).toEqual([1, 2, 3]);
});

test('connections have lines of their own', () => {
  const lines = new Lines(clock);
  const one = { concurrency: 1 };
  expect(lines.tryEnter(limits({ ...one, key: 'a' }))).toBe(true);
  expect(lines.tryEnter(limits({ ...one, key: 'b' }))).toBe(true);
});

test('a rate lets one second of requests through and then one per interval', () => {
  let now = 0;
  const lines = new Lines(() => now);
  const rate = limits({ concurrency: 100, perSecond: 4 });
  const enterAll = () => {
    let count = 0;
    while (lines.tryEnter(rate)) count++;
    return count;
  };
  expect(enterAll()).toBe(4);
  now += 250;
  expect(enterAll()).toBe(1);
  now += 10_000;
  expect(enterAll()).toBe(4);
  now -= 60_000;
  expect(enterAll()).toBe(0);
});

test('a rate under one per second still lets requests through', () => {
  let now = 0;
  const lines = new Lines(() => now);
  const slow = limits({ perSecond: 0.5 });
  expect([lines.tryEnter(slow), lines.tryEnter(slow)]).toEqual([true, false]);
  now += 2_000;
  expect(lines.tryEnter(slow)).toBe(true);
});

test('those whom the rate holds up are let in when it allows, with nobody leaving', async () => {
  const lines = new Lines(clock);
  const rate = limits({ concurrency: 100, perSecond: 20 });
  while (lines.tryEnter(rate));
  const started = performance.now();
  await Promise.all([lines.wait(rate, undefined), lines.wait(rate, undefined)]);
  expect(performance.now() - started).toBeGreaterThan(60);
});

test('a full line refuses with how long to wait', async () => {
  const lines = new Lines(clock);
  const one = limits({ concurrency: 1 });
  lines.tryEnter(one);
  const abort = new AbortController();
  const waiting = Array.from({ length: 256 }, () => lines.wait(one, abort.signal).catch(() => undefined));
  await expect(lines.wait(one, undefined)).rejects.toMatchObject({
    code: 'rate_limited',
    details: { retryAfterMs: expect.any(Number) },
  });
  abort.abort();
  await Promise.all(waiting);
});

test('nobody waits longer than the time-out', async () => {
  const lines = new Lines(clock);
  const one = limits({ concurrency: 1, timeoutMs: 50 });
  lines.tryEnter(one);
  await expect(lines.wait(one, undefined)).rejects.toMatchObject({
    code: 'rate_limited',
    message: expect.stringContaining('50 ms'),
  });
  lines.leave('con_1');
  expect(lines.tryEnter(one)).toBe(true);
});

test('an abandoned place goes to the next in line', async () => {
  const lines = new Lines(clock);
  const one = limits({ concurrency: 1 });
  lines.tryEnter(one);
  const abort = new AbortController();
  const first = lines.wait(one, abort.signal);
  const second = lines.wait(one, undefined);
  abort.abort(new Error('left'));
  await expect(first).rejects.toThrow('left');
  lines.leave('con_1');
  await second;
  await expect(lines.wait(one, abort.signal)).rejects.toThrow('left');
});

test('lines of connections that fell silent are forgotten', () => {
  let now = 0;
  const lines = new Lines(() => now);
  for (let index = 0; index < 20_000; index++) {
    now += 10;
    const each = limits({ key: `con_${index}`, perSecond: 5 });
    lines.tryEnter(each);
    lines.leave(each.key);
  }
  expect(lines.size).toBeLessThan(1_200);
});
