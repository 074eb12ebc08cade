import { sql } from 'kysely';
import type { Page, PageRequest } from '../../kernel/ports/storage.ts';
import type { ActionStorage, ApiLogFilter, ApiLogRow } from '../../kernel/ports/storage-actions.ts';
import { inOrder } from './cursor.ts';
import { deleteOldest } from './delete-oldest.ts';
import type { Engine } from './engine.ts';
import type { ApiLogsTable } from './schema-actions.ts';

/** Both engines bind few enough parameters that a statement must be cut. */
const appendStatementRows = 500;

// The partial index is used only when the engine sees the value while it plans.
const succeeded = sql.lit(1);
const failed = sql.lit(0);

/** The requests that went to apps. */
export function apiLogs({ db }: Engine): ActionStorage['apiLogs'] {
  return {
    append: (rows) =>
      db.transaction().execute(async (transaction) => {
        for (let start = 0; start < rows.length; start += appendStatementRows) {
          const records = rows.slice(start, start + appendStatementRows).map(toRecord);
          await transaction.insertInto('api_logs').values(records).execute();
        }
      }),
    get: async (tenantId, id) => {
      const own = db.selectFrom('api_logs').selectAll().where('id', '=', id).where('tenant_id', '=', tenantId);
      const row = await own.executeTakeFirst();
      return row && toApiLog(row);
    },
    list: (filter, page) => list(db, filter, page),
    deleteBefore: (createdBefore, limit) =>
      deleteOldest(db, { table: 'api_logs', by: 'created_at', before: createdBefore, limit }),
  };
}

async function list(db: Engine['db'], filter: ApiLogFilter, page: PageRequest): Promise<Page<ApiLogRow>> {
  let query = db.selectFrom('api_logs').selectAll().where('tenant_id', '=', filter.tenantId);
  if (filter.connectionId !== undefined) query = query.where('connection_id', '=', filter.connectionId);
  if (filter.integrationId !== undefined) query = query.where('integration_id', '=', filter.integrationId);
  if (filter.app !== undefined) query = query.where('app', '=', filter.app);
  if (filter.isSuccess !== undefined) query = query.where('is_success', '=', filter.isSuccess ? succeeded : failed);
  if (filter.from !== undefined) query = query.where('created_at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('created_at', '<=', filter.to);
  return inOrder(query, { ...page, order: filter.order ?? 'desc' }, toApiLog);
}

function toRecord(row: ApiLogRow): ApiLogsTable {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    connection_id: row.connectionId,
    app: row.app,
    integration_id: row.integrationId,
    run_id: row.runId,
    position: row.position,
    method: row.method,
    url: row.url,
    status: row.status,
    is_success: row.isSuccess ? 1 : 0,
    duration_ms: row.durationMs,
    created_at: row.createdAt,
  };
}

function toApiLog(row: ApiLogsTable): ApiLogRow {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    app: row.app,
    integrationId: row.integration_id,
    runId: row.run_id,
    position: row.position,
    method: row.method,
    url: row.url,
    status: row.status,
    isSuccess: row.is_success === 1,
    durationMs: row.duration_ms,
    createdAt: row.created_at,
  };
}
