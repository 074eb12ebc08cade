import { sql } from 'kysely';
import type { SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import type { Engine } from './engine.ts';
import { migrations } from './migrate.ts';
import { openEngine, storageOn } from './storage.ts';

/** What a look at a database tells; nothing in it was changed. */
export interface Inspection {
  /** Migrations that it has and this program does not know: a newer one wrote it. */
  readonly strangers: readonly string[];
  /** Those that the next start applies. */
  readonly pending: readonly string[];
  /** What its own check of its pages found; undefined when they are whole. SQLite alone has one. */
  readonly damage: string | undefined;
  /** The master keys that wrap what is stored. */
  readonly keyIds: readonly string[];
  /** Some sealed credentials, to try the keys on. */
  readonly sealed: readonly SealedCredentials[];
}

const sampleRows = 20;

/**
 * Looks at a database that is there, without migrating it. For SQLite nothing else may use the file: the pages are read one by one.
 * Errors: as `openStorage`.
 */
export async function inspectStorage(url: string): Promise<Inspection> {
  const engine = await openEngine(url, undefined);
  const storage = storageOn(engine, Date.now);
  try {
    return { ...(await schemaOf(engine, url.startsWith('sqlite:'))), ...(await sealedIn(engine, storage)) };
  } finally {
    await storage.close();
  }
}

async function schemaOf(engine: Engine, isSqlite: boolean) {
  const { db } = engine;
  if (isSqlite) await sql`pragma query_only = on`.execute(db);
  const damage = isSqlite ? await damageOf(db) : undefined;
  const known = Object.keys(migrations);
  const isMade = await engine.tableExists('porin_migrations');
  const rows = isMade ? await db.selectFrom('porin_migrations').select('name').execute() : [];
  const done = rows.map(({ name }) => name);
  return {
    strangers: done.filter((name) => !known.includes(name)),
    pending: known.filter((name) => !done.includes(name)),
    damage,
  };
}

async function sealedIn(engine: Engine, { credentials, secrets }: Pick<Storage, 'credentials' | 'secrets'>) {
  // Tables that an older program has not made yet cannot be asked.
  const hasCredentials = await engine.tableExists('credentials');
  const hasSecrets = await engine.tableExists('sealed_secrets');
  const keyIds = [...(hasCredentials ? await credentials.keyIds() : []), ...(hasSecrets ? await secrets.keyIds() : [])];
  const sealed = hasCredentials ? await credentials.notWrappedBy('', sampleRows) : [];
  return { keyIds: [...new Set(keyIds)], sealed };
}

async function damageOf(db: Engine['db']): Promise<string | undefined> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
  const found = rows[0]?.quick_check;
  return found === undefined || found === 'ok' ? undefined : found;
}
