import type { Kysely } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { Engine } from './engine.ts';
import { foundation } from './migrations/0001-foundation.ts';
import { identity } from './migrations/0002-identity.ts';
import { connect } from './migrations/0003-connect.ts';
import { boundLinks } from './migrations/0004-bound-links.ts';
import { savedActions } from './migrations/0005-actions.ts';
import { approvals } from './migrations/0006-approvals.ts';
import { embeddings } from './migrations/0007-embeddings.ts';
import type { Tables } from './schema.ts';

export type Migration = (db: Kysely<Tables>, now: number) => Promise<void>;

/** Every migration by name, in order. Forward only: a released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': foundation,
  '0002-identity': identity,
  '0003-connect': connect,
  '0004-bound-links': boundLinks,
  '0005-actions': savedActions,
  '0006-approvals': approvals,
  '0007-embeddings': embeddings,
};

/**
 * Brings the schema up to date in one transaction; a second process waits for the first.
 * Errors: `configuration` when a newer Porin wrote the database; nothing is touched then.
 */
export async function migrate(engine: Engine, now: number, known = migrations): Promise<readonly string[]> {
  if ((await engine.tableExists('porin_migrations')) && pending(await applied(engine.db), known).length === 0)
    return [];
  return engine.db.transaction().execute(async (transaction) => {
    await engine.lockMigrations(transaction);
    await transaction.schema
      .createTable('porin_migrations')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('applied_at', 'bigint', (column) => column.notNull())
      .execute();
    const names = pending(await applied(transaction), known);
    for (const name of names) {
      await known[name]?.(transaction, now);
      await transaction.insertInto('porin_migrations').values({ name, applied_at: now }).execute();
    }
    return names;
  });
}

async function applied(db: Kysely<Tables>): Promise<readonly string[]> {
  const rows = await db.selectFrom('porin_migrations').select('name').orderBy('name').execute();
  return rows.map((row) => row.name);
}

function pending(done: readonly string[], known: Readonly<Record<string, Migration>>): readonly string[] {
  const stranger = done.find((name) => !(name in known));
  if (stranger !== undefined) {
    throw new PorinError(
      'configuration',
      `The database is newer than this program: it has the migration '${stranger}'`,
      {
        hint: 'Upgrade porin, or use the data directory of this version',
      },
    );
  }
  return Object.keys(known).filter((name) => !done.includes(name));
}
