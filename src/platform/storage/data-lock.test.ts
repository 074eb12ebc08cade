import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataDir } from './data-lock.ts';

const directory = () => mkdtempSync(join(tmpdir(), 'porin-lock-'));

test('a directory is held by one, and free again when that one lets go', () => {
  const dataDir = directory();
  const lock = lockDataDir(dataDir);
  expect(() => lockDataDir(dataDir)).toThrow(
    expect.objectContaining({ code: 'conflict', message: expect.stringContaining(dataDir) }),
  );
  lock.release();
  lockDataDir(dataDir).release();
});

test('the lock of a killed process is gone with it', async () => {
  const dataDir = directory();
  const holder = new URL('./data-lock.ts', import.meta.url).href;
  const code = `import { lockDataDir } from '${holder}'; lockDataDir('${dataDir}'); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', code]);
  await once(child.stdout, 'data');
  expect(() => lockDataDir(dataDir)).toThrow(expect.objectContaining({ code: 'conflict' }));
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockDataDir(dataDir).release();
});

test.skipIf(process.getuid?.() === 0)('a directory that cannot be written is named', () => {
  const dataDir = directory();
  chmodSync(dataDir, 0o500);
  expect(() => lockDataDir(dataDir)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(dataDir) }),
  );
});

test('a path that is no directory is named', () => {
  expect(() => lockDataDir('/dev/null')).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining('/dev/null') }),
  );
});
