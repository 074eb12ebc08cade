import type { Kysely } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Page, PageRequest, Storage } from '../../kernel/ports/storage.ts';
import type { TenantRow } from '../../kernel/ports/storage-identity.ts';
import { decodeJson, encodeJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { TenantsTable } from './schema-identity.ts';
import { containing, searchText } from './search-text.ts';
import { withPatch } from './with-patch.ts';
import { defaultWorkspaceKey } from './workspaces.ts';

/** Tenants of the one workspace there is. */
export function tenants({ db }: Engine, committed: Committed): Storage['tenants'] {
  return {
    ensure: (key, now, name = key) => ensure(db, key, { now, name }),
    get: (id) => byId(db, id),
    // A key may look like another tenant's id: the id wins.
    find: async (selector) => (await byId(db, selector)) ?? (await byKey(db, selector)),
    list: (filter, page) => list(db, filter, page),
    patch: (id, patch) =>
      committed(async (transaction) => {
        const before = await lock(transaction, id);
        if (!before) return { result: undefined, changes: [] };
        const after = withPatch(before, patch, ['meta', 'fields']);
        const { id: _id, workspace_id, created_at, ...columns } = toRecord(after);
        await namingDuplicate(
          () => transaction.updateTable('tenants').set(columns).where('id', '=', id).execute(),
          `There is another tenant with the key '${after.key}'`,
          'Choose another key; archived tenants keep theirs',
        );
        return { result: after, changes: [{ kind: 'tenant', id }] };
      }),
  };
}

async function ensure(
  db: Engine['db'],
  key: string,
  { now, name }: { readonly now: number; readonly name: string },
): Promise<TenantRow> {
  const known = await byKey(db, key);
  if (known) return known;
  const workspace = await db
    .selectFrom('workspaces')
    .select('id')
    .where('key', '=', defaultWorkspaceKey)
    .executeTakeFirstOrThrow();
  const fresh = { meta: undefined, fields: undefined, createdAt: now, archivedAt: null };
  await db
    .insertInto('tenants')
    .values(toRecord({ id: newId('ten'), workspaceId: workspace.id, key, name, ...fresh }))
    .onConflict((conflict) => conflict.columns(['workspace_id', 'key']).doNothing())
    .execute();
  const row = await byKey(db, key);
  // Only a change of this very key in between.
  if (!row) throw new PorinError('conflict', `Tenant '${key}' was given another key meanwhile`);
  return row;
}

async function byId(db: Engine['db'], id: string): Promise<TenantRow | undefined> {
  const row = await db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toTenant(row);
}

async function byKey(db: Engine['db'], key: string): Promise<TenantRow | undefined> {
  const row = await db
    .selectFrom('tenants')
    .innerJoin('workspaces', 'workspaces.id', 'tenants.workspace_id')
    .selectAll('tenants')
    .where('workspaces.key', '=', defaultWorkspaceKey)
    .where('tenants.key', '=', key)
    .executeTakeFirst();
  return row && toTenant(row);
}

async function list(
  db: Engine['db'],
  filter: Parameters<Storage['tenants']['list']>[0],
  page: PageRequest,
): Promise<Page<TenantRow>> {
  let query = db.selectFrom('tenants').selectAll();
  if (filter.search !== undefined && filter.search !== '') query = query.where(containing(filter.search));
  if (!filter.includeArchived) query = query.where('archived_at', 'is', null);
  return newestFirst(query, page, toTenant);
}

// A write locks the row on both engines; a read would need its own words on each.
async function lock(transaction: Kysely<Tables>, id: string): Promise<TenantRow | undefined> {
  const row = await transaction
    .updateTable('tenants')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && toTenant(row);
}

function toRecord(row: TenantRow): TenantsTable {
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    key: row.key,
    name: row.name,
    meta: encodeJson(row.meta),
    fields: encodeJson(row.fields),
    search_text: searchText([row.name, row.key]),
    created_at: row.createdAt,
    archived_at: row.archivedAt,
  };
}

function toTenant(row: TenantsTable): TenantRow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    key: row.key,
    name: row.name,
    meta: decodeJson(row.meta),
    fields: decodeJson(row.fields),
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  };
}
