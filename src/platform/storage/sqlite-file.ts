import Database from 'libsql';

export type SqlValue = string | number | bigint | null | Uint8Array;

export interface SqlStatement {
  /** True when the statement gives rows. */
  readonly reader: boolean;
  /** Values one by one, or as one list, which the driver takes without copying it. */
  run(...values: readonly SqlValue[] | readonly [readonly SqlValue[]]): { changes: number };
  get(...values: readonly SqlValue[]): Record<string, unknown> | undefined;
  all(...values: readonly SqlValue[]): Record<string, unknown>[];
}

/** A raw SQLite database: the part of the driver that the rest of the code uses. */
export interface SqliteFile {
  /** True between `begin` and its end. */
  readonly inTransaction: boolean;
  prepare(sql: string): SqlStatement;
  exec(sql: string): void;
  /** Runs the function in one transaction; rolls back when it throws. */
  transaction<T>(run: () => T): T;
  close(): void;
}

/**
 * Opens a database file, or a private one in memory for `:memory:`.
 * WAL with `synchronous=FULL`: what a transaction committed survives the process and the power.
 * Errors: the driver's, with `code` (`SQLITE_BUSY`, `SQLITE_FULL`, `SQLITE_NOTADB`, …); a file that cannot be opened at all has none.
 */
export function openSqliteFile(path: string, options: { readonly exclusive?: boolean } = {}): SqliteFile {
  const database = new Database(path);
  try {
    // First, so that a second opener waits instead of failing while the first one switches to WAL.
    database.exec('pragma busy_timeout = 2000');
    if (options.exclusive) database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
    // A checkpoint stops everything while it syncs; four times as rare, it also writes a page that changed often only once.
    database.exec('pragma wal_autocheckpoint = 4000');
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    get inTransaction() {
      return isInTransaction(database);
    },
    // The driver types its statements as unknown rows; these are the same methods.
    prepare: (sql) => database.prepare(sql) as unknown as SqlStatement,
    exec: (sql) => void database.exec(sql),
    transaction: (run) => inTransaction(database, run),
    close: () => {
      // The driver may leave statements open, and then nothing is written back: a copy of the file alone would lack the last changes.
      try {
        if (path !== ':memory:' && database.open && !database.inTransaction)
          database.exec('pragma wal_checkpoint(truncate)');
      } finally {
        database.close();
      }
    },
  };
}

// Immediate: a transaction that reads first and writes later could otherwise fail in the middle when another process wrote.
// The driver's own helper rolls back blindly, and SQLite has done so itself after a full disk: the second rollback hides the cause.
function inTransaction<T>(database: Database.Database, run: () => T): T {
  database.exec('begin immediate');
  try {
    const result = run();
    database.exec('commit');
    return result;
  } catch (error) {
    if (isInTransaction(database)) database.exec('rollback');
    throw error;
  }
}

/** The driver ends the whole process when it is asked about a closed database. */
function isInTransaction(database: Database.Database): boolean {
  return database.open && database.inTransaction;
}
