import { sql } from 'kysely';
import type { Page, PageRequest } from '../../kernel/ports/storage.ts';
import type { ActionStorage, ApiLogFilter, ApiLogRow } from '../../kernel/ports/storage-actions.ts';
import { decodeApiLog, encodeApiLog } from './api-log-record.ts';
import { inOrder } from './cursor.ts';
import { deleteOldest } from './delete-oldest.ts';
import type { Engine } from './engine.ts';

/** Short enough that nobody notices the moment in which SQLite holds up the process. */
const statementRows = 500;

// The partial index is used only when the engine sees the value while it plans.
const succeeded = sql.lit(1);
const failed = sql.lit(0);

/** The requests that went to apps. */
export function apiLogs({ db, appendApiLogs }: Engine): ActionStorage['apiLogs'] {
  return {
    append: async (rows) => {
      for (let start = 0; start < rows.length; start += statementRows)
        await appendApiLogs(rows.slice(start, start + statementRows).map(encodeApiLog));
    },
    get: async (tenantId, id) => {
      const own = db.selectFrom('api_logs').selectAll().where('id', '=', id).where('tenant_id', '=', tenantId);
      const row = await own.executeTakeFirst();
      return row && decodeApiLog(row);
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
  return inOrder(query, { ...page, order: filter.order ?? 'desc' }, decodeApiLog);
}
