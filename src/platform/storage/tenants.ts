import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Storage, TenantRow } from '../../kernel/ports/storage.ts';
import type { Engine } from './engine.ts';
import type { TenantsTable } from './schema.ts';

const defaultWorkspaceKey = 'default';

/** Tenants of the one workspace there is. */
export function tenants({ db }: Engine): Storage['tenants'] {
  return {
    ensure: async (key, now) => {
      const known = await byKey(db, key);
      if (known) return toTenant(known);
      const workspace = await db
        .selectFrom('workspaces')
        .select('id')
        .where('key', '=', defaultWorkspaceKey)
        .executeTakeFirstOrThrow();
      await db
        .insertInto('tenants')
        .values({ id: newId('ten'), workspace_id: workspace.id, key, name: key, created_at: now })
        .onConflict((conflict) => conflict.columns(['workspace_id', 'key']).doNothing())
        .execute();
      const row = await byKey(db, key);
      if (!row) throw new PorinError('internal', `Tenant '${key}' was stored and is not there`);
      return toTenant(row);
    },
    get: async (id) => {
      const row = await db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toTenant(row);
    },
  };
}

function byKey(db: Engine['db'], key: string): Promise<TenantsTable | undefined> {
  return db
    .selectFrom('tenants')
    .innerJoin('workspaces', 'workspaces.id', 'tenants.workspace_id')
    .selectAll('tenants')
    .where('workspaces.key', '=', defaultWorkspaceKey)
    .where('tenants.key', '=', key)
    .executeTakeFirst();
}

function toTenant(row: TenantsTable): TenantRow {
  return { id: row.id, workspaceId: row.workspace_id, key: row.key, name: row.name, createdAt: row.created_at };
}
