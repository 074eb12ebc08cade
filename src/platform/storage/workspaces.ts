import type { Kysely, Selectable } from 'kysely';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { WorkspaceRow, WorkspaceSettings } from '../../kernel/ports/storage-identity.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { WorkspacesTable } from './schema-identity.ts';

/** The key of the one workspace there is. */
export const defaultWorkspaceKey = 'default';

/** The workspace and its settings. */
export function workspaces({ db }: Engine, committed: Committed): Storage['workspaces'] {
  return {
    get: async () => {
      const all = db.selectFrom('workspaces').selectAll();
      return toWorkspace(await all.where('key', '=', defaultWorkspaceKey).executeTakeFirstOrThrow());
    },
    patch: (patch) =>
      committed(async (transaction) => {
        const before = await lockWorkspace(transaction);
        const row = await transaction
          .updateTable('workspaces')
          .set({
            name: patch.name ?? before.name,
            // JSON leaves out what is undefined.
            settings: JSON.stringify({ ...before.settings, ...patch.settings }),
          })
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return { result: toWorkspace(row), changes: [{ kind: 'workspace', id: row.id }] };
      }),
  };
}

/** Until the transaction ends, nobody else gets past here. A write locks the row on both engines. */
export async function lockWorkspace(transaction: Kysely<Tables>): Promise<WorkspaceRow> {
  const row = await transaction
    .updateTable('workspaces')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('key', '=', defaultWorkspaceKey)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toWorkspace(row);
}

function toWorkspace(row: Selectable<WorkspacesTable>): WorkspaceRow {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    createdAt: row.created_at,
    settings: decodeOwnJson<WorkspaceSettings>(row.settings),
  };
}
