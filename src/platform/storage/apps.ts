import { PorinError } from '../../kernel/errors.ts';
import type { Page, PageRequest } from '../../kernel/ports/storage.ts';
import type { AppRow, ConnectStorage } from '../../kernel/ports/storage-connect.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import type { Engine } from './engine.ts';
import type { AppsTable } from './schema-connect.ts';
import { containing, searchText } from './search-text.ts';
import { seenBy } from './seen-by.ts';
import { withPatch } from './with-patch.ts';

/** Apps that no connector folder knows, of a tenant or of its whole workspace. */
export function apps({ db }: Engine, committed: Committed, now: () => number): ConnectStorage['apps'] {
  return {
    ensure: (row) =>
      committed(async (transaction) => {
        const known = await insertUnlessThere(transaction, row);
        return known ? { result: known, changes: [] } : { result: row, changes: [{ kind: 'app', id: row.id }] };
      }),
    get: async (id, tenantId) => {
      const all = tenantId === undefined ? db.selectFrom('apps').selectAll() : seen(db, tenantId);
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row && toApp(row);
    },
    onHost: async (tenantId, host) => {
      const rows = await seen(db, tenantId).where('host', '=', host).orderBy('created_at').orderBy('id').execute();
      return rows.map(toApp);
    },
    list: (filter, page) => list(db, filter, page),
    patch: (id, patch) =>
      committed(async (transaction) => {
        const before = await lock(transaction, id);
        if (!before) return { result: undefined, changes: [] };
        const after = withPatch({ ...before, updatedAt: now() }, patch);
        const { id: _, workspace_id, tenant_id, host, path, created_at, ...columns } = toRecord(after);
        await transaction.updateTable('apps').set(columns).where('id', '=', id).execute();
        return { result: after, changes: [{ kind: 'app', id }] };
      }),
    delete: (id) =>
      committed(async (transaction) => {
        const inTheWay = await liveConnections(transaction, id);
        if (inTheWay.length > 0) return { result: { isGone: false, inTheWay }, changes: [] };
        const gone = await transaction.deleteFrom('apps').where('id', '=', id).returning('id').executeTakeFirst();
        return { result: { isGone: gone !== undefined, inTheWay }, changes: gone ? [{ kind: 'app', id }] : [] };
      }),
  };
}

const mostInTheWay = 20;

async function liveConnections(transaction: Engine['db'], app: string) {
  const rows = await transaction
    .selectFrom('connections')
    .select(['id', 'name', 'tenant_id'])
    .where('app', '=', app)
    .where('archived_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(mostInTheWay)
    .execute();
  return rows.map(({ id, name, tenant_id }) => ({ id, name, tenantId: tenant_id }));
}

/** The row that is there already; undefined when this one was stored. */
async function insertUnlessThere(transaction: Engine['db'], row: AppRow): Promise<AppRow | undefined> {
  const insert = transaction.insertInto('apps').values(toRecord(row));
  if (row.host === '') {
    await insert.execute();
    return undefined;
  }
  const stored = await insert
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (stored) return undefined;
  const known = await transaction
    .selectFrom('apps')
    .selectAll()
    .where('workspace_id', '=', row.workspaceId)
    .where('tenant_id', row.tenantId === null ? 'is' : '=', row.tenantId)
    .where('host', '=', row.host)
    .where('path', '=', row.path)
    .executeTakeFirst();
  if (known) return toApp(known);
  throw new PorinError('already_exists', `There is another app with the id ${row.id}`);
}

function seen(db: Engine['db'], tenantId: string) {
  return db.selectFrom('apps').selectAll().where(seenBy(tenantId));
}

async function list(
  db: Engine['db'],
  { tenantId, search = '' }: { readonly tenantId: string; readonly search?: string | undefined },
  page: PageRequest,
): Promise<Page<AppRow>> {
  let query = seen(db, tenantId);
  if (search !== '') query = query.where(containing(search));
  return newestFirst(query, page, toApp);
}

// A write locks the row on both engines; a read would need its own words on each.
async function lock(transaction: Engine['db'], id: string): Promise<AppRow | undefined> {
  const row = await transaction
    .updateTable('apps')
    .set((eb) => ({ host: eb.ref('host') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && toApp(row);
}

function toRecord(row: AppRow): AppsTable {
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    tenant_id: row.tenantId,
    name: row.name,
    host: row.host,
    path: row.path,
    url: row.url,
    definition: row.definition === null ? null : JSON.stringify(row.definition),
    openapi_url: row.openapiUrl,
    is_trusted: row.isTrusted ? 1 : 0,
    search_text: searchText([row.name, row.host]),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}

function toApp(row: AppsTable): AppRow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    tenantId: row.tenant_id,
    name: row.name,
    host: row.host,
    path: row.path,
    url: row.url,
    definition: row.definition === null ? null : decodeOwnJson<NonNullable<AppRow['definition']>>(row.definition),
    openapiUrl: row.openapi_url,
    isTrusted: row.is_trusted === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
