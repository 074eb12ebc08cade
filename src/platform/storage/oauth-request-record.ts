import type { OAuthRequestRow } from '../../kernel/ports/storage-identity.ts';
import { decodeOwnJson } from './codec.ts';
import type { OAuthRequestsTable } from './schema-identity.ts';
import { checkedHash } from './stored-hash.ts';

/** A request for authorization as it is stored. */
export function toOAuthRequestRecord(row: OAuthRequestRow): OAuthRequestsTable {
  return {
    hash: checkedHash(row.hash, 'A request for authorization'),
    client_id: row.clientId,
    label: row.label,
    redirect_uri: row.redirectUri,
    state: row.state,
    scopes: JSON.stringify(row.scopes),
    wants_manager: row.wantsManager ? 1 : 0,
    tenant_key: row.tenantKey,
    resource: row.resource,
    code_challenge: row.codeChallenge,
    ip: row.ip,
    user_agent: row.userAgent,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    status: row.status,
    code_hash: row.codeHash,
    code_expires_at: row.codeExpiresAt,
    wrong_codes: row.wrongCodes,
    grant_id: row.grantId,
  };
}

/** A stored request as the port gives it. */
export function toOAuthRequest(row: OAuthRequestsTable): OAuthRequestRow {
  return {
    hash: row.hash,
    clientId: row.client_id,
    label: row.label,
    redirectUri: row.redirect_uri,
    state: row.state,
    scopes: decodeOwnJson<OAuthRequestRow['scopes']>(row.scopes),
    wantsManager: row.wants_manager === 1,
    tenantKey: row.tenant_key,
    resource: row.resource,
    codeChallenge: row.code_challenge,
    ip: row.ip,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    status: row.status,
    codeHash: row.code_hash,
    codeExpiresAt: row.code_expires_at,
    wrongCodes: row.wrong_codes,
    grantId: row.grant_id,
  };
}
