import { expect, test } from 'vitest';
import { stopSwitch } from './undo.ts';

test('a step that fails is reported, and the others are done, the last first', async () => {
  const done: string[] = [];
  const failures: unknown[] = [];
  const { stop, stopped } = stopSwitch(
    [
      () => done.push('database'),
      () => Promise.reject(new Error('disk')),
      () => {
        throw new Error('port');
      },
      () => done.push('server'),
    ],
    (error) => failures.push(String(error)),
  );
  await stop();
  await stopped;
  expect(done).toEqual(['server', 'database']);
  expect(failures).toEqual(['Error: port', 'Error: disk']);
});

test('stopping twice does everything once', async () => {
  let times = 0;
  const { stop } = stopSwitch([() => times++], () => undefined);
  await Promise.all([stop(), stop()]);
  await stop();
  expect(times).toBe(1);
});
