import type { SqliteFile, SqlStatement } from '../platform/storage/sqlite-file.ts';

/** Prepares each statement once. */
export function createStatements(database: SqliteFile): (sql: string) => SqlStatement {
  const statements = new Map<string, SqlStatement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    // A list condition makes a statement per length; a hostile query must not fill the memory.
    if (statements.size >= 1000) statements.clear();
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}
