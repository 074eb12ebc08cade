import { type RawBuilder, sql } from 'kysely';
import type { Page, PageRequest, RunFilter, RunRow, RunStatus, Storage } from '../../kernel/ports/storage.ts';
import { closeAbandoned } from './abandoned-runs.ts';
import { newestFirst } from './cursor.ts';
import { deleteOldest } from './delete-oldest.ts';
import type { Engine } from './engine.ts';
import { encodeKey } from './idempotency-record.ts';
import { decodeRun, encodeCompletion, encodeRun } from './run-record.ts';
import type { RunWriter } from './run-writer.ts';

/** Run records: written in groups, read in pages. */
export function runs({ db }: Engine, writer: RunWriter): Storage['runs'] {
  return {
    claim: async (row, key) => writer.insert(encodeRun(row), key && encodeKey(key, row)),
    complete: async (completion, answer) =>
      writer.complete(encodeCompletion(completion), answer && JSON.stringify(answer)),
    record: async (row) => void (await writer.insert(encodeRun(row))),
    get: async (tenantId, id) => {
      const row = await db
        .selectFrom('runs')
        .selectAll()
        .where('id', '=', id)
        .where('tenant_id', '=', tenantId)
        .executeTakeFirst();
      return row && decodeRun(row);
    },
    find: (filter, page) => find(db, filter, page),
    closeAbandoned: (startedBefore, now) =>
      db.transaction().execute((transaction) => closeAbandoned(transaction, startedBefore, now)),
    deleteBefore: (createdBefore, limit) =>
      deleteOldest(db, {
        table: 'runs',
        by: 'created_at',
        before: createdBefore,
        limit,
        where: sql<boolean>`status <> ${literal('running')}`,
      }),
  };
}

async function find(db: Engine['db'], filter: RunFilter, page: PageRequest): Promise<Page<RunRow>> {
  let query = db.selectFrom('runs').selectAll().where('tenant_id', '=', filter.tenantId);
  if (filter.connectionId !== undefined) query = query.where('connection_id', '=', filter.connectionId);
  if (filter.app !== undefined) query = query.where('app', '=', filter.app);
  if (filter.actionKey !== undefined) query = query.where('action_key', '=', filter.actionKey);
  if (filter.actionId !== undefined) query = query.where('action_id', '=', filter.actionId);
  if (filter.integrationId !== undefined) query = query.where('integration_id', '=', filter.integrationId);
  if (filter.status !== undefined) query = query.where('status', '=', literal(filter.status));
  if (filter.from !== undefined) query = query.where('created_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('created_at', '<=', filter.to);
  return newestFirst(query, page, decodeRun);
}

// The partial indices are used only when the engine sees the value while it plans. The list is closed, so nothing foreign gets in.
const literals = {
  running: sql.lit('running'),
  success: sql.lit('success'),
  error: sql.lit('error'),
  unknown: sql.lit('unknown'),
} as const satisfies Record<RunStatus, RawBuilder<RunStatus>>;

function literal(status: RunStatus): RawBuilder<RunStatus> {
  return literals[status];
}
