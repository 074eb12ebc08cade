import type { ConnectRequestRow } from '../../kernel/ports/storage-connect.ts';
import type { JsonText } from './schema.ts';

/** The tables about connecting, as both engines store them. */
export interface ConnectTables {
  integrations: IntegrationsTable;
  apps: AppsTable;
  connect_links: ConnectLinksTable;
  connect_requests: ConnectRequestsTable;
  connect_flows: ConnectFlowsTable;
  refresh_leases: RefreshLeasesTable;
}

export interface IntegrationsTable {
  id: string;
  workspace_id: string;
  key: string;
  name: string;
  app: string;
  description: string | null;
  parameters: JsonText;
  options: JsonText;
  meta: JsonText | null;
  /** Name, key and app in lower case, because the engines fold case differently. */
  search_text: string;
  revision: number;
  created_at: number;
  updated_at: number;
  archived_at: number | null;
}

export interface AppsTable {
  id: string;
  workspace_id: string;
  tenant_id: string | null;
  name: string;
  host: string;
  path: string;
  url: string;
  definition: JsonText | null;
  openapi_url: string | null;
  is_trusted: number;
  /** Name and host in lower case. */
  search_text: string;
  created_at: number;
  updated_at: number;
}

export interface ConnectLinksTable {
  hash: string;
  tenant_id: string;
  connection_id: string;
  requested_by: string | null;
  request_id: string | null;
  browser_hash: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface ConnectRequestsTable {
  tenant_id: string;
  id: string;
  kind: ConnectRequestRow['kind'];
  status: ConnectRequestRow['status'];
  connection_id: string | null;
  payload: JsonText;
  result_connection_id: string | null;
  result_error: JsonText | null;
  created_at: number;
  expires_at: number;
}

export interface ConnectFlowsTable {
  hash: string;
  tenant_id: string;
  connection_id: string;
  auth_option: string;
  browser_hash: string;
  sealed: JsonText;
  after: JsonText | null;
  created_at: number;
  expires_at: number;
}

export interface RefreshLeasesTable {
  connection_id: string;
  generation: number;
  holder: string;
  expires_at: number;
  sent_at: number | null;
}
