import { sql } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { ActionStorage, SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { headColumns, toAction, toActionRecord, toHead } from './action-record.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import { ownOf, seenBy, sharedWith } from './seen-by.ts';
import { withPatch } from './with-patch.ts';

/** As much as a list and the search look at. */
const describedLength = 1_000;

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
    heads: (tenantId, whose, page) => {
      const description = sql<string>`substr(description, 1, ${sql.lit(describedLength)})`.as('description');
      const heads = db.selectFrom('actions').select([...headColumns, description]);
      return newestFirst(heads.where(of(tenantId, whose)), page, toHead);
    },
    deleteArchived: async (tenantId, whose, keep) => {
      const archived = sql`${of(tenantId, whose)} and archived_at is not null`;
      const kept = sql`select id from actions where ${archived} order by archived_at desc, id limit ${keep}`;
      await sql`delete from actions where ${archived} and id not in (${kept})`.execute(db);
    },
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

function of(tenantId: string, whose: 'own' | 'shared') {
  return whose === 'own' ? ownOf(tenantId) : sharedWith(tenantId);
}
