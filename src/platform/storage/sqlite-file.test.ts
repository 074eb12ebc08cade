import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteFile } from './sqlite-file.ts';

const onDisk = () => join(mkdtempSync(join(tmpdir(), 'porin-sqlite-')), 'file.db');

test.each([
  ['in memory', () => ':memory:'],
  ['on disk', onDisk],
])('a database %s can be asked after it was closed, and closed again', (_, path) => {
  const file = openSqliteFile(path());
  file.close();
  expect(file.inTransaction).toBe(false);
  expect(() => file.exec('select 1')).toThrow('not open');
  expect(() => file.prepare('select 1')).toThrow('not open');
  expect(() => file.transaction(() => 1)).toThrow('not open');
  expect(() => file.close()).not.toThrow();
});

test('a database that is closed in a transaction tells the error of the transaction', () => {
  const file = openSqliteFile(onDisk());
  const closing = () =>
    file.transaction(() => {
      file.close();
      throw new Error('no');
    });
  expect(closing).toThrow('no');
});
