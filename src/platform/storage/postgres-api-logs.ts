import type pg from 'pg';
import { apiLogColumns } from './api-log-record.ts';
import type { ApiLogsTable } from './schema-actions.ts';

const numbers: ReadonlySet<string> = new Set(['position', 'status', 'is_success', 'duration_ms', 'created_at']);

// One array per column, so that one prepared statement serves any number of rows.
const arrays = apiLogColumns.map((column, index) => `$${index + 1}::${numbers.has(column) ? 'bigint' : 'text'}[]`);
const insert = {
  name: 'porin-append-api-logs',
  text: `insert into api_logs (${apiLogColumns.join(', ')}) select * from unnest(${arrays.join(', ')})`,
};

/** Stores rows of the log in one statement. Errors: the driver's. */
export async function appendApiLogs(pool: pg.Pool, rows: readonly ApiLogsTable[]): Promise<void> {
  await pool.query({ ...insert, values: apiLogColumns.map((column) => rows.map((row) => row[column])) });
}
