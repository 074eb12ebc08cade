import Database from 'libsql';

export type SqlValue = string | number | bigint | null | Uint8Array;

export interface SqlStatement {
  run(...values: readonly SqlValue[]): { changes: number };
  get(...values: readonly SqlValue[]): Record<string, unknown> | undefined;
  all(...values: readonly SqlValue[]): Record<string, unknown>[];
}

/** A raw SQLite database: the part of the driver that the rest of the code uses. */
export interface SqliteFile {
  prepare(sql: string): SqlStatement;
  exec(sql: string): void;
  /** Runs the function in one transaction; rolls back when it throws. */
  transaction<T>(run: () => T): T;
  close(): void;
}

/**
 * Opens a database file, or a private one in memory for `:memory:`.
 * WAL with `synchronous=FULL`: what a transaction committed survives the process and the power.
 * Errors: the driver's, with `code` (`SQLITE_BUSY`, `SQLITE_CANTOPEN`, `SQLITE_FULL`, …).
 */
export function openSqliteFile(path: string, options: { readonly exclusive?: boolean } = {}): SqliteFile {
  const database = new Database(path);
  if (options.exclusive) database.exec('pragma locking_mode = exclusive');
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 2000');
  return {
    prepare: (sql) => database.prepare(sql) as unknown as SqlStatement,
    exec: (sql) => void database.exec(sql),
    transaction: (run) => (database.transaction(run) as unknown as () => ReturnType<typeof run>)(),
    close: () => void database.close(),
  };
}
