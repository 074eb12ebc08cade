import { isPorinError, PorinError } from '../kernel/errors.ts';
import { openSqliteFile, type SqliteFile } from '../platform/storage/sqlite-file.ts';
import { snapshotSchema } from './snapshots.ts';

const schema = `
  create table if not exists collections (name text primary key);
  create table if not exists sequences (name text primary key, value integer not null);
  create table if not exists state (key text primary key, value text not null);
  create table if not exists blobs (key text primary key, bytes blob not null);
`;

/** The tables of every store that snapshots hold, besides its collections. Bytes never change under their key, so a copy of the documents that name them is enough. */
export const fixedTables = [
  { table: 'sequences', key: 'name', value: 'value' },
  { table: 'state', key: 'key', value: 'value' },
] as const;

/**
 * Opens a store's database with its fixed tables.
 * Errors: `configuration` when the file is in use by another process, is no database or cannot be written.
 */
export function openStoreFile(path: string): SqliteFile {
  let database: SqliteFile | undefined;
  try {
    database = openSqliteFile(path, { exclusive: path !== ':memory:' });
    refuseForeign(path, database);
    database.exec(schema + snapshotSchema);
    return database;
  } catch (cause) {
    if (database !== undefined) letGoOf(database);
    throw unreadable(path, cause);
  }
}

/** Why a data file is of no use: `configuration` with the driver's words, unless the cause says it already. */
export function unreadable(path: string, cause: unknown): PorinError {
  if (isPorinError(cause)) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const isBusy = /lock|busy/i.test(text);
  return new PorinError('configuration', `The sandbox data ${path} cannot be opened: ${text}`, {
    cause,
    hint: isBusy
      ? 'Another sandbox uses it: close that one; porin down stops those of a gateway'
      : 'Check the path and its permissions, or delete the file to start afresh',
  });
}

/** A path mistyped must not put a sandbox into the database of another program. */
function refuseForeign(path: string, database: SqliteFile): void {
  const rows = database.prepare("select name from sqlite_master where type = 'table'").all();
  const tables = new Set(rows.map(({ name }) => String(name)));
  if (tables.size === 0 || fixedTables.every(({ table }) => tables.has(table))) return;
  const found = `${path} is the database of another program, with the table ${[...tables][0]}`;
  throw new PorinError('configuration', found, { hint: 'Choose another path for the sandbox data' });
}

/** Closes a store's database, also on a full disk: what was committed and does not fit into the file is in its log. */
export function letGoOf(database: SqliteFile): void {
  // The driver lets go of the file only when its statements are collected; leaving WAL gives up the exclusive lock at once.
  const leaveLog = 'pragma journal_mode = delete; pragma locking_mode = normal; select count(*) from sqlite_master';
  for (const step of [() => database.exec(leaveLog), () => database.close()]) {
    try {
      step();
    } catch {
      // The next start reads the log; there is nothing that anybody could do now.
    }
  }
}
