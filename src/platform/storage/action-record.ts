import type { SavedActionHead, SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { decodeJson, decodeOwnJson, encodeJson } from './codec.ts';
import type { ActionsTable } from './schema-actions.ts';

/** A saved action as it is stored. */
export function toActionRecord(row: SavedActionRow): ActionsTable {
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    tenant_id: row.tenantId,
    layer: row.layer,
    integration_id: row.integrationId,
    connection_id: row.connectionId,
    app: row.app,
    key: row.key,
    instance_key: row.instanceKey,
    name: row.name,
    description: row.description,
    type: row.type,
    config: JSON.stringify(row.config),
    input_schema: row.inputSchema === null ? null : JSON.stringify(row.inputSchema),
    output_mapping: encodeJson(row.outputMapping),
    custom_output_schema: row.customOutputSchema === null ? null : JSON.stringify(row.customOutputSchema),
    effect: row.effect,
    meta: encodeJson(row.meta),
    parent_id: row.parentId,
    is_customized: row.isCustomized ? 1 : 0,
    is_deactivated: row.isDeactivated ? 1 : 0,
    revision: row.revision,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    archived_at: row.archivedAt,
  };
}

/** A stored action as the port gives it. */
export function toAction(row: ActionsTable): SavedActionRow {
  const schema = (text: string | null) =>
    text === null ? null : decodeOwnJson<NonNullable<SavedActionRow['inputSchema']>>(text);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    tenantId: row.tenant_id,
    layer: row.layer,
    integrationId: row.integration_id,
    connectionId: row.connection_id,
    app: row.app,
    key: row.key,
    instanceKey: row.instance_key,
    name: row.name,
    description: row.description,
    type: row.type,
    config: decodeOwnJson<SavedActionRow['config']>(row.config),
    inputSchema: schema(row.input_schema),
    outputMapping: decodeJson(row.output_mapping),
    customOutputSchema: schema(row.custom_output_schema),
    effect: row.effect,
    meta: decodeJson(row.meta),
    parentId: row.parent_id,
    isCustomized: row.is_customized === 1,
    isDeactivated: row.is_deactivated === 1,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  };
}

/** The columns of a head. */
export const headColumns = [
  'id',
  'tenant_id',
  'layer',
  'integration_id',
  'connection_id',
  'app',
  'key',
  'instance_key',
  'name',
  'parent_id',
  'created_at',
  'archived_at',
] as const satisfies readonly (keyof ActionsTable)[];

/** A head as the port gives it. */
export function toHead(row: Pick<ActionsTable, (typeof headColumns)[number] | 'description'>): SavedActionHead {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    layer: row.layer,
    integrationId: row.integration_id,
    connectionId: row.connection_id,
    app: row.app,
    key: row.key,
    instanceKey: row.instance_key,
    name: row.name,
    description: row.description,
    parentId: row.parent_id,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  };
}
