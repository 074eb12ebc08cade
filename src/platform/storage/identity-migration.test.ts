import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approvedRequest, issued, tokenRow } from '../../../test/durability/identity-rows.ts';
import { startPostgres, type TestPostgres } from '../../../test/durability/postgres-server.ts';
import type { Engine } from './engine.ts';
import { migrate, migrations } from './migrate.ts';
import { openPostgresEngine } from './postgres.ts';
import { openSqliteEngine } from './sqlite.ts';
import { storageOn } from './storage.ts';

let server: TestPostgres | undefined;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

const engines: readonly [string, () => Promise<Engine>][] = [
  ['sqlite', async () => openSqliteEngine(':memory:')],
  ['postgres', async () => openPostgresEngine((await server?.newDatabase()) ?? '', undefined)],
];

test.each(engines)('a database of the first version keeps its rows and gets what is new on %s', async (_name, open) => {
  const engine = await open();
  const [first = '', ...later] = Object.keys(migrations);
  await migrate(engine, 1, Object.fromEntries(Object.entries(migrations).slice(0, 1)));
  const hash = 'a'.repeat(64);
  await sql`insert into tenants (id, workspace_id, key, name, created_at)
    select 'ten_old', id, 'acme', 'ÄCME', 5 from workspaces`.execute(engine.db);
  await sql`insert into tokens (id, tenant_id, hash, name, scopes, created_at)
    values ('tok_old', 'ten_old', ${hash}, 'ci', '["proxy"]', 6)`.execute(engine.db);
  expect(first).toBe('0001-foundation');
  expect(await migrate(engine, 2)).toEqual(later);
  const storage = storageOn(engine, () => 3);
  const workspace = await storage.workspaces.get();
  expect(workspace).toMatchObject({ key: 'default', settings: {} });
  const tenant = {
    id: 'ten_old',
    workspaceId: workspace.id,
    key: 'acme',
    name: 'ÄCME',
    meta: undefined,
    fields: undefined,
    createdAt: 5,
    archivedAt: null,
  };
  expect(await storage.tenants.ensure('acme', 9)).toEqual(tenant);
  expect((await storage.tenants.list({ search: 'äcme' }, { limit: 10 })).items).toEqual([tenant]);
  const token = { id: 'tok_old', hash, name: 'ci', scopes: ['proxy'], createdAt: 6 };
  expect(await storage.tokens.byHash(hash)).toEqual(tokenRow('ten_old', { ...token, scopes: ['proxy'] }));
  const { request, grant } = await approvedRequest(storage, 'ten_old');
  expect(await storage.oauthRequests.redeem(request.hash, issued(grant))).toBe(true);
  await storage.close();
});

test.each(engines)('a token of a grant that does not exist is refused on %s', async (_name, open) => {
  const engine = await open();
  await migrate(engine, 1);
  const storage = storageOn(engine, () => 3);
  const { id } = await storage.tenants.ensure('acme', 1);
  await expect(storage.tokens.insert(tokenRow(id, { grantId: 'grt_none' }))).rejects.toMatchObject({
    code: 'internal',
  });
  await storage.close();
});
