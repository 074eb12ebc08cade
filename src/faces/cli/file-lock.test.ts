import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withFileLock } from './file-lock.ts';

function lockFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'porin-lock-')), 'x.lock');
}

test('one at a time works under a lock, and nothing of it is left', async () => {
  const file = lockFile();
  let inside = 0;
  let most = 0;
  const work = () =>
    withFileLock(file, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
    });
  await Promise.all([work(), work(), work(), work()]);
  expect(most).toBe(1);
  expect(readdirSync(join(file, '..'))).toEqual([]);
});

test('a lock whose process is gone is taken over by one of many', async () => {
  const file = lockFile();
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(file, `${hostname()} ${pid} 0`);
  let inside = 0;
  const results = await Promise.all(
    [1, 2, 3].map(() =>
      withFileLock(file, async () => {
        inside += 1;
        await sleep(5);
        return inside--;
      }),
    ),
  );
  expect(results).toEqual([1, 1, 1]);
});

test('a lock of another machine is taken over only when it is older than any work', async () => {
  const file = lockFile();
  writeFileSync(file, 'elsewhere 1 0');
  let isDone = false;
  const waiting = withFileLock(file, async () => {
    isDone = true;
  });
  await sleep(100);
  expect(isDone).toBe(false);
  const before = Date.now() / 1000 - 60;
  utimesSync(file, before, before);
  await waiting;
  expect(isDone).toBe(true);
});

test('the lock is free again after a failure', async () => {
  const file = lockFile();
  await expect(withFileLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withFileLock(file, async () => 1)).toBe(1);
});
