import type {
  ConnectionError,
  ConnectionPatch,
  ConnectionQuestion,
  ConnectionRow,
} from '../../kernel/ports/storage.ts';
import { decodeJson, decodeOwnJson, encodeJson } from './codec.ts';
import type { ConnectionsTable } from './schema.ts';
import { searchText } from './search-text.ts';
import { withPatch } from './with-patch.ts';

/** A connection as it is stored. */
export function toConnectionRecord(row: ConnectionRow): ConnectionsTable {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    key: row.key,
    name: row.name,
    app: row.app,
    integration_id: row.integrationId,
    auth_option: row.authOption,
    sandbox: row.sandbox ? 1 : 0,
    state: row.state,
    fields: JSON.stringify(row.fields),
    error: row.error === null ? null : JSON.stringify(row.error),
    question: row.question === null ? null : JSON.stringify(row.question),
    credentials_expire_at: row.credentialsExpireAt,
    meta: encodeJson(row.meta),
    search_text: searchText([row.name, row.key, row.app]),
    revision: row.revision,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    archived_at: row.archivedAt,
  };
}

/** A stored connection as the port gives it. */
export function toConnection(row: ConnectionsTable): ConnectionRow {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    key: row.key,
    name: row.name,
    app: row.app,
    integrationId: row.integration_id,
    authOption: row.auth_option,
    sandbox: row.sandbox === 1,
    state: row.state,
    fields: decodeOwnJson<ConnectionRow['fields']>(row.fields),
    error: row.error === null ? null : decodeOwnJson<ConnectionError>(row.error),
    question: row.question === null ? null : decodeOwnJson<ConnectionQuestion>(row.question),
    credentialsExpireAt: row.credentials_expire_at,
    meta: decodeJson(row.meta),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  };
}

/** The row after a patch: one revision later. A member that is there but undefined changes only `meta`. */
export function patched(row: ConnectionRow, patch: ConnectionPatch, now: number): ConnectionRow {
  return {
    ...withPatch({ ...row, updatedAt: now }, patch, ['meta']),
    id: row.id,
    tenantId: row.tenantId,
    createdAt: row.createdAt,
    revision: row.revision + 1,
  };
}
