import { type RawBuilder, sql } from 'kysely';
import type { Page, PageRequest, RunFilter, RunRow, RunStatus, Storage } from '../../kernel/ports/storage.ts';
import { newestFirst } from './cursor.ts';
import type { Engine } from './engine.ts';
import { decodeRun, encodeCompletion, encodeRun } from './run-record.ts';
import type { RunWriter } from './run-writer.ts';

/** Run records: written in groups, read in pages. */
export function runs({ db }: Engine, writer: RunWriter): Storage['runs'] {
  return {
    claim: async (row) => writer.insert(encodeRun(row)),
    complete: async (completion) => writer.complete(encodeCompletion(completion)),
    record: async (row) => writer.insert(encodeRun(row)),
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
    closeAbandoned: async (startedBefore, now) => {
      const result = await db
        .updateTable('runs')
        .set({ completed_at: now, status: sql<RunStatus>`case when effect = 'read' then 'error' else 'unknown' end` })
        .where('status', '=', literal('running'))
        .where('created_at', '<', startedBefore)
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },
  };
}

async function find(db: Engine['db'], filter: RunFilter, page: PageRequest): Promise<Page<RunRow>> {
  let query = db.selectFrom('runs').selectAll().where('tenant_id', '=', filter.tenantId);
  if (filter.connectionId !== undefined) query = query.where('connection_id', '=', filter.connectionId);
  if (filter.app !== undefined) query = query.where('app', '=', filter.app);
  if (filter.actionKey !== undefined) query = query.where('action_key', '=', filter.actionKey);
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
