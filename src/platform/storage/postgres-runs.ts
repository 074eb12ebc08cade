import type pg from 'pg';
import type { KeyedRun, RunBatch, Unstored } from './engine.ts';
import { keyColumns, takeKey } from './idempotency-record.ts';
import { type CompletionRecord, completable, runColumns } from './run-record.ts';

const completionColumns = [
  'id',
  'status',
  'output',
  'error',
  'details',
  'completed_at',
  'input',
] as const satisfies readonly (keyof CompletionRecord)[];
const bigints: ReadonlySet<string> = new Set(['created_at', 'completed_at', 'expires_at']);

// One array per column, so that one prepared statement serves a batch of any size in one round trip and one commit.
function arrays(columns: readonly string[], before: number): string {
  return `unnest(${columns.map((column, index) => parameter(column, before + index + 1)).join(', ')})`;
}

function parameter(column: string, position: number): string {
  return `$${position}::${bigints.has(column) ? 'bigint' : 'text'}[]`;
}

const newRuns = arrays(runColumns, 0);
const insertRuns = `insert into runs (${runColumns.join(', ')}) select * from ${newRuns} as new (${runColumns.join(', ')})`;
const completeRuns = `
  update runs set status = done.status, output = done.output, error = done.error, details = done.details, completed_at = done.completed_at,
    input = coalesce(done.input, runs.input), abandoned_at = null
  from ${arrays(completionColumns, runColumns.length)} as done (${completionColumns.join(', ')})
  where runs.id = done.id and ${completable}
  returning runs.id`;

const plain = {
  name: 'porin-write-runs',
  text: `with inserted as (${insertRuns}), completed as (${completeRuns}) select 'completed' as part, id from completed`,
};

const keyPlace = runColumns.length + completionColumns.length;
const answerPlace = keyPlace + keyColumns.length;
const keyedRunIds = parameter('run_id', keyPlace + keyColumns.indexOf('run_id') + 1);

const withKeys = {
  name: 'porin-write-runs-with-keys',
  text: `
    with taken as (
      insert into idempotency_keys (${keyColumns.join(', ')}) select * from ${arrays(keyColumns, keyPlace)} ${takeKey} returning run_id
    ), inserted as (
      ${insertRuns} where new.id <> all(${keyedRunIds}) or new.id in (select run_id from taken)
    ), completed as (${completeRuns}), given as (
      select run_id, answer from ${arrays(['run_id', 'answer'], answerPlace)} as given (run_id, answer)
      where run_id in (select id from completed)
    ), answered as (
      update idempotency_keys set answer = given.answer from given
      where idempotency_keys.run_id = given.run_id and given.answer is not null
    ), freed as (
      delete from idempotency_keys using given where idempotency_keys.run_id = given.run_id and given.answer is null
    )
    select 'completed' as part, id from completed union all select 'taken', run_id from taken`,
};

/** Stores a batch of runs in one statement. Errors: the driver's. */
export async function runWrites(pool: pg.Pool, { inserts, keyed, completions, answers }: RunBatch): Promise<Unstored> {
  const first = firstOfEachKey(keyed);
  const runs = [...inserts, ...first.map(({ run }) => run)];
  const values: unknown[] = [
    ...runColumns.map((column) => runs.map((run) => run[column])),
    ...completionColumns.map((column) => completions.map((run) => run[column])),
  ];
  const hasKeys = keyed.length > 0 || answers.length > 0;
  if (hasKeys) {
    values.push(...keyColumns.map((column) => first.map(({ key }) => key[column])));
    values.push(
      answers.map(({ runId }) => runId),
      answers.map(({ answer }) => answer),
    );
  }
  const { rows } = await pool.query<{ part: 'completed' | 'taken'; id: string }>({
    ...(hasKeys ? withKeys : plain),
    values,
  });
  const idsOf = (part: 'completed' | 'taken') => new Set(rows.filter((row) => row.part === part).map(({ id }) => id));
  const [completed, taken] = [idsOf('completed'), idsOf('taken')];
  return {
    refused: new Set(keyed.map(({ run }) => run.id).filter((id) => !taken.has(id))),
    missing: new Set(completions.map(({ id }) => id).filter((id) => !completed.has(id))),
  };
}

/**
 * The first run of each key, because one statement may not meet a key twice; ordered, so that two statements that want the same keys wait
 * for each other instead of blocking each other.
 */
function firstOfEachKey(keyed: readonly KeyedRun[]): readonly KeyedRun[] {
  const firsts = new Map<string, KeyedRun>();
  for (const each of keyed) {
    const place = `${each.key.tenant_id}\n${each.key.key}`;
    if (!firsts.has(place)) firsts.set(place, each);
  }
  return [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
