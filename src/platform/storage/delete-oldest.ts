import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Engine } from './engine.ts';

/** Short enough that nobody notices the lock, nor the moment in which SQLite holds up the process. */
const statementRows = 200;

const keys = {
  runs: sql`id`,
  api_logs: sql`id`,
  approvals: sql`id`,
  idempotency_keys: sql`tenant_id, key`,
  embeddings: sql`model, digest`,
};

/**
 * Deletes rows whose time is before the given one, oldest first, a few in each transaction so that others get their turn.
 * Returns how many, `limit` at most.
 */
export async function deleteOldest(
  db: Engine['db'],
  rows: {
    readonly table: keyof typeof keys;
    readonly by: 'created_at' | 'expires_at' | 'seen_at';
    readonly before: number;
    readonly limit: number;
    /** More that has to be true of them. */
    readonly where?: RawBuilder<SqlBool>;
  },
): Promise<number> {
  const { before, limit, where = sql<SqlBool>`1 = 1` } = rows;
  const [table, key, by] = [sql.table(rows.table), keys[rows.table], sql.ref(rows.by)];
  let deleted = 0;
  while (deleted < limit) {
    const count = Math.min(statementRows, limit - deleted);
    const oldest = sql`select ${key} from ${table} where ${by} < ${before} and ${where} order by ${by} limit ${count}`;
    const { numAffectedRows = 0n } = await sql`delete from ${table} where (${key}) in (${oldest})`.execute(db);
    deleted += Number(numAffectedRows);
    if (numAffectedRows < count) break;
    await nextTurn();
  }
  return deleted;
}
