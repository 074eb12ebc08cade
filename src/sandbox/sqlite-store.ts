import { PorinError } from '../kernel/errors.ts';
import type { SqliteFile, SqlStatement } from '../platform/storage/sqlite-file.ts';
import { Blobs } from './blobs.ts';
import { type Collection, type Document, indexStatement, openCollection } from './collection.ts';
import { openPacks, type Packs } from './packs.ts';
import { SmallState } from './small-state.ts';
import { type SnapshotInfo, Snapshots, type SnapshotTable } from './snapshots.ts';
import { Statements } from './statements.ts';
import type { CollectionOptions, Store } from './store.ts';
import { fixedTables, letGoOf } from './store-file.ts';

/** A store on a database that is open already, with the tables that `openStoreFile` makes. */
export class SqliteStore implements Store {
  readonly #database: SqliteFile;
  readonly #statements: Statements;
  readonly #prepare = (sql: string): SqlStatement => this.#statements.prepare(sql);
  readonly #host = { prepare: this.#prepare, beforeWrite: () => this.#beforeWrite() };
  readonly #collections = new Map<string, Collection<Document>>();
  readonly #packs = new Map<string, Packs>();
  readonly #state = new SmallState(this.#prepare);
  readonly #snapshots = new Snapshots(this.#prepare);
  readonly #blobs = new Blobs(this.#prepare);
  /** Whether a transaction is. */
  #isOpen = false;
  #depth = 0;
  #lateFailure: unknown;
  #pendingCommit: NodeJS.Immediate | undefined;
  #waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  changes = 0;
  epoch = 0;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#state.load();
  }

  collection<T extends Document>(name: string, options: CollectionOptions = {}): Collection<T> {
    const known = this.#collections.get(name);
    // Each name belongs to one document type; the caller's type argument says which.
    if (known !== undefined) return known as unknown as Collection<T>;
    const table = this.#table(name);
    for (const index of options.indexes ?? []) this.#database.exec(indexStatement(table, index));
    const opened = openCollection<T>(this.#host, table);
    this.#collections.set(name, opened as unknown as Collection<Document>);
    // The table must not go when the writes that follow fail.
    this.flush();
    return opened;
  }

  packs(name: string): Packs {
    const known = this.#packs.get(name);
    if (known !== undefined) return known;
    const opened = openPacks(this.#host, this.#table(name));
    this.#packs.set(name, opened);
    this.flush();
    return opened;
  }

  nextId(name: string, start = 1): number {
    this.#beforeWrite();
    const sql =
      'insert into sequences (name, value) values (?, ?) on conflict (name) do update set value = max(value + 1, excluded.value) returning value';
    return Number(this.#prepare(sql).get(name, start)?.['value']);
  }

  reserveIds(name: string, used: number): void {
    this.#beforeWrite();
    const sql =
      'insert into sequences (name, value) values (?, ?) on conflict (name) do update set value = max(value, excluded.value)';
    this.#prepare(sql).run(name, used);
  }

  putBlob(bytes: Uint8Array): string {
    return this.#blobs.put(bytes, this.nextId('blobs'));
  }

  getBlob(key: string): Uint8Array | undefined {
    return this.#blobs.get(key);
  }

  dropBlob(key: string): void {
    this.#beforeWrite();
    this.#blobs.drop(key);
  }

  getState<T>(key: string): T | undefined {
    const text = this.#state.get(key);
    // setState wrote it; each key belongs to one module, which knows its type.
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  setState(key: string, value: unknown): void {
    this.#beforeWrite();
    this.#state.set(key, JSON.stringify(value));
  }

  transaction<T>(run: () => T): T {
    // Beginning is no write yet: what was remembered of unchanged data stays true.
    this.#begin();
    const savepoint = `s${++this.#depth}`;
    const stateBefore = this.#state.copy();
    this.#database.exec(`savepoint ${savepoint}`);
    try {
      const result = run();
      this.#database.exec(`release ${savepoint}`);
      return result;
    } catch (error) {
      this.#database.exec(`rollback to ${savepoint}; release ${savepoint}`);
      this.#state.replace(stateBefore);
      // A table made meanwhile is gone, so the next use of its collection has to make it again.
      this.#collections.clear();
      this.#packs.clear();
      this.changes += 1;
      this.epoch += 1;
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  flush(): void {
    const failure = this.#lateFailure;
    this.#lateFailure = undefined;
    if (failure !== undefined) throw failure;
    if (!this.#isOpen || this.#depth > 0) return;
    this.#cancelPendingCommit();
    this.#isOpen = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      this.#state.write();
      this.#database.exec('commit');
    } catch (cause) {
      this.#abandon();
      const error = new PorinError('unavailable', 'The sandbox could not save its data', {
        cause,
        hint: 'Free space on its disk and try again',
      });
      for (const { reject } of waiting) reject(error);
      throw error;
    }
    for (const { resolve } of waiting) resolve();
  }

  async kept(): Promise<void> {
    if (!this.#isOpen) return this.flush();
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  reset(): void {
    this.#beforeWrite();
    for (const { table } of this.#tables()) this.#database.exec(`delete from ${table}`);
    this.#blobs.sweep(this.#documentTables());
    this.#state.load();
    this.epoch += 1;
    this.flush();
  }

  snapshot(name: string): SnapshotInfo {
    this.flush();
    this.#beforeWrite();
    const info = this.#snapshots.take(name, this.#tables());
    this.flush();
    return info;
  }

  restore(name: string): void {
    this.flush();
    this.#beforeWrite();
    this.#snapshots.restore(name, this.#tables());
    this.#blobs.sweepIfGrown(this.#documentTables());
    this.#state.load();
    this.epoch += 1;
    this.flush();
  }

  snapshots(): SnapshotInfo[] {
    return this.#snapshots.list();
  }

  requireSnapshot(name: string): void {
    this.#snapshots.require(name);
  }

  deleteSnapshot(name: string): boolean {
    this.#beforeWrite();
    const existed = this.#snapshots.delete(name);
    this.#blobs.sweep(this.#documentTables());
    return existed;
  }

  sizes(): Record<string, number> {
    const count = (table: string) => Number(this.#prepare(`select count(*) as n from ${table}`).get()?.['n']);
    return Object.fromEntries(this.#documentTables().map((table) => [table.slice(2), count(table)]));
  }

  close(): void {
    if (this.#statements.isClosed) return;
    try {
      this.flush();
    } finally {
      this.#letGo();
    }
  }

  #letGo(): void {
    this.#cancelPendingCommit();
    this.#statements.close();
    letGoOf(this.#database);
  }

  #tables(): SnapshotTable[] {
    return [...fixedTables, ...this.#documentTables().map((table) => ({ table, key: 'id', value: 'body' }))];
  }

  #table(name: string): string {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new PorinError('internal', `${name} cannot be the name of a collection`);
    const table = `c_${name}`;
    this.#beforeWrite();
    this.#database.exec(`create table if not exists ${table} (id primary key not null, body text not null)`);
    this.#prepare('insert or ignore into collections (name) values (?)').run(name);
    return table;
  }

  #documentTables(): string[] {
    return this.#statements
      .prepare('select name from collections order by name')
      .all()
      .map(({ name }) => `c_${name}`);
  }

  /** Brings memory back to what the file holds after a failed commit. */
  #abandon(): void {
    try {
      this.#database.exec('rollback');
    } catch {
      // SQLite rolls back by itself when the disk is full, and then refuses a second rollback.
    }
    this.changes += 1;
    this.epoch += 1;
    this.#state.load();
  }

  #beforeWrite(): void {
    this.#begin();
    this.changes += 1;
  }

  #begin(): void {
    this.#statements.requireOpen();
    if (this.#isOpen) return;
    this.#database.exec('begin immediate');
    this.#isOpen = true;
    this.#pendingCommit = setImmediate(() => this.#commitLate());
  }

  /** A failure that nobody waits to hear of is told at the next flush. */
  #commitLate(): void {
    const isHeard = this.#waiting.length > 0;
    try {
      this.flush();
    } catch (error) {
      if (!isHeard) this.#lateFailure = error;
    }
  }

  #cancelPendingCommit(): void {
    if (this.#pendingCommit !== undefined) clearImmediate(this.#pendingCommit);
    this.#pendingCommit = undefined;
  }
}
