import { PorinError } from '../kernel/errors.ts';
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
  try {
    const database = openSqliteFile(path, { exclusive: path !== ':memory:' });
    database.exec(schema + snapshotSchema);
    return database;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const isBusy = /lock|busy/i.test(text);
    throw new PorinError('configuration', `The sandbox data ${path} cannot be opened: ${text}`, {
      cause,
      hint: isBusy
        ? 'Another sandbox uses it: close that one; porin down stops those of a gateway'
        : 'Check the path and its permissions, or delete the file to start afresh',
    });
  }
}
