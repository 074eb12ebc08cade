import type { Effect } from '../../kernel/action.ts';
import type { ActionLayer, ActionType } from '../../kernel/ports/storage-actions.ts';
import type { JsonText } from './schema.ts';

/** The tables about saved actions and what is kept of their use, as both engines store them. */
export interface ActionTables {
  actions: ActionsTable;
  idempotency_keys: IdempotencyKeysTable;
  api_logs: ApiLogsTable;
}

export interface ActionsTable {
  id: string;
  workspace_id: string;
  tenant_id: string | null;
  layer: ActionLayer;
  integration_id: string | null;
  connection_id: string | null;
  app: string | null;
  key: string;
  instance_key: string | null;
  name: string;
  description: string;
  type: ActionType;
  effect: Effect | null;
  parent_id: string | null;
  is_customized: number;
  is_deactivated: number;
  revision: number;
  created_at: number;
  updated_at: number;
  archived_at: number | null;
  config: JsonText;
  input_schema: JsonText | null;
  output_mapping: JsonText | null;
  custom_output_schema: JsonText | null;
  meta: JsonText | null;
}

export interface IdempotencyKeysTable {
  tenant_id: string;
  key: string;
  request_hash: string;
  run_id: string;
  answer: JsonText | null;
  created_at: number;
  expires_at: number;
}

export interface ApiLogsTable {
  id: string;
  tenant_id: string;
  connection_id: string;
  app: string;
  integration_id: string | null;
  run_id: string | null;
  position: number;
  method: string;
  url: string;
  status: number | null;
  is_success: number;
  duration_ms: number;
  created_at: number;
}
