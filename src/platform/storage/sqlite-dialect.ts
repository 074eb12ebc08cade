import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { Tables } from './schema.ts';
import type { SqliteFile, SqlStatement, SqlValue } from './sqlite-file.ts';

const maxPreparedStatements = 200;

/** Kysely on a raw SQLite file. Every error goes through `explain`. */
export function sqliteKysely(file: SqliteFile, explain: (error: unknown) => PorinError): Kysely<Tables> {
  const prepared = new Map<string, SqlStatement>();
  const database: SqliteDatabase = {
    // SQLite has rolled back by itself after some errors, a full disk is one; another rollback would hide them.
    prepare: (sql) =>
      sql === 'rollback' && !file.inTransaction
        ? nothing
        : translating(explain, () => adapt(prepare(file, prepared, sql), explain)),
    close: () => file.close(),
  };
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

const nothing: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

function prepare(file: SqliteFile, prepared: Map<string, SqlStatement>, sql: string): SqlStatement {
  // Immediate: see `transaction` in sqlite-file.ts.
  const text = sql === 'begin' ? 'begin immediate' : sql;
  const known = prepared.get(text);
  if (known) return known;
  const statement = file.prepare(text);
  if (prepared.size >= maxPreparedStatements) prepared.clear();
  prepared.set(text, statement);
  return statement;
}

function adapt(statement: SqlStatement, explain: (error: unknown) => PorinError): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => translating(explain, () => statement.all(...parameters.map(toSqlValue))),
    run: (parameters) =>
      translating(explain, () => ({
        changes: statement.run(...parameters.map(toSqlValue)).changes,
        lastInsertRowid: 0,
      })),
    iterate: () => {
      throw new PorinError('internal', 'Streaming queries are not supported on SQLite');
    },
  };
}

/** A parameter that the driver can bind. It would abort the process at a boolean and cut text at a NUL. */
export function toSqlValue(value: unknown): SqlValue {
  if (typeof value === 'string') {
    if (value.includes('\0'))
      throw new PorinError('bad_request', 'Text contains a NUL character', {
        hint: 'Remove the NUL character (U+0000)',
      });
    return value;
  }
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new PorinError('internal', `Cannot bind a value of type ${typeof value}`);
}

function translating<T>(explain: (error: unknown) => PorinError, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw explain(error);
  }
}
