import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteFile } from './sqlite-file.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

function inDirectory<T>(use: (directory: string) => T): T {
  return use(mkdtempSync(join(tmpdir(), 'porin-wal-')));
}

test('the log of an open database is flushed as often as asked', () =>
  inDirectory(async (directory) => {
    const path = join(directory, 'some.db');
    const file = openSqliteFile(path);
    file.exec('create table t (a)');
    const log = new WriteAheadLog(`${path}-wal`);
    await log.flush();
    file.exec('insert into t values (1)');
    await log.flush();
    log.close();
    file.close();
    rmSync(directory, { recursive: true });
  }));

test('a log that cannot be flushed is an error that says so', () =>
  inDirectory(async (directory) => {
    const log = new WriteAheadLog(join(directory, 'absent-wal'));
    await expect(log.flush()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('did not confirm'),
    });
    // The file came into being: the next flush finds it.
    writeFileSync(join(directory, 'absent-wal'), '');
    await expect(log.flush()).resolves.toBeUndefined();
    log.close();
    rmSync(directory, { recursive: true });
  }));
