import { createHash } from 'node:crypto';
import type { SqlStatement } from '../platform/storage/sqlite-file.ts';

/** The bytes of a store, each kept once under its SHA-256. The caller has a transaction open. */
export class Blobs {
  readonly #prepare: (sql: string) => SqlStatement;

  constructor(prepare: (sql: string) => SqlStatement) {
    this.#prepare = prepare;
  }

  put(bytes: Uint8Array): string {
    const key = createHash('sha256').update(bytes).digest('hex');
    this.#prepare('insert or ignore into blobs (key, bytes) values (?, ?)').run(key, Buffer.from(bytes));
    return key;
  }

  get(key: string): Uint8Array | undefined {
    const row = this.#prepare('select bytes from blobs where key = ?').get(key);
    // The column is a blob in every row, see put.
    return row === undefined ? undefined : new Uint8Array(row['bytes'] as Uint8Array);
  }

  /** Drops the bytes that no document of these tables or of a snapshot names. */
  sweep(documentTables: readonly string[]): void {
    const documents = documentTables.map((table) => `select body as document from ${table}`);
    // Packs stand in the same kind of table, and name no blobs.
    const all = [...documents, 'select value from snapshot_rows'].join(' union all ');
    const texts = `select document from (${all}) where typeof(document) <> 'blob'`;
    const named = `select atom from (${texts}), json_tree(document) where type = 'text' and length(atom) = 64`;
    this.#prepare(`delete from blobs where key not in (${named})`).run();
  }
}
