import { createHash } from 'node:crypto';
import type { SqlStatement } from '../platform/storage/sqlite-file.ts';

/** The bytes of a store, each under a key of its own. The caller has a transaction open. */
export class Blobs {
  readonly #prepare: (sql: string) => SqlStatement;
  #hasGrown = true;

  constructor(prepare: (sql: string) => SqlStatement) {
    this.#prepare = prepare;
  }

  /** `serial` makes the key of equal bytes another one, so that whoever holds a key may drop it. */
  put(bytes: Uint8Array, serial: number): string {
    const key = createHash('sha256').update(`${serial} `).update(bytes).digest('hex');
    const insert = this.#prepare('insert or ignore into blobs (key, bytes) values (?, ?)');
    if (insert.run(key, Buffer.from(bytes)).changes > 0) this.#hasGrown = true;
    return key;
  }

  get(key: string): Uint8Array | undefined {
    const row = this.#prepare('select bytes from blobs where key = ?').get(key);
    // The column is a blob in every row, see put.
    return row === undefined ? undefined : new Uint8Array(row['bytes'] as Uint8Array);
  }

  /** Drops bytes, unless a snapshot may name them. */
  drop(key: string): void {
    this.#prepare('delete from blobs where key = ? and not exists (select 1 from snapshots)').run(key);
  }

  /** Drops the bytes that no document of these tables or of a snapshot names. */
  sweep(documentTables: readonly string[]): void {
    const documents = documentTables.map((table) => `select body as document from ${table}`);
    // Packs stand in the same kind of table, and name no blobs.
    const all = [...documents, 'select value from snapshot_rows'].join(' union all ');
    const texts = `select document from (${all}) where typeof(document) <> 'blob'`;
    const named = `select atom from (${texts}), json_tree(document) where type = 'text' and length(atom) = 64`;
    this.#prepare(`delete from blobs where key not in (${named})`).run();
    this.#hasGrown = false;
  }

  /** As `sweep`, unless no bytes came since the last one: reading every document takes longer than going back to a snapshot. */
  sweepIfGrown(documentTables: readonly string[]): void {
    if (this.#hasGrown) this.sweep(documentTables);
  }
}
