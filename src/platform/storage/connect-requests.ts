import type { SelectQueryBuilder } from 'kysely';
import type { Change, Page, PageRequest } from '../../kernel/ports/storage.ts';
import type { ConnectRequestRow, ConnectStorage } from '../../kernel/ports/storage-connect.ts';
import { decodeJson, decodeOwnJson, encodeJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { ConnectRequestsTable } from './schema-connect.ts';

const keptMs = 7 * 24 * 3_600_000;

type Requests = ConnectStorage['connectRequests'];

/** What somebody was asked to connect, and what came of it. */
export function connectRequests({ db }: Engine, committed: Committed): Requests {
  const own = (tenantId: string) => db.selectFrom('connect_requests').selectAll().where('tenant_id', '=', tenantId);
  return {
    insert: async (row) => {
      // Here, because nothing else touches this table regularly.
      await db
        .deleteFrom('connect_requests')
        .where('expires_at', '<=', row.createdAt - keptMs)
        .execute();
      await namingDuplicate(
        () => db.insertInto('connect_requests').values(toRecord(row)).execute(),
        `There is a request with the id '${row.id.slice(0, 100)}'`,
        'Give every request an id of its own',
      );
    },
    get: async (tenantId, id) => {
      const row = await own(tenantId).where('id', '=', id).executeTakeFirst();
      return row && toRequest(row);
    },
    byId: async (id) => {
      const all = db.selectFrom('connect_requests').selectAll().where('id', '=', id);
      const row = await all.where('kind', '=', 'request').executeTakeFirst();
      return row && toRequest(row);
    },
    list: (tenantId, page) => list(own(tenantId), page),
    patch: (tenantId, id, patch) =>
      committed(async (transaction) => {
        const row = await transaction
          .updateTable('connect_requests')
          .set(columnsOf(patch))
          .where('tenant_id', '=', tenantId)
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .returningAll()
          .executeTakeFirst();
        if (!row) return { result: undefined, changes: [] };
        return { result: toRequest(row), changes: [{ kind: 'request', id: `${tenantId}/${id}` }] };
      }),
  };
}

/** Ends, with its success, whatever was to have this connection connected. Gives the changes that are to be told. */
export async function completeRequests(
  transaction: Engine['db'],
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  now: number,
): Promise<readonly Change[]> {
  const ended = await transaction
    .updateTable('connect_requests')
    .set({ status: 'success', result_connection_id: id })
    .where('connection_id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('status', '=', 'pending')
    .where('expires_at', '>', now)
    .returning('id')
    .execute();
  return ended.map((request) => ({ kind: 'request', id: `${tenantId}/${request.id}` }));
}

async function list(
  own: SelectQueryBuilder<Tables, 'connect_requests', ConnectRequestsTable>,
  page: PageRequest,
): Promise<Page<ConnectRequestRow>> {
  const query = own.where('kind', '=', 'request');
  return newestFirst(query, page, toRequest);
}

function columnsOf(patch: Parameters<Requests['patch']>[2]): Partial<ConnectRequestsTable> {
  const { status = 'pending', connectionId, resultConnectionId, resultError } = patch;
  return {
    status,
    ...(connectionId === undefined ? {} : { connection_id: connectionId }),
    ...(resultConnectionId === undefined ? {} : { result_connection_id: resultConnectionId }),
    ...(resultError === undefined ? {} : { result_error: encodeJson(resultError) }),
  };
}

function toRecord(row: ConnectRequestRow): ConnectRequestsTable {
  return {
    tenant_id: row.tenantId,
    id: row.id,
    kind: row.kind,
    status: row.status,
    connection_id: row.connectionId,
    payload: JSON.stringify(row.payload),
    result_connection_id: row.resultConnectionId,
    result_error: encodeJson(row.resultError),
    created_at: row.createdAt,
    expires_at: row.expiresAt,
  };
}

function toRequest(row: ConnectRequestsTable): ConnectRequestRow {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    kind: row.kind,
    status: row.status,
    connectionId: row.connection_id,
    payload: decodeOwnJson<ConnectRequestRow['payload']>(row.payload),
    resultConnectionId: row.result_connection_id,
    resultError: decodeJson(row.result_error),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
