import type { SqlStatement } from '../platform/storage/sqlite-file.ts';

/** The small state of a store, held in memory; what changed is written with the next commit. */
export class SmallState {
  readonly #prepare: (sql: string) => SqlStatement;
  #values = new Map<string, string>();
  #dirty = new Set<string>();

  constructor(prepare: (sql: string) => SqlStatement) {
    this.#prepare = prepare;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: string): void {
    this.#values.set(key, value);
    this.#dirty.add(key);
  }

  /** All that there is, for `replace`. */
  copy(): ReadonlyMap<string, string> {
    return new Map(this.#values);
  }

  /** Goes back to a copy; what has changed since stays marked, so that the file follows. */
  replace(values: ReadonlyMap<string, string>): void {
    this.#values = new Map(values);
  }

  /** Brings memory to what the file holds. */
  load(): void {
    const rows = this.#prepare('select key, value from state').all();
    this.#values = new Map(rows.map((row) => [String(row['key']), String(row['value'])]));
    this.#dirty = new Set();
  }

  /** Brings the file to what memory holds; the caller has a transaction open. */
  write(): void {
    for (const key of this.#dirty) {
      const value = this.#values.get(key);
      if (value === undefined) this.#prepare('delete from state where key = ?').run(key);
      else this.#prepare('insert or replace into state (key, value) values (?, ?)').run(key, value);
    }
    this.#dirty = new Set();
  }
}
