import { PorinError } from '../../kernel/errors.ts';
import type { Page, PageRequest } from '../../kernel/ports/storage.ts';
import type { ActionStorage, SavedActionFilter, SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { toAction, toActionRecord } from './action-record.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import { containing } from './search-text.ts';
import { seenBy } from './seen-by.ts';
import { withPatch } from './with-patch.ts';

/** Saved actions: a workspace's own, and those that are on one tenant's connections. */
export function actions({ db }: Engine, committed: Committed, now: () => number): ActionStorage['actions'] {
  const seen = (tenantId: string) => db.selectFrom('actions').selectAll().where(seenBy(tenantId));
  return {
    insert: (row) =>
      committed(async (transaction) => {
        await namingKey(row, () => transaction.insertInto('actions').values(toActionRecord(row)).execute());
        return { result: undefined, changes: [{ kind: 'action', id: row.id }] };
      }),
    get: async (tenantId, id) => {
      const row = await seen(tenantId).where('id', '=', id).executeTakeFirst();
      return row && toAction(row);
    },
    named: async (tenantId, key) => {
      const live = seen(tenantId).where('key', '=', key).where('archived_at', 'is', null);
      return (await live.orderBy('created_at').orderBy('id').execute()).map(toAction);
    },
    list: (filter, page) => list(db, filter, page),
    update: ({ tenantId, id, revision }, patch) =>
      committed(async (transaction) => {
        const before = await lock(transaction, tenantId, id);
        if (!before) return { result: undefined, changes: [] };
        if (revision !== undefined && revision !== before.revision) throw stale(before, revision);
        const after = {
          ...withPatch({ ...before, updatedAt: now() }, patch, ['outputMapping', 'meta']),
          revision: before.revision + 1,
        };
        const { id: _, workspace_id, tenant_id, created_at, ...columns } = toActionRecord(after);
        await namingKey(after, () => transaction.updateTable('actions').set(columns).where('id', '=', id).execute());
        return { result: after, changes: [{ kind: 'action', id }] };
      }),
  };
}

async function list(db: Engine['db'], filter: SavedActionFilter, page: PageRequest): Promise<Page<SavedActionRow>> {
  const { layer, connectionId, integrationIds, app, instanceKey, parentId, search = '', includeArchived } = filter;
  let query = db.selectFrom('actions').selectAll().where(seenBy(filter.tenantId));
  if (layer !== undefined) query = query.where('layer', '=', layer);
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  // `in ()` is no SQL on Postgres, but no integration is a sound question.
  if (integrationIds !== undefined)
    query = query.where(({ or, eb }) => or(integrationIds.map((id) => eb('integration_id', '=', id))));
  if (app !== undefined) query = query.where(({ or, eb }) => or([eb('app', '=', app), eb('app', 'is', null)]));
  if (instanceKey !== undefined) query = query.where('instance_key', '=', instanceKey);
  if (parentId !== undefined) query = query.where('parent_id', '=', parentId);
  if (search !== '') query = query.where(containing(search));
  if (!includeArchived) query = query.where('archived_at', 'is', null);
  return newestFirst(query, page, toAction);
}

// A write locks the row on both engines; a read would need its own words on each.
async function lock(transaction: Engine['db'], tenantId: string, id: string): Promise<SavedActionRow | undefined> {
  const row = await transaction
    .updateTable('actions')
    .set((eb) => ({ revision: eb.ref('revision') }))
    .where('id', '=', id)
    .where(seenBy(tenantId))
    .returningAll()
    .executeTakeFirst();
  return row && toAction(row);
}

function namingKey<T>(row: SavedActionRow, write: () => Promise<T>): Promise<T> {
  const message = `There is an action with the key '${row.key}' on this ${placeOf(row)}, or with the id ${row.id}`;
  return namingDuplicate(write, message, 'Change that action, or choose another key');
}

function placeOf({ layer }: SavedActionRow): string {
  return layer === 'universal' ? 'workspace' : layer;
}

function stale({ id, revision }: SavedActionRow, seen: number): PorinError {
  return new PorinError('conflict', `Action ${id} has changed: revision ${revision}, not ${seen}`, {
    hint: 'Read it again and repeat the change',
  });
}
