import type { RunAnswer, RunBatch, Unstored } from './engine.ts';
import { type KeyRecord, keyColumns, takeKey } from './idempotency-record.ts';
import { type CompletionRecord, completable, type RunRecord, runColumns } from './run-record.ts';
import { toSqlValue } from './sqlite-dialect.ts';
import type { SqliteFile, SqlValue } from './sqlite-file.ts';

/** Stores batches of runs, each in one transaction that the caller has to flush. Errors: the driver's. */
export function runWrites(file: SqliteFile): (batch: RunBatch) => Unstored {
  // Prepared at first use: the table does not exist before the migrations.
  let statements: ReturnType<typeof prepareStatements> | undefined;
  return ({ inserts, keyed, completions, answers }) => {
    statements ??= prepareStatements(file);
    const { insert, take, complete, keep } = statements;
    // The commit itself does not wait for the disk, which would stop every other request; the flush after it does. See adr/0007.
    file.exec('pragma synchronous = normal');
    try {
      return file.transaction(() => {
        const [refused, missing] = [new Set<string>(), new Set<string>()];
        insert(inserts);
        for (const { run, key } of keyed) {
          if (take(key)) insert([run]);
          else refused.add(run.id);
        }
        for (const run of completions) if (!complete(run)) missing.add(run.id);
        for (const answer of answers) if (!missing.has(answer.runId)) keep(answer);
        return { refused, missing };
      });
    } finally {
      file.exec('pragma synchronous = full');
    }
  };
}

// How many rows one statement may hold, largest first: a call into the driver costs as much as two rows.
const insertSizes = [32, 8, 2, 1];

// No query builder on this path: building a statement costs more than running it.
function prepareStatements(file: SqliteFile) {
  const row = `(${runColumns.map(() => '?').join(', ')})`;
  const insertOf = (rows: number) =>
    file.prepare(`insert into runs (${runColumns.join(', ')}) values ${Array(rows).fill(row).join(', ')}`);
  const statements = insertSizes.map((rows) => ({ rows, statement: insertOf(rows) }));
  const complete = file.prepare(
    `update runs set status = ?, output = ?, error = ?, details = ?, completed_at = ?, input = coalesce(?, input),
      abandoned_at = null where id = ? and ${completable}`,
  );
  const take = file.prepare(
    `insert into idempotency_keys (${keyColumns.join(', ')}) values (${keyColumns.map(() => '?').join(', ')}) ${takeKey}`,
  );
  const answer = file.prepare('update idempotency_keys set answer = ? where run_id = ?');
  const free = file.prepare('delete from idempotency_keys where run_id = ?');
  return {
    insert(runs: readonly RunRecord[]): void {
      let at = 0;
      for (const { rows, statement } of statements) {
        for (; runs.length - at >= rows; at += rows) statement.run(runs.slice(at, at + rows).flatMap(valuesOf));
      }
    },
    complete: (run: CompletionRecord): boolean =>
      complete.run(run.status, run.output, run.error, run.details, run.completed_at, run.input, toSqlValue(run.id))
        .changes > 0,
    take: (key: KeyRecord): boolean => take.run(keyColumns.map((column) => toSqlValue(key[column]))).changes > 0,
    keep: (kept: RunAnswer): void => {
      if (kept.answer === null) free.run(kept.runId);
      else answer.run(kept.answer, kept.runId);
    },
  };
}

function valuesOf(run: RunRecord): SqlValue[] {
  return runColumns.map((column) => toSqlValue(run[column]));
}
