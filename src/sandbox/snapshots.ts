import { PorinError } from '../kernel/errors.ts';
import type { SqlStatement } from '../platform/storage/sqlite-file.ts';

export interface SnapshotInfo {
  readonly name: string;
  /** ISO 8601, by this machine's clock, not by the sandbox's. */
  readonly createdAt: string;
}

/** A table that snapshots hold, with the names of its two columns. */
export interface SnapshotTable {
  readonly table: string;
  readonly key: string;
  readonly value: string;
}

/** Each is a copy of all documents. */
const maxSnapshots = 20;

export const snapshotSchema = `
  create table if not exists snapshots (name text primary key, created_at integer not null);
  create table if not exists snapshot_rows (snapshot text not null, source text not null, key, value);
  drop index if exists snapshot_rows_source;
  create index if not exists snapshot_rows_key on snapshot_rows (snapshot, source, key);
`;

/** Copies of a store's tables, kept in its own file. The caller has a transaction open. */
export class Snapshots {
  readonly #prepare: (sql: string) => SqlStatement;

  constructor(prepare: (sql: string) => SqlStatement) {
    this.#prepare = prepare;
  }

  list(): SnapshotInfo[] {
    const rows = this.#prepare('select name, created_at from snapshots order by rowid').all();
    return rows.map((row) => infoOf(String(row['name']), Number(row['created_at'])));
  }

  /** Copies the tables under a name, in place of what the name held before. Errors: `bad_request` for one too many. */
  take(name: string, tables: readonly SnapshotTable[]): SnapshotInfo {
    if (!this.delete(name) && this.list().length >= maxSnapshots) {
      throw new PorinError('bad_request', `There are ${maxSnapshots} snapshots, no more are kept`, {
        hint: 'Delete one, or take this one under a name that exists',
      });
    }
    const now = Date.now();
    this.#prepare('insert into snapshots (name, created_at) values (?, ?)').run(name, now);
    for (const { table, key, value } of tables) {
      const copy = `insert into snapshot_rows (snapshot, source, key, value) select ?, ?, ${key}, ${value} from ${table}`;
      this.#prepare(copy).run(name, table);
    }
    return infoOf(name, now);
  }

  /** Makes the tables equal to the snapshot; one that it does not know becomes empty. Errors: `not_found` for an unknown name. */
  restore(name: string, tables: readonly SnapshotTable[]): void {
    this.require(name);
    const kept = 'from snapshot_rows as kept where kept.snapshot = ? and kept.source = ?';
    for (const { table, key, value } of tables) {
      // Rows that are as they were stay: writing them and their indexes anew is what takes long.
      const same = `${kept} and kept.key = ${table}.${key} and kept.value = ${table}.${value}`;
      this.#prepare(`delete from ${table} where not exists (select 1 ${same})`).run(name, table);
      const missing = `not exists (select 1 from ${table} where ${table}.${key} = kept.key)`;
      const copy = `insert into ${table} (${key}, ${value}) select kept.key, kept.value ${kept} and ${missing}`;
      this.#prepare(copy).run(name, table);
    }
  }

  /** Errors: `not_found` for an unknown name. */
  require(name: string): void {
    if (this.#prepare('select name from snapshots where name = ?').get(name) !== undefined) return;
    const names = this.list().map((snapshot) => snapshot.name);
    throw new PorinError('not_found', `No snapshot ${JSON.stringify(name)}`, {
      hint: names.length === 0 ? 'None was taken yet' : `There are: ${names.join(', ')}`,
    });
  }

  delete(name: string): boolean {
    this.#prepare('delete from snapshot_rows where snapshot = ?').run(name);
    return this.#prepare('delete from snapshots where name = ?').run(name).changes > 0;
  }
}

function infoOf(name: string, createdAtMs: number): SnapshotInfo {
  return { name, createdAt: new Date(createdAtMs).toISOString() };
}
