import { PorinError } from '../kernel/errors.ts';
import type { SqliteFile, SqlStatement } from '../platform/storage/sqlite-file.ts';

/** A list condition makes a statement per length; a hostile query must not fill the memory. */
const mostStatements = 1000;

/** What every use of a sandbox that was closed throws. */
export function closedError(): PorinError {
  return new PorinError('unavailable', 'The sandbox was closed', { hint: 'Start another one' });
}

/** The statements of a database, each prepared once. */
export class Statements {
  readonly #database: SqliteFile;
  readonly #known = new Map<string, SqlStatement>();
  #isClosed = false;

  constructor(database: SqliteFile) {
    this.#database = database;
  }

  /** Errors: `unavailable` once they are closed. */
  prepare(sql: string): SqlStatement {
    this.requireOpen();
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    if (this.#known.size >= mostStatements) this.#known.clear();
    const statement = this.#database.prepare(sql);
    this.#known.set(sql, statement);
    return statement;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Errors: `unavailable` once they are closed. */
  requireOpen(): void {
    if (this.#isClosed) throw closedError();
  }

  close(): void {
    this.#isClosed = true;
    this.#known.clear();
  }
}
