import type { ApiLogRow } from '../../kernel/ports/storage-actions.ts';
import type { ApiLogsTable } from './schema-actions.ts';

/** The columns of a logged request, in the order in which both engines bind them. */
export const apiLogColumns = [
  'id',
  'tenant_id',
  'connection_id',
  'app',
  'integration_id',
  'run_id',
  'position',
  'method',
  'url',
  'status',
  'is_success',
  'duration_ms',
  'created_at',
] as const satisfies readonly (keyof ApiLogsTable)[];

/** A logged request as it is stored. */
export function encodeApiLog(row: ApiLogRow): ApiLogsTable {
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

/** A stored request as the port gives it. */
export function decodeApiLog(row: ApiLogsTable): ApiLogRow {
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
