import type { Generated } from 'kysely';
import type { OAuthRequestRow, PersonRow } from '../../kernel/ports/storage-identity.ts';
import type { JsonText } from './schema.ts';

/** The tables about our own callers, in the same terms as the others. */
export interface IdentityTables {
  workspaces: WorkspacesTable;
  tenants: TenantsTable;
  tokens: TokensTable;
  sealed_secrets: SealedSecretsTable;
  people: PeopleTable;
  passkeys: PasskeysTable;
  sessions: SessionsTable;
  one_time: OneTimeTable;
  oauth_clients: OAuthClientsTable;
  oauth_requests: OAuthRequestsTable;
  grants: GrantsTable;
  refresh_tokens: RefreshTokensTable;
}

export interface WorkspacesTable {
  id: string;
  key: string;
  name: string;
  /** `{}` unless given: the first migration knows no settings. */
  settings: Generated<JsonText>;
  created_at: number;
}

export interface TenantsTable {
  id: string;
  workspace_id: string;
  key: string;
  name: string;
  meta: JsonText | null;
  fields: JsonText | null;
  /** Name and key in lower case, because the engines fold case differently. */
  search_text: string;
  created_at: number;
  archived_at: number | null;
}

export interface TokensTable {
  id: string;
  tenant_id: string;
  hash: string;
  name: string;
  scopes: JsonText;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  is_manager: number;
  grant_id: string | null;
  audience: string | null;
}

export interface SealedSecretsTable {
  owner_id: string;
  key_id: string;
  wrapped_key: string;
  version: number;
  fields: JsonText;
}

export interface PeopleTable {
  id: string;
  login: string | null;
  name: string;
  password_hash: string | null;
  role: PersonRow['role'];
  tenant_id: string | null;
  created_at: number;
}

export interface PasskeysTable {
  id: string;
  person_id: string;
  public_key: string;
  counter: number;
  transports: JsonText;
  name: string;
  created_at: number;
  last_used_at: number | null;
}

export interface SessionsTable {
  hash: string;
  person_id: string;
  user_agent: string;
  created_at: number;
  expires_at: number;
}

export interface OneTimeTable {
  hash: string;
  purpose: string;
  subject: JsonText | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface OAuthClientsTable {
  id: string;
  name: string;
  redirect_uris: JsonText;
  created_at: number;
}

export interface OAuthRequestsTable {
  hash: string;
  client_id: string;
  label: string;
  redirect_uri: string;
  state: string | null;
  scopes: JsonText;
  wants_manager: number;
  tenant_key: string | null;
  resource: string | null;
  code_challenge: string;
  ip: string;
  user_agent: string;
  created_at: number;
  expires_at: number;
  status: OAuthRequestRow['status'];
  code_hash: string | null;
  code_expires_at: number | null;
  wrong_codes: number;
  grant_id: string | null;
}

export interface GrantsTable {
  id: string;
  client_id: string;
  label: string;
  person_id: string | null;
  tenant_id: string;
  scopes: JsonText;
  is_manager: number;
  resource: string | null;
  created_at: number;
  revoked_at: number | null;
}

export interface RefreshTokensTable {
  hash: string;
  grant_id: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  successor_hash: string | null;
}
