import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { PorinError } from '../../kernel/errors.ts';
import type { Change } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { Engine } from './engine.ts';
import { appendApiLogs } from './postgres-api-logs.ts';
import { explainPostgresError, isStatementFault, postgresPlace } from './postgres-errors.ts';
import { changeChannel, type Notice, PostgresListener } from './postgres-listener.ts';
import { runWrites } from './postgres-runs.ts';
import type { Tables } from './schema.ts';
import { translatingDialect } from './translating-dialect.ts';

const int8Oid = 20;
const poolSize = 10;
const connectTimeoutMs = 5000;
const migrationLockKey = 7_309_941_121;
/** A notification carries at most 8,000 bytes. */
const idsPerNotice = 100;

/**
 * Connects to a Postgres server; any number of processes may use one database.
 * Errors: `unavailable` when it cannot be reached, `configuration` when it refuses the user, the password or the database.
 */
export async function openPostgresEngine(url: string, logger: Logger | undefined): Promise<Engine> {
  const place = postgresPlace(url);
  const explain = (error: unknown) => explainPostgresError(error, place);
  const config = clientConfig(url);
  const node = randomUUID();
  const listener = new PostgresListener({ ...config, query_timeout: connectTimeoutMs }, node, logger);
  await listener.start().catch((error: unknown) => Promise.reject(explain(error)));
  const pool = new pg.Pool({ ...config, max: poolSize });
  // Without a listener, a connection that dies while idle would end the process.
  pool.on('error', (error) => logger?.warn({ err: error }, 'an idle database connection was lost'));
  await warnOfLazyCommits(pool, logger).catch((error: unknown) => Promise.reject(explain(error)));
  const db = new Kysely<Tables>({ dialect: translatingDialect(new PostgresDialect({ pool }), explain) });
  return {
    db,
    // More than one, so that the next batch travels while the server syncs the last; few, so that batches stay large.
    maxRunBatchesInFlight: 3,
    writeRuns: (batch) => runWrites(pool, batch).catch((error: unknown) => Promise.reject(explain(error))),
    mayBeOneRow: isStatementFault,
    appendApiLogs: (rows) => appendApiLogs(pool, rows).catch((error: unknown) => Promise.reject(explain(error))),
    lockMigrations: async (transaction) => {
      await sql`select pg_advisory_xact_lock(${migrationLockKey})`.execute(transaction);
    },
    tableExists: async (name) => {
      const { rows } = await sql<{ found: boolean }>`select to_regclass(${name}) is not null as found`.execute(db);
      return rows[0]?.found ?? false;
    },
    announce: (transaction, changes) => announce(transaction, node, changes),
    listen: (heard) => listener.onHeard(heard),
    close: async () => {
      await listener.stop();
      await db.destroy();
      // Kysely ends only a pool that it has used.
      if (!pool.ended) await pool.end();
    },
  };
}

function clientConfig(url: string): pg.ClientConfig {
  // The error of a bad address would quote it, password and all.
  if (!URL.canParse(url)) {
    throw new PorinError('configuration', 'PORIN_DATABASE_URL is not a valid address', {
      hint: 'Write it as postgres://user:password@host:5432/database',
    });
  }
  return {
    connectionString: url,
    application_name: 'porin',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => typeParser(oid, format) },
  };
}

// Times and counters are below 2^53; the driver's own choice, a string, would differ from SQLite.
function typeParser(oid: number, format: 'text' | 'binary' = 'text'): (value: string) => unknown {
  return oid === int8Oid && format === 'text' ? Number : pg.types.getTypeParser(oid, 'text');
}

// Only the operator may weaken this, but then a commit is no promise any more.
async function warnOfLazyCommits(pool: pg.Pool, logger: Logger | undefined): Promise<void> {
  const { rows } = await pool.query<{ synchronous_commit: string }>('show synchronous_commit');
  if (rows[0]?.synchronous_commit === 'off')
    logger?.warn({ synchronous_commit: 'off' }, 'this Postgres may lose acknowledged runs when it crashes');
}

async function announce(transaction: Kysely<Tables>, node: string, changes: readonly Change[]): Promise<void> {
  for (const [kind, ids] of idsByKind(changes)) {
    for (let start = 0; start < ids.length; start += idsPerNotice) {
      const notice: Notice = { node, kind, ids: ids.slice(start, start + idsPerNotice) };
      await sql`select pg_notify(${changeChannel}, ${JSON.stringify(notice)})`.execute(transaction);
    }
  }
}

function idsByKind(changes: readonly Change[]): ReadonlyMap<Change['kind'], readonly string[]> {
  const ids = new Map<Change['kind'], string[]>();
  for (const { kind, id } of changes) ids.set(kind, [...(ids.get(kind) ?? []), id]);
  return ids;
}
