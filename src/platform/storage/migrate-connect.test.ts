import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import type { Engine } from './engine.ts';
import { migrate, migrations } from './migrate.ts';
import { foundation } from './migrations/0001-foundation.ts';
import { openPostgresEngine } from './postgres.ts';
import { openSqliteEngine } from './sqlite.ts';
import { storageOn } from './storage.ts';

const directory = mkdtempSync(join(tmpdir(), 'porin-migrate-connect-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A database as the first release left it, with a connection, its credentials and a link. */
async function fillFoundation(engine: Engine): Promise<void> {
  await migrate(engine, 1, { '0001-foundation': foundation });
  const { db } = engine;
  await sql`insert into tenants (id, workspace_id, key, name, created_at)
    select 'ten_old', id, 'old', 'Old', 1 from workspaces`.execute(db);
  await sql`insert into connections (id, tenant_id, name, app, auth_option, sandbox, state, fields, search_text,
    revision, created_at, updated_at) values ('con_old', 'ten_old', 'Meetings', 'clickmeeting', 'api_key', 0, 'READY',
    '{"region":"eu"}', 'meetings', 3, 1, 2)`.execute(db);
  await sql`insert into credentials (connection_id, tenant_id, key_id, wrapped_key, version, fields)
    values ('con_old', 'ten_old', 'mk', 'd2E=', 4, '{"apiKey":"c2VhbGVk"}')`.execute(db);
  await sql`insert into connect_links (hash, tenant_id, connection_id, created_at, expires_at)
    values ('old', 'ten_old', 'con_old', 1, 100)`.execute(db);
}

async function expectMigrated(engine: Engine): Promise<void> {
  await fillFoundation(engine);
  expect(await migrate(engine, 2)).toEqual(Object.keys(migrations).slice(1));
  const storage = storageOn(engine, () => 5);
  const row = await storage.connections.get('ten_old', 'con_old');
  expect(row).toMatchObject({ revision: 3, fields: { region: 'eu' }, state: 'READY' });
  expect(row).toMatchObject({ integrationId: null, question: null, credentialsExpireAt: null });
  expect(await storage.connectLinks.byHash('old')).toMatchObject({
    requestedBy: null,
    requestId: null,
    browserHash: null,
    connectionId: 'con_old',
  });
  const own = { tenantId: 'ten_old', integrationId: 'clickmeeting', isConnected: true };
  expect((await storage.connections.find(own, { limit: 5 })).items).toEqual([row]);
  expect(await storage.refreshLeases.due(10, 5, 5)).toEqual([]);
  const question = { about: 'app', candidates: ['a', 'b'] } as const;
  await storage.connections.update({ tenantId: 'ten_old', id: 'con_old' }, { credentialsExpireAt: 7, question });
  const [due] = await storage.refreshLeases.due(10, 5, 5);
  expect(due).toMatchObject({ id: 'con_old', credentialsExpireAt: 7, question });
  await storage.close();
}

test('connections and links of the first release are kept by the newest, on SQLite', () =>
  expectMigrated(openSqliteEngine(join(directory, 'old.db'))));

test('connections and links of the first release are kept by the newest, on Postgres', async () => {
  const server = await startPostgres();
  try {
    await expectMigrated(await openPostgresEngine(await server.newDatabase(), undefined));
  } finally {
    await server.stop();
  }
});

test('what is due and what is in a state is looked up in an index', async () => {
  const engine = openSqliteEngine(':memory:');
  await migrate(engine, 1);
  const planOf = async (condition: string) => {
    const query = sql.raw(`explain query plan select * from connections where ${condition}`);
    const { rows } = await sql<{ detail: string }>`${query}`.execute(engine.db);
    return rows.map(({ detail }) => detail).join('\n');
  };
  expect(await planOf('credentials_expire_at <= 5 order by credentials_expire_at')).toMatch(
    /USING INDEX connections_credentials_expiry/,
  );
  expect(await planOf("state = 'BUILDING' order by created_at, id")).toMatch(/USING INDEX connections_state/);
  await engine.close();
});
