import type { Effect } from '../../kernel/action.ts';
import type { ConnectionState, RunStatus } from '../../kernel/ports/storage.ts';
import type { ActionLayer } from '../../kernel/ports/storage-actions.ts';
import type { ActionTables } from './schema-actions.ts';
import type { ApprovalTables } from './schema-approvals.ts';
import type { ConnectTables } from './schema-connect.ts';
import type { IdentityTables } from './schema-identity.ts';
import type { SearchTables } from './schema-search.ts';

/** The tables as both engines store them: ids text, times epoch milliseconds, JSON as text, booleans 0 or 1. */
export interface Tables extends IdentityTables, ConnectTables, ActionTables, ApprovalTables, SearchTables {
  connections: ConnectionsTable;
  credentials: CredentialsTable;
  runs: RunsTable;
  files: FilesTable;
  porin_migrations: MigrationsTable;
}

/** JSON text; written and read only through the codec. */
export type JsonText = string;

export interface ConnectionsTable {
  id: string;
  tenant_id: string;
  key: string | null;
  name: string;
  app: string;
  integration_id: string | null;
  auth_option: string;
  sandbox: number;
  state: ConnectionState;
  fields: JsonText;
  error: JsonText | null;
  question: JsonText | null;
  credentials_expire_at: number | null;
  meta: JsonText | null;
  /** Name, key and app in lower case, because the engines fold case differently. */
  search_text: string;
  revision: number;
  created_at: number;
  updated_at: number;
  archived_at: number | null;
}

export interface CredentialsTable {
  connection_id: string;
  tenant_id: string;
  key_id: string;
  wrapped_key: string;
  version: number;
  fields: JsonText;
}

export interface RunsTable {
  id: string;
  tenant_id: string;
  connection_id: string;
  app: string;
  action_key: string;
  effect: Effect;
  status: RunStatus;
  input: JsonText | null;
  output: JsonText | null;
  error: JsonText | null;
  details: JsonText | null;
  action_id: string | null;
  action_layer: ActionLayer | null;
  integration_id: string | null;
  request: JsonText | null;
  meta: JsonText | null;
  created_at: number;
  completed_at: number | null;
  /** When it was closed because its process seemed dead; null again once it is completed after all. */
  abandoned_at: number | null;
}

export interface FilesTable {
  id: string;
  tenant_id: string;
  name: string;
  content_type: string;
  size_bytes: number;
  sha256: string;
  created_at: number;
  expires_at: number;
}

export interface MigrationsTable {
  name: string;
  applied_at: number;
}
