import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Logger } from '../kernel/ports/telemetry.ts';
import { openSqliteFile } from '../platform/storage/sqlite-file.ts';
import type { SandboxDefinition } from './definition.ts';
import { createSandbox } from './sandbox.ts';
import { openStore } from './store.ts';
import { type Note, tinySandbox } from './tiny-sandbox.fixture.ts';

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'porin-version-')), 'tiny.sqlite');
const filesOf = (file: string): string[] => readdirSync(join(file, '..')).sort();

async function boot(file: string, change: Partial<SandboxDefinition> = {}) {
  const said: string[] = [];
  const logger = { warn: (_: object, message: string) => said.push(message) } as unknown as Logger;
  const sandbox = await createSandbox({ ...tinySandbox, ...change }, { app: 'tiny', file, logger });
  onTestFinished(() => sandbox.close());
  const notes = sandbox.world.store.collection<Note>('notes');
  return { sandbox, said, notes, texts: () => notes.all().map(({ text }) => text) };
}

async function written(file: string): Promise<void> {
  const { sandbox, notes } = await boot(file);
  notes.insert({ id: 7, text: 'mine' });
  sandbox.snapshot('old');
  await sandbox.close();
}

test('data of the same version is used as it is', async () => {
  const file = newFile();
  await written(file);
  const { said, texts, sandbox } = await boot(file);
  expect([said, texts(), sandbox.world.store.snapshots().length]).toEqual([[], ['mine', 'first'], 1]);
});

test('data of an older version is migrated, and its snapshots go', async () => {
  const file = newFile();
  await written(file);
  const migrate: SandboxDefinition['migrate'] = (store, from) => {
    for (const { id, text } of store.collection<Note>('notes').all()) {
      store.collection<Note>('notes').update(id, { text: `${text} of ${from}` });
    }
  };
  const second = await boot(file, { dataVersion: 2, migrate });
  expect(second.texts()).toEqual(['mine of 1', 'first of 1']);
  expect(second.said).toEqual(['sandbox data was migrated, and its snapshots dropped']);
  expect(second.sandbox.world.store.snapshots()).toEqual([]);
  await second.sandbox.close();
  expect((await boot(file, { dataVersion: 2, migrate })).texts()).toEqual(['mine of 1', 'first of 1']);
});

test.each([
  ['no way to migrate', 2, undefined],
  [
    'a migration that fails',
    2,
    () => {
      throw new Error('an odd document');
    },
  ],
  ['data of a newer program', 0, undefined],
])('%s sets the file aside whole, and seeds anew', async (_, dataVersion, migrate) => {
  const file = newFile();
  await written(file);
  const { said, texts, sandbox } = await boot(file, { dataVersion, ...(migrate === undefined ? {} : { migrate }) });
  expect([said, texts()]).toEqual([['sandbox data was set aside'], ['first']]);
  await sandbox.close();
  expect(filesOf(file)).toEqual([
    'tiny.sqlite',
    expect.stringMatching(/^tiny\.sqlite\.old-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/),
  ]);
  const old = openStore(join(file, '..', filesOf(file)[1] ?? ''));
  expect(
    old
      .collection<Note>('notes')
      .all()
      .map(({ text }) => text),
  ).toEqual(['mine', 'first']);
  expect(old.snapshots()).toHaveLength(1);
  old.close();
  expect((await boot(file, { dataVersion })).said).toEqual([]);
});

test('a file from before there were versions is set aside', async () => {
  const file = newFile();
  const store = openStore(file);
  store.collection<Note>('notes').insert({ id: 1, text: 'ancient' });
  store.setState('seeded', true);
  store.close();
  const { texts, said } = await boot(file);
  expect([said, texts()]).toEqual([['sandbox data was set aside'], ['first']]);
});

test('a database of another program is refused, and stays as it was', async () => {
  const file = newFile();
  const other = openSqliteFile(file);
  other.exec('create table users (name text); pragma user_version = 7');
  other.close();
  await expect(boot(file)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('another program, with the table users'),
  });
  const after = openSqliteFile(file);
  expect(after.prepare("select name from sqlite_master where type = 'table'").all()).toEqual([{ name: 'users' }]);
  after.close();
});

test('a damaged file is named, and nothing holds it afterwards', async () => {
  const file = newFile();
  await written(file);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0x55, 4096));
  await expect(boot(file)).rejects.toMatchObject({ code: 'configuration', message: expect.stringContaining(file) });
  rmSync(file);
  expect((await boot(file)).texts()).toEqual(['first']);
});

test('what is set aside within a second keeps both files', async () => {
  const file = newFile();
  await written(file);
  for (const dataVersion of [2, 3, 4]) await (await boot(file, { dataVersion })).sandbox.close();
  expect(filesOf(file)).toHaveLength(4);
});
