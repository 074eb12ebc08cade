import { sql } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import { aggregates } from './aggregates.ts';
import { ChangeFeed } from './changes.ts';
import { committing } from './committed.ts';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { RunWriter } from './run-writer.ts';

export interface StorageOptions {
  /** `sqlite:/path/porin.db`, `sqlite::memory:` or `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly logger?: Logger;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * Opens a database, creating or migrating it first.
 * Errors: `configuration` (not openable, not a database, newer than this program, wrong password), `unavailable` (full, unreachable), `conflict` (locked).
 */
export async function openStorage({ url, logger, now = Date.now }: StorageOptions): Promise<Storage> {
  const engine = await openEngine(url, logger);
  try {
    const done = await migrate(engine, now());
    if (done.length > 0) logger?.info({ migrations: done }, 'database migrated');
  } catch (error) {
    await engine.close();
    throw error;
  }
  return storageOn(engine, now, logger);
}

/** The database behind an address, its schema as it is. Each driver is loaded only when its database is used: the other one costs start-up time. */
export async function openEngine(url: string, logger: Logger | undefined): Promise<Engine> {
  const scheme = /^([a-z]+):/.exec(url)?.[1];
  switch (scheme) {
    case 'sqlite':
      return (await import('./sqlite.ts')).openSqliteEngine(url.slice('sqlite:'.length));
    case 'postgres':
    case 'postgresql':
      return (await import('./postgres.ts')).openPostgresEngine(url, logger);
    default:
      throw new PorinError(
        'configuration',
        `Unknown database ${scheme === undefined ? 'address' : `scheme '${scheme}'`}`,
        {
          hint: 'Use sqlite:/path/porin.db or postgres://user:password@host:5432/database',
        },
      );
  }
}

/** The storage port on an engine whose schema is up to date. */
export function storageOn(engine: Engine, now: () => number, logger?: Logger): Storage {
  const feed = new ChangeFeed(logger);
  const writer = new RunWriter(engine);
  const stopListening = engine.listen((change) => feed.emit([change]));
  let closing: Promise<void> | undefined;
  return {
    ...aggregates({ engine, committed: committing(engine, feed), writer, now }),
    onChange: (listener) => feed.subscribe(listener),
    ping: async () => {
      await sql`select 1`.execute(engine.db);
    },
    close: () => {
      closing ??= writer.close().then(async () => {
        stopListening();
        await engine.close();
      });
      return closing;
    },
  };
}
