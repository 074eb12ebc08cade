import type pg from 'pg';
import type { RunBatch } from './engine.ts';
import { type CompletionRecord, completable, runColumns } from './run-record.ts';
import type { RunsTable } from './schema.ts';

const completionColumns = [
  'id',
  'status',
  'output',
  'error',
  'details',
  'completed_at',
  'input',
] as const satisfies readonly (keyof CompletionRecord)[];
const bigints: ReadonlySet<keyof RunsTable> = new Set(['created_at', 'completed_at']);

// One array per column, so that one prepared statement serves a batch of any size in one round trip and one commit.
const statement = `
  with inserted as (
    insert into runs (${runColumns.join(', ')})
    select * from unnest(${runColumns.map((column, index) => parameter(column, index + 1)).join(', ')})
  ), completed as (
    update runs set status = done.status, output = done.output, error = done.error, details = done.details, completed_at = done.completed_at,
      input = coalesce(done.input, runs.input)
    from unnest(${completionColumns.map((column, index) => parameter(column, runColumns.length + index + 1)).join(', ')})
      as done (${completionColumns.join(', ')})
    where runs.id = done.id and ${completable}
    returning runs.id
  )
  select id from completed`;

/** Stores a batch of runs in one statement. Gives the ids of the completions that found no run. Errors: the driver's. */
export async function runWrites(pool: pg.Pool, { inserts, completions }: RunBatch): Promise<ReadonlySet<string>> {
  const values = [
    ...runColumns.map((column) => inserts.map((run) => run[column])),
    ...completionColumns.map((column) => completions.map((run) => run[column])),
  ];
  const { rows } = await pool.query<{ id: string }>({ name: 'porin-write-runs', text: statement, values });
  const completed = new Set(rows.map(({ id }) => id));
  return new Set(completions.map(({ id }) => id).filter((id) => !completed.has(id)));
}

function parameter(column: keyof RunsTable, position: number): string {
  return `$${position}::${bigints.has(column) ? 'bigint' : 'text'}[]`;
}
