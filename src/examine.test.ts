import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examine } from './examine.ts';
import { lockDataDir } from './platform/storage/data-lock.ts';
import { openSqliteFile } from './platform/storage/sqlite-file.ts';
import { openStorage } from './platform/storage/storage.ts';
import { openVault } from './platform/vault/vault.ts';

/** A data directory as a gateway that has stopped leaves it. */
async function dataDir(): Promise<string> {
  const data = join(mkdtempSync(join(tmpdir(), 'porin-examine-')), 'data');
  mkdirSync(data, { mode: 0o700 });
  const storage = await openStorage({ url: `sqlite:${join(data, 'porin.db')}` });
  await openVault({ dataDir: data });
  await storage.close();
  return data;
}

/** Seals something under the key of the directory, so that the key is needed from here on. */
async function sealSomething(data: string): Promise<void> {
  const vault = await openVault({ dataDir: data });
  const sealed = vault.seal({ tenantId: 'ten_1', connectionId: 'con_1', version: 1 }, { apiKey: 'very-secret' });
  const file = openSqliteFile(join(data, 'porin.db'));
  file.exec('pragma foreign_keys = off');
  const columns = 'connection_id, tenant_id, key_id, wrapped_key, version, fields';
  const values = ['con_1', 'ten_1', sealed.keyId, sealed.wrappedKey, 1, JSON.stringify(sealed.fields)];
  file.prepare(`insert into credentials (${columns}) values (?, ?, ?, ?, ?, ?)`).run(values);
  file.close();
}

async function look(data: string, env: Record<string, string> = {}, isRunning = false) {
  const { checks, settings } = await examine({ data, port: 0 }, { HOME: tmpdir(), ...env }, { isRunning });
  return { checks, settings, of: (name: string) => checks.filter((check) => check.name === name) };
}

test('a directory as it should be is well, and its key opens what is stored', async () => {
  const data = await dataDir();
  await sealSomething(data);
  const { checks, of, settings } = await look(data);
  expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(of('vault key')[0]?.message).toContain('1 tried');
  expect(settings).toMatchObject({ dataDir: data, port: 0 });
});

test('what is not there yet is well, and is not made', async () => {
  const data = join(mkdtempSync(join(tmpdir(), 'porin-examine-')), 'none');
  const { checks } = await look(data);
  expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(existsSync(data)).toBe(false);
});

test('looking changes nothing in the database', async () => {
  const data = await dataDir();
  const digest = () =>
    createHash('sha256')
      .update(readFileSync(join(data, 'porin.db')))
      .digest('hex');
  const before = digest();
  await look(data);
  expect(digest()).toBe(before);
});

test('a key that is gone, open to others or another one is a failure that names the way back', async () => {
  const data = await dataDir();
  await sealSomething(data);
  const key = join(data, 'vault.key');
  chmodSync(key, 0o644);
  expect((await look(data)).of('vault key')).toMatchObject([
    { status: 'fail', hint: expect.stringContaining('chmod 600') },
  ]);
  const text = readFileSync(key);
  rmSync(key);
  expect((await look(data)).of('vault key')).toMatchObject([
    { status: 'fail', hint: expect.stringContaining('backup') },
  ]);
  expect(existsSync(key)).toBe(false);
  await openVault({ dataDir: data });
  const { checks, of } = await look(data);
  expect(of('vault key')).toMatchObject([{ status: 'fail', message: expect.stringContaining('need') }]);
  expect(JSON.stringify(checks)).not.toContain(JSON.parse(text.toString()).keys[JSON.parse(text.toString()).active]);
});

test('a database that is damaged, none, or newer is a failure', async () => {
  const data = await dataDir();
  const path = join(data, 'porin.db');
  const file = openSqliteFile(path);
  file.exec("insert into porin_migrations (name, applied_at) values ('9999-future', 1)");
  file.close();
  expect((await look(data)).of('database')).toMatchObject([
    { status: 'fail', message: expect.stringContaining('9999-future') },
  ]);
  const whole = readFileSync(path);
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 8192, whole.length - 4096);
  writeFileSync(path, damaged);
  expect((await look(data)).of('database')).toMatchObject([
    { status: 'fail', message: expect.stringContaining('damaged') },
  ]);
  writeFileSync(path, 'no database at all, but long enough to be looked at as one'.repeat(100));
  expect((await look(data)).of('database')).toMatchObject([
    { status: 'fail', message: expect.stringContaining('not a database') },
  ]);
});

test('a database that a gateway has open is left alone', async () => {
  const data = await dataDir();
  const lock = lockDataDir(data);
  expect((await look(data, {}, true)).of('database')).toMatchObject([{ status: 'ok' }]);
  // Another user's gateway announces itself elsewhere; its lock says that it is there.
  expect((await look(data)).of('database')).toMatchObject([{ status: 'warn', message: expect.stringContaining(data) }]);
  lock.release();
});

test('a directory that others may read is told with the command that closes it', async () => {
  const data = await dataDir();
  chmodSync(data, 0o755);
  expect((await look(data)).of('data directory')).toMatchObject([{ status: 'warn', hint: `chmod 700 ${data}` }]);
});

test('a variable that nothing reads is told with the nearest one', async () => {
  const { of } = await look(await dataDir(), { PORIN_PRT: '1', PORIN_URL: 'http://x', PORIN_DATA: '/x' });
  expect(of('environment')).toMatchObject([{ status: 'warn', hint: 'Did you mean PORIN_PORT?' }]);
});

test('settings that contradict each other, and addresses without TLS, are failures', async () => {
  const data = await dataDir();
  expect((await look(data, { PORIN_PUBLIC_URL: 'http://porin.example' })).of('settings')).toMatchObject([
    { status: 'fail' },
  ]);
  expect((await look(data, { PORIN_HOST: '0.0.0.0' })).of('address')).toMatchObject([{ status: 'fail' }]);
  expect((await look(data, { PORIN_LOG_LEVEL: 'loud' })).of('settings')).toMatchObject([{ status: 'fail' }]);
});

test('a Postgres that cannot be reached is a failure that does not tell its password', async () => {
  const url = 'postgres://porin:hunter22@127.0.0.1:1/porin';
  const { checks, of } = await look(await dataDir(), { PORIN_DATABASE_URL: url });
  expect(of('database')).toMatchObject([{ status: 'fail' }]);
  expect(JSON.stringify(checks)).not.toContain('hunter22');
});
