import { type RawBuilder, sql } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { RunStatus } from '../../kernel/ports/storage.ts';
import type { Engine } from './engine.ts';

const happened = 'The gateway stopped while the run was under way';
const idPlace = '<id>';

const ofReads = new PorinError('unavailable', happened, { hint: 'It changes nothing: run it again' });
const ofWrites = new PorinError('outcome_unknown', `${happened}: whether the app did it is not known`, {
  hint: `Look in the app before repeating it; porin action-run-log get ${idPlace} --details shows what was asked for`,
});

/** Both engines bind few enough parameters that a statement must be cut. */
const statementRows = 500;

/** Ends the open runs that began before then, and says in each what is known of it. Keys of reads are free again. Returns how many. */
export async function closeAbandoned(transaction: Engine['db'], startedBefore: number, now: number): Promise<number> {
  const closed = await transaction
    .updateTable('runs')
    .set({
      completed_at: now,
      abandoned_at: now,
      status: sql<RunStatus>`case when effect = 'read' then 'error' else 'unknown' end`,
      error: sql<string>`case when effect = 'read' then ${bodyOf(ofReads)} else ${bodyOf(ofWrites)} end`,
    })
    // A literal, because the partial index is used only when the engine sees the value while it plans.
    .where('status', '=', sql.lit('running'))
    .where('created_at', '<', startedBefore)
    .returning(['id', 'effect'])
    .execute();
  const reads = closed.filter(({ effect }) => effect === 'read').map(({ id }) => id);
  for (let start = 0; start < reads.length; start += statementRows) {
    const some = reads.slice(start, start + statementRows);
    await transaction.deleteFrom('idempotency_keys').where('run_id', 'in', some).execute();
  }
  return closed.length;
}

// The text is SQL's to complete, one statement for all runs. An id of ours needs no escape in JSON.
function bodyOf(error: PorinError): RawBuilder<string> {
  return sql<string>`replace(${JSON.stringify(error.toBody())}, ${idPlace}, id)`;
}
