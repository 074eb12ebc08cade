import type { ConnectionError, ConnectionPatch, ConnectionRow } from '../../kernel/ports/storage.ts';
import { decodeJson, decodeOwnJson, encodeJson } from './codec.ts';
import type { ConnectionsTable } from './schema.ts';

/** A connection as it is stored. */
export function toConnectionRecord(row: ConnectionRow): ConnectionsTable {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    key: row.key,
    name: row.name,
    app: row.app,
    auth_option: row.authOption,
    sandbox: row.sandbox ? 1 : 0,
    state: row.state,
    fields: JSON.stringify(row.fields),
    error: row.error === null ? null : JSON.stringify(row.error),
    meta: encodeJson(row.meta),
    search_text: searchText(row),
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
    authOption: row.auth_option,
    sandbox: row.sandbox === 1,
    state: row.state,
    fields: decodeOwnJson<ConnectionRow['fields']>(row.fields),
    error: row.error === null ? null : decodeOwnJson<ConnectionError>(row.error),
    meta: decodeJson(row.meta),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  };
}

/** The row after a patch: one revision later. A member that is there but undefined changes only `meta`. */
export function patched(row: ConnectionRow, patch: ConnectionPatch, now: number): ConnectionRow {
  const given = Object.entries(patch).filter(([name, value]) => value !== undefined || name === 'meta');
  return {
    ...row,
    updatedAt: now,
    ...Object.fromEntries(given),
    id: row.id,
    tenantId: row.tenantId,
    createdAt: row.createdAt,
    revision: row.revision + 1,
  };
}

/** Folds case in one way for both engines, which fold it differently. */
export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function searchText({ name, key, app }: ConnectionRow): string {
  return foldCase([name, key ?? '', app].join('\n'));
}
