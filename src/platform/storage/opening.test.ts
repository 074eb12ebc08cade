import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { runRow } from '../../../test/durability/engines.ts';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import { openSqliteEngine } from './sqlite.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { openStorage } from './storage.ts';

const directory = mkdtempSync(join(tmpdir(), 'porin-opening-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
const newPath = () => join(directory, `${++files}`, 'porin.db');

function withText(text: string): string {
  const path = newPath();
  mkdirSync(join(path, '..'));
  writeFileSync(path, text);
  return path;
}

/** Root may write everywhere, so for it the work is done as another user. */
function unprivileged<T>(work: () => T): T {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

test('a new database is made with its directory, and only its user may read it', async () => {
  const path = newPath();
  const storage = await openStorage({ url: `sqlite:${path}` });
  await storage.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
});

test('what was stored is there after reopening', async () => {
  const url = `sqlite:${newPath()}`;
  const first = await openStorage({ url });
  const tenant = await first.tenants.ensure('acme', 1);
  await first.close();
  const second = await openStorage({ url });
  expect(await second.tenants.get(tenant.id)).toEqual(tenant);
  await second.close();
});

test('a database in an unwritable directory is refused with its path and the reason', () => {
  chmodSync(directory, 0o755);
  const locked = join(directory, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  const path = join(locked, 'porin.db');
  expect(() => unprivileged(() => openSqliteEngine(path))).toThrow(
    expect.objectContaining({
      code: 'configuration',
      message: expect.stringMatching(new RegExp(`${path}.*EACCES`)),
      hint: expect.stringContaining('--data'),
    }),
  );
});

test('a read-only database file is refused before anything is written', async () => {
  const path = newPath();
  await (await openStorage({ url: `sqlite:${path}` })).close();
  chmodSync(directory, 0o755);
  chmodSync(join(path, '..'), 0o777);
  chmodSync(path, 0o444);
  expect(() => unprivileged(() => openSqliteEngine(path))).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(path) }),
  );
});

test.each([
  ['a directory in its place', () => directory],
  ['a file as its directory', () => join(withText(''), 'porin.db')],
])('%s is refused with the path', async (_name, path) => {
  const name = path();
  await expect(openStorage({ url: `sqlite:${name}` })).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining(name),
  });
});

test('a file that is no database is refused and left as it is', async () => {
  const text = 'Dear diary, this is not a database. '.repeat(100);
  const path = withText(text);
  await expect(openStorage({ url: `sqlite:${path}` })).rejects.toMatchObject({
    code: 'configuration',
    message: `${path} is not a database`,
  });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a database that another program holds is a conflict with a hint', async () => {
  const path = withText('');
  const other = openSqliteFile(path, { exclusive: true });
  other.exec('begin exclusive');
  await expect(openStorage({ url: `sqlite:${path}` })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(path),
    hint: expect.stringContaining('other program'),
  });
  other.close();
});

test('a write that meets a lock is a conflict, and succeeds after it', async () => {
  const path = newPath();
  const storage = await openStorage({ url: `sqlite:${path}` });
  const other = openSqliteFile(path);
  other.exec('begin immediate');
  await expect(storage.tenants.ensure('acme', 1)).rejects.toMatchObject({ code: 'conflict' });
  other.exec('rollback');
  await expect(storage.tenants.ensure('acme', 1)).resolves.toMatchObject({ key: 'acme' });
  other.close();
  await storage.close();
});

test('after closing, what was accepted is stored and what comes later is refused', async () => {
  const url = `sqlite:${newPath()}`;
  const storage = await openStorage({ url });
  const accepted = storage.runs.claim(runRow('t', { id: 'run_1' }));
  const closed = Promise.all([storage.close(), storage.close()]);
  await expect(storage.runs.claim(runRow('t', { id: 'run_2' }))).rejects.toMatchObject({ code: 'unavailable' });
  await accepted;
  await closed;
  const again = await openStorage({ url });
  expect((await again.runs.find({ tenantId: 't' }, { limit: 10 })).items.map(({ id }) => id)).toEqual(['run_1']);
  await again.close();
});

test.each([
  'mysql://root:hunter2@localhost/db',
  'hunter2',
  'postgres://user:hunter2@host:notaport/db',
  'postgres://user:hunter2@127.0.0.1:1/db',
])('the address %s is refused without its password', async (url) => {
  const error = await openStorage({ url }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'PorinError', code: expect.stringMatching(/^(configuration|unavailable)$/) });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('hunter2');
});

test('Postgres names what it refuses, never the password, and its end is reported as unavailable', async () => {
  const server = await startPostgres();
  const url = await server.newDatabase();
  const open = (address: string) => openStorage({ url: address }).catch((reason: unknown) => reason);
  const wrongPassword = await open(url.replace('test-password', 'hunter2'));
  expect(wrongPassword).toMatchObject({
    code: 'configuration',
    message: expect.stringContaining(`127.0.0.1:${server.port}`),
  });
  expect(inspect(wrongPassword, { depth: 10, showHidden: true })).not.toContain('hunter2');
  expect(await open(`${url}_none`)).toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('no such database'),
  });
  const storage = await openStorage({ url });
  await storage.tenants.ensure('acme', 1);
  await server.stop();
  await expect(storage.ping()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`127.0.0.1:${server.port}`),
  });
  const completion = { id: 'run_1', status: 'success', output: 1, error: 1, details: 1, completedAt: 1 } as const;
  await expect(storage.runs.complete(completion)).rejects.toMatchObject({ code: 'unavailable' });
  await storage.close();
});
