import { expect, test } from 'vitest';
import { openIsolate, refusal } from './isolate.fixture.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('one tenant whose code computes for ever does not keep another from running', async () => {
  const isolate = openIsolate({ timeoutMs: 3_000 });
  let ended = 0;
  const slow = Array.from({ length: 8 }, () => isolate.run('while (true);', { owner: 'a' }).catch(() => ended++));
  await pause(300);
  expect(await isolate.output('1 + 1', { owner: 'b' })).toBe(2);
  expect(ended).toBeLessThan(4);
  await isolate.close();
  await Promise.all(slow);
});

test('code that waits for its app keeps nobody from computing', async () => {
  const isolate = openIsolate({ timeoutMs: 20_000, pool: { maxComputing: 2, maxThreads: 8 } });
  let open = () => undefined as undefined;
  const gate = new Promise<void>((resolve) => {
    open = () => void resolve();
  });
  const call = () => gate.then(() => ({ status: 200, headers: {}, body: 'late' }));
  const waiting = Array.from({ length: 4 }, (_, i) =>
    isolate.output('return membrane.api("/x")', { call, owner: `w${i}` }),
  );
  expect(await isolate.output('1 + 1', { owner: 'b' })).toBe(2);
  open();
  expect(await Promise.all(waiting)).toEqual(['late', 'late', 'late', 'late']);
  await isolate.close();
});

test('code that waits too long for its turn is told so, and was not begun', async () => {
  const isolate = openIsolate({ timeoutMs: 2_000, pool: { maxComputing: 1, maxThreads: 1, queueTimeoutMs: 100 } });
  const first = isolate.run('while (true);').catch(() => undefined);
  const late = await refusal(isolate.run('1', { owner: 'b' }));
  expect(late).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('nothing of this one was done') });
  await isolate.close();
  await first;
});

test('one tenant may not fill the queue', async () => {
  const isolate = openIsolate({ pool: { maxComputing: 1, maxThreads: 1, maxQueued: 4 } });
  const runs = [1, 2, 3].map(() => isolate.run('await sleep(1e6)', { owner: 'a' }).catch(() => undefined));
  await pause(10);
  expect((await refusal(isolate.run('1', { owner: 'a' }))).code).toBe('rate_limited');
  const others = [1, 2].map((i) => isolate.run('1', { owner: `b${i}` }).catch(() => undefined));
  expect((await refusal(isolate.run('1', { owner: 'c' }))).code).toBe('unavailable');
  await isolate.close();
  await Promise.all([...runs, ...others]);
});

test('a killed thread is replaced, and what others run goes on', async () => {
  const isolate = openIsolate({ timeoutMs: 5_000 });
  const stop = new AbortController();
  const killed = isolate.run('while (true);', { owner: 'a', signal: stop.signal }).catch(() => 'killed');
  const other = isolate.output('await sleep(300); return "whole"', { owner: 'b' });
  setTimeout(() => stop.abort(), 100);
  expect(await Promise.all([killed, other])).toEqual(['killed', 'whole']);
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((owner) => isolate.output('1', { owner })))).toEqual([1, 1, 1, 1]);
  await isolate.close();
});

test('threads end when there is nothing to do, and start again', async () => {
  const isolate = openIsolate({ pool: { idleMs: 50 } });
  const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  const before = threads();
  expect(await isolate.output('1')).toBe(1);
  await expect.poll(threads).toBeLessThanOrEqual(before);
  expect(await isolate.output('2')).toBe(2);
  await isolate.close();
});

test('closing ends what runs and refuses what comes', async () => {
  const isolate = openIsolate();
  const run = refusal(isolate.run('await sleep(1e6)'));
  await pause(50);
  await isolate.close();
  expect((await run).code).toBe('unavailable');
  expect((await refusal(isolate.run('1'))).code).toBe('unavailable');
});
