import type { CollectionHost } from './collection.ts';

/** Byte strings under keys, in the order of their keys: columns of a log, or whatever is too much for a document a row. */
export interface Packs {
  /** A copy of the bytes. */
  get(key: string): Uint8Array | undefined;
  put(key: string, bytes: Uint8Array): void;
  /** Whether it existed. */
  delete(key: string): boolean;
  /** Keys that begin with a prefix, in order. */
  keys(prefix: string): string[];
}

/** Opens the packs kept in a table, which snapshots and resets hold as they do documents. */
export function openPacks(host: CollectionHost, table: string): Packs {
  return {
    get: (key) => {
      const row = host.prepare(`select body from ${table} where id = ?`).get(key);
      // put is all that writes the table.
      return row === undefined ? undefined : (row['body'] as Uint8Array);
    },
    put: (key, bytes) => {
      host.beforeWrite();
      host.prepare(`insert or replace into ${table} (id, body) values (?, ?)`).run(key, bytes);
    },
    delete: (key) => {
      host.beforeWrite();
      return host.prepare(`delete from ${table} where id = ?`).run(key).changes > 0;
    },
    keys: (prefix) =>
      host
        .prepare(`select id from ${table} where id >= ? and id < ? order by id`)
        .all(prefix, `${prefix}\u{10ffff}`)
        .map((row) => String(row['id'])),
  };
}
