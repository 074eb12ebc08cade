import type { Page, PageRequest } from '../../kernel/ports/storage.ts';
import type { ConnectStorage, IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import { decodeJson, decodeOwnJson, encodeJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import type { IntegrationsTable } from './schema-connect.ts';
import { containing, searchText } from './search-text.ts';
import { withPatch } from './with-patch.ts';

type Integrations = ConnectStorage['integrations'];

/** A workspace's settings for connectors. */
export function integrations({ db }: Engine, committed: Committed, now: () => number): Integrations {
  return {
    insert: (row) =>
      committed(async (transaction) => {
        await namingKey(row, () => transaction.insertInto('integrations').values(toRecord(row)).execute());
        return { result: undefined, changes: [{ kind: 'integration', id: row.id }] };
      }),
    get: (selector) => bySelector(db, selector),
    list: (filter, page) => list(db, filter, page),
    patch: (id, patch) =>
      committed(async (transaction) => {
        const before = await lock(transaction, id);
        if (!before) return { result: undefined, changes: [] };
        const change = typeof patch === 'function' ? patch(before) : patch;
        const after = {
          ...withPatch({ ...before, updatedAt: now() }, change, ['meta']),
          revision: before.revision + 1,
        };
        const { id: _, workspace_id, created_at, ...columns } = toRecord(after);
        await namingKey(after, () =>
          transaction.updateTable('integrations').set(columns).where('id', '=', id).execute(),
        );
        return { result: after, changes: [{ kind: 'integration', id }] };
      }),
  };
}

async function bySelector(db: Engine['db'], selector: string): Promise<IntegrationRow | undefined> {
  const all = db.selectFrom('integrations').selectAll();
  // A key may look like another row's id: the id wins.
  const row =
    (await all.where('id', '=', selector).executeTakeFirst()) ??
    (await all.where('key', '=', selector).where('archived_at', 'is', null).executeTakeFirst());
  return row && toIntegration(row);
}

async function list(
  db: Engine['db'],
  { search = '', app, includeArchived }: Parameters<Integrations['list']>[0],
  page: PageRequest,
): Promise<Page<IntegrationRow>> {
  let query = db.selectFrom('integrations').selectAll();
  if (app !== undefined) query = query.where('app', '=', app);
  if (search !== '') query = query.where(containing(search));
  if (!includeArchived) query = query.where('archived_at', 'is', null);
  return newestFirst(query, page, toIntegration);
}

// A write locks the row on both engines; a read would need its own words on each.
async function lock(transaction: Engine['db'], id: string): Promise<IntegrationRow | undefined> {
  const row = await transaction
    .updateTable('integrations')
    .set((eb) => ({ revision: eb.ref('revision') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && toIntegration(row);
}

function namingKey<T>(row: IntegrationRow, write: () => Promise<T>): Promise<T> {
  const message = `There is an integration with the key '${row.key}' or the id ${row.id}`;
  return namingDuplicate(write, message, 'Use that integration, or choose another key');
}

function toRecord(row: IntegrationRow): IntegrationsTable {
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    key: row.key,
    name: row.name,
    app: row.app,
    description: row.description,
    parameters: JSON.stringify(row.parameters),
    options: JSON.stringify(row.options),
    meta: encodeJson(row.meta),
    search_text: searchText([row.name, row.key, row.app]),
    revision: row.revision,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    archived_at: row.archivedAt,
  };
}

function toIntegration(row: IntegrationsTable): IntegrationRow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    key: row.key,
    name: row.name,
    app: row.app,
    description: row.description,
    parameters: decodeOwnJson<IntegrationRow['parameters']>(row.parameters),
    options: decodeOwnJson<IntegrationRow['options']>(row.options),
    meta: decodeJson(row.meta),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  };
}
