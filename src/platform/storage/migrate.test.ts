import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionRow, runRow } from '../../../test/durability/engines.ts';
import { startPostgres, type TestPostgres } from '../../../test/durability/postgres-server.ts';
import type { Engine } from './engine.ts';
import { type Migration, migrate, migrations } from './migrate.ts';
import { openPostgresEngine } from './postgres.ts';
import type { Tables } from './schema.ts';
import { openSqliteEngine } from './sqlite.ts';
import { openStorage, storageOn } from './storage.ts';

const opener = fileURLToPath(new URL('../../../test/durability/opener-process.ts', import.meta.url));
const next: Migration = async (db) => {
  await db.schema.alterTable('tenants').addColumn('note', 'text').execute();
  await sql`update tenants set note = 'migrated'`.execute(db);
};
const broken: Migration = async (db) => {
  await next(db, 1);
  await sql`select * from no_such_table`.execute(db);
};

function suite(newUrl: () => Promise<string>, open: (url: string) => Promise<Engine>): void {
  const applied = async (db: Kysely<Tables>) =>
    (await db.selectFrom('porin_migrations').select('name').execute()).map(({ name }) => name);

  test('an older database is migrated once and keeps its rows', async () => {
    const engine = await open(await newUrl());
    expect(await migrate(engine, 1)).toEqual(Object.keys(migrations));
    await storageOn(engine, () => 1).tenants.ensure('acme', 1);
    const newer = { ...migrations, '0002-note': next };
    expect(await migrate(engine, 2, newer)).toEqual(['0002-note']);
    expect(await migrate(engine, 3, newer)).toEqual([]);
    const { rows } = await sql`select key, note from tenants`.execute(engine.db);
    expect(rows).toEqual([expect.objectContaining({ key: 'acme', note: 'migrated' })]);
    await engine.close();
  });

  test('a migration that fails leaves the database as it was', async () => {
    const engine = await open(await newUrl());
    await migrate(engine, 1);
    await expect(migrate(engine, 2, { ...migrations, '0002-note': next, '0003-broken': broken })).rejects.toMatchObject(
      { name: 'PorinError' },
    );
    expect(await applied(engine.db)).toEqual(Object.keys(migrations));
    await expect(sql`select note from tenants`.execute(engine.db)).rejects.toMatchObject({ name: 'PorinError' });
    await engine.close();
  });

  test('a database of a newer program is refused and not touched', async () => {
    const url = await newUrl();
    const engine = await open(url);
    await migrate(engine, 1, { ...migrations, '9999-future': next });
    await engine.close();
    await expect(openStorage({ url })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('9999-future'),
      hint: expect.stringContaining('Upgrade porin'),
    });
    const again = await open(url);
    expect(await applied(again.db)).toEqual([...Object.keys(migrations), '9999-future']);
    await again.close();
  });

  test('processes that open a new database at once all find the same one', async () => {
    const url = await newUrl();
    const startAt = String(Date.now() + 1500);
    const openings = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', opener, url, startAt]),
    );
    const tenants = (await Promise.all(openings)).map(({ stdout }) => stdout);
    expect(tenants[0]).toMatch(/^ten_/);
    expect(new Set(tenants).size).toBe(1);
  });
}

describe('sqlite', () => {
  const directory = mkdtempSync(join(tmpdir(), 'porin-migrate-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  let count = 0;
  suite(
    async () => `sqlite:${join(directory, `${++count}.db`)}`,
    async (url) => openSqliteEngine(url.slice('sqlite:'.length)),
  );

  test('a full disk is named, fails only what did not fit, and leaves nothing half-written', async () => {
    const engine = openSqliteEngine(join(directory, 'full.db'));
    await migrate(engine, 1);
    const storage = storageOn(engine, () => 1);
    const { id: tenantId } = await storage.tenants.ensure('acme', 1);
    const row = connectionRow(tenantId);
    await storage.connections.insert(row);
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(engine.db);
    await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 10)}`.execute(engine.db);
    const large = runRow(tenantId, { input: 'x'.repeat(1_000_000) });
    const small = runRow(tenantId);
    const [refused, stored] = await Promise.allSettled([storage.runs.claim(large), storage.runs.claim(small)]);
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { code: 'unavailable', message: expect.stringContaining('The disk is full') },
    });
    expect(stored.status).toBe('fulfilled');
    const update = storage.connections.update({ tenantId, id: row.id }, { name: 'new', meta: 'x'.repeat(1_000_000) });
    await expect(update).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('The disk is full'),
    });
    expect(await storage.connections.get(tenantId, row.id)).toEqual(row);
    expect((await storage.runs.find({ tenantId }, { limit: 10 })).items).toEqual([small]);
    expect((await sql`pragma integrity_check`.execute(engine.db)).rows[0]).toMatchObject({ integrity_check: 'ok' });
    await storage.close();
  });
});

describe('postgres', () => {
  let server: TestPostgres | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  suite(
    async () => server?.newDatabase() ?? '',
    (url) => openPostgresEngine(url, undefined),
  );
});
