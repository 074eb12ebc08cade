import { PorinError } from '../../kernel/errors.ts';
import type { ApiLogsPort, ApiLogView } from '../../kernel/ports/gateway-actions.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { ApiLogFilter, ApiLogRow } from '../../kernel/ports/storage-actions.ts';
import { tenantMeant } from '../../kernel/tenant-meant.ts';
import { integrationMeant } from './run-log.ts';

type Filter = Parameters<ApiLogsPort['list']>[1];

/** Reads the log of calls to apps. */
export function createApiLogs(storage: Storage): ApiLogsPort {
  return {
    async list(caller, filter, page) {
      const rows = await rowFilter(storage, caller, filter);
      if (rows === undefined) return { items: [] };
      const { items, ...rest } = await storage.apiLogs.list(rows, page);
      return { ...rest, items: items.map((row) => apiLogView(caller, row)) };
    },
    async get(caller, id, { details }) {
      const row = await storage.apiLogs.get(caller.tenantId, id);
      if (!row)
        throw new PorinError('not_found', `No logged request ${id.slice(0, 100)}`, {
          hint: 'porin external-api-log list shows the ids',
        });
      if (!details) return apiLogView(caller, row);
      const found = await detailsOf(storage, row);
      return { ...apiLogView(caller, row), ...(found === undefined ? {} : { details: found }) };
    },
  };
}

/** Undefined when nothing can match. */
async function rowFilter(storage: Storage, caller: Caller, filter: Filter): Promise<ApiLogFilter | undefined> {
  const { tenant, connectionId: selector, integrationId, app, to, ...rest } = filter;
  const tenantId = await tenantMeant(storage, caller, tenant);
  const integration = await integrationMeant(storage, integrationId);
  // No request goes to two apps.
  if (tenantId === undefined || (app !== undefined && integration.app !== undefined && app !== integration.app))
    return undefined;
  return {
    ...rest,
    tenantId,
    app: app ?? integration.app,
    integrationId: integration.integrationId,
    connectionId: selector && ((await storage.connections.get(tenantId, selector))?.id ?? selector),
    // The storage counts its last millisecond in, the caller's ends before it.
    to: to === undefined ? undefined : to - 1,
  };
}

/** Request and answer are kept with the run; nothing is kept of a raw request. */
async function detailsOf(storage: Storage, { tenantId, runId, position }: ApiLogRow): Promise<unknown> {
  const run = runId === null ? undefined : await storage.runs.get(tenantId, runId);
  const details = run?.details;
  // A long record is cut, and so no list.
  return Array.isArray(details) ? details[position] : undefined;
}

function apiLogView(caller: Caller, row: ApiLogRow): ApiLogView {
  return {
    id: row.id,
    workspaceId: caller.workspaceId,
    customerId: row.tenantId,
    tenantId: row.tenantId,
    integrationId: row.integrationId ?? row.app,
    connectionId: row.connectionId,
    externalAppId: row.app,
    ...(row.runId === null ? {} : { actionRunId: row.runId }),
    method: row.method,
    requestUrl: row.url,
    statusCode: row.status ?? 0,
    isSuccess: row.isSuccess,
    s3Uri: '',
    duration: row.durationMs,
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
