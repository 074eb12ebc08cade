import { apiLogColumns } from './api-log-record.ts';
import type { ApiLogsTable } from './schema-actions.ts';
import { toSqlValue } from './sqlite-dialect.ts';
import type { SqliteFile } from './sqlite-file.ts';

// The rows as one text, so that one prepared statement serves any number of them.
const values = apiLogColumns.map((_, index) => `value ->> ${index}`);
const insert = `insert into api_logs (${apiLogColumns.join(', ')}) select ${values.join(', ')} from json_each(?)`;

/** Stores rows of the log in one transaction. Errors: the driver's. */
export function apiLogWrites(file: SqliteFile): (rows: readonly ApiLogsTable[]) => void {
  // Prepared at first use: the table does not exist before the migrations.
  let statement: ReturnType<SqliteFile['prepare']> | undefined;
  return (rows) => {
    statement ??= file.prepare(insert);
    // Nobody waits for the log, and the flush inside a commit would hold up everybody; the next flush of runs takes it along.
    file.exec('pragma synchronous = normal');
    try {
      statement.run(JSON.stringify(rows.map((row) => apiLogColumns.map((column) => toSqlValue(row[column])))));
    } finally {
      file.exec('pragma synchronous = full');
    }
  };
}
