import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { keyOf, savedActionRow } from '../../../test/durability/action-rows.ts';
import { runRow } from '../../../test/durability/engines.ts';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import type { Engine } from './engine.ts';
import { migrate, migrations } from './migrate.ts';
import { openPostgresEngine } from './postgres.ts';
import { openSqliteEngine } from './sqlite.ts';
import { storageOn } from './storage.ts';

const directory = mkdtempSync(join(tmpdir(), 'porin-migrate-actions-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const older = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0005'));

/** A database as it was before actions were saved, with a run that ended and one that its process left. */
async function fillOlder(engine: Engine): Promise<void> {
  expect(await migrate(engine, 1, older)).toEqual(Object.keys(older));
  await sql`insert into tenants (id, workspace_id, key, name, created_at, search_text)
    select 'ten_old', id, 'old', 'Old', 1, 'old' from workspaces`.execute(engine.db);
  const columns = sql`id, tenant_id, connection_id, app, action_key, effect, status, input, output, created_at, completed_at`;
  await sql`insert into runs (${columns}) values
    ('run_old', 'ten_old', 'con_1', 'app', 'list', 'read', 'success', '1', '{"a":2}', 5, 6),
    ('run_open', 'ten_old', 'con_1', 'app', 'send', 'write', 'running', '1', null, 7, null)`.execute(engine.db);
}

async function expectMigrated(engine: Engine): Promise<void> {
  await fillOlder(engine);
  expect(await migrate(engine, 2)).toEqual(Object.keys(migrations).filter((name) => !(name in older)));
  const storage = storageOn(engine, () => 5);
  const none = { actionId: null, actionLayer: null, integrationId: null, request: undefined, meta: undefined };
  const old = await storage.runs.get('ten_old', 'run_old');
  expect(old).toMatchObject({ ...none, input: 1, output: { a: 2 }, completedAt: 6 });
  expect((await storage.runs.find({ tenantId: 'ten_old' }, { limit: 5 })).items).toHaveLength(2);
  expect((await storage.runs.find({ tenantId: 'ten_old', actionId: 'act_1' }, { limit: 5 })).items).toEqual([]);
  expect(await storage.runs.closeAbandoned(8, 9)).toBe(1);
  expect(await storage.runs.get('ten_old', 'run_open')).toMatchObject({
    status: 'unknown',
    error: { code: 'outcome_unknown' },
  });
  const run = runRow('ten_old', { actionId: 'act_1' });
  expect(await storage.runs.claim(run, keyOf(run))).toBe(true);
  await storage.actions.insert(await savedActionRow(storage, 'ten_old', { key: 'report' }));
  expect(await storage.actions.named('ten_old', 'report')).toHaveLength(1);
  expect(await storage.runs.deleteBefore(8, 10)).toBe(2);
  await storage.close();
}

test('runs of an older database are kept by the newest, on SQLite', () =>
  expectMigrated(openSqliteEngine(join(directory, 'old.db'))));

test('runs of an older database are kept by the newest, on Postgres', async () => {
  const server = await startPostgres();
  try {
    await expectMigrated(await openPostgresEngine(await server.newDatabase(), undefined));
  } finally {
    await server.stop();
  }
});

test('what is looked for, and what is old, is found in an index', async () => {
  const engine = openSqliteEngine(':memory:');
  await migrate(engine, 1);
  const planOf = async (query: string) => {
    const { rows } = await sql<{ detail: string }>`${sql.raw(`explain query plan ${query}`)}`.execute(engine.db);
    return rows.map(({ detail }) => detail).join('\n');
  };
  const page = 'order by created_at desc, id desc';
  const ofRuns = (condition: string) => planOf(`select * from runs where tenant_id = 't' and ${condition} ${page}`);
  const inOrder = /^(?!.*TEMP B-TREE)/s;
  expect(await ofRuns("action_id = 'a'")).toMatch(/USING INDEX runs_action_page/);
  expect(await ofRuns("action_id = 'a'")).toMatch(inOrder);
  expect(await ofRuns("integration_id = 'a'")).toMatch(/USING INDEX runs_integration_page/);
  expect(await planOf("select id from runs where created_at < 5 and status <> 'running' order by created_at")).toMatch(
    /USING INDEX runs_age/,
  );
  expect(await planOf('select tenant_id, key from idempotency_keys where expires_at < 5 order by expires_at')).toMatch(
    /USING INDEX idempotency_keys_expiry/,
  );
  expect(await planOf("update idempotency_keys set answer = '' where run_id = 'r'")).toMatch(/idempotency_keys_run/);
  expect(await planOf(`select * from api_logs where tenant_id = 't' and is_success = 0 ${page}`)).toMatch(
    /USING INDEX api_logs_failed_page/,
  );
  expect(await planOf(`select * from api_logs where tenant_id = 't' ${page}`)).toMatch(inOrder);
  expect(await planOf("select * from actions where workspace_id = 'w' and key = 'k' and archived_at is null")).toMatch(
    /USING INDEX actions_place/,
  );
  for (const [whose, index] of [
    ["tenant_id = 't'", 'actions_own_page'],
    ["workspace_id = 'w' and tenant_id is null", 'actions_shared_page'],
  ]) {
    const plan = await planOf(`select id, name from actions where ${whose} ${page}`);
    expect(plan).toMatch(new RegExp(`USING INDEX ${index}`));
    expect(plan).toMatch(inOrder);
  }
  await engine.close();
});
