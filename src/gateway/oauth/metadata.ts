import { ordinaryScopes } from '../../kernel/ports/identity.ts';
import { grantableScopes } from './scopes.ts';

/** What clients learn of the authorization server (RFC 8414). */
export function serverMetadata(issuer: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    registration_endpoint: `${issuer}/oauth/register`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    pushed_authorization_request_endpoint: `${issuer}/oauth/par`,
    require_pushed_authorization_requests: false,
    scopes_supported: grantableScopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  };
}

/**
 * What clients learn of a protected resource (RFC 9728): the gateway, or its MCP endpoints. `path` is what follows the well-known
 * name: with a base path in the public address it begins with that, unless the proxy in front cuts it off.
 */
export function resourceMetadata(publicUrl: string, path: string): Readonly<Record<string, unknown>> | undefined {
  const base = new URL(publicUrl).pathname.replace(/\/+$/, '');
  const plain = path.replace(/\/+$/, '');
  const below = base !== '' && (plain === base || plain.startsWith(`${base}/`)) ? plain.slice(base.length) : plain;
  if (below !== '' && !/^\/mcp(?:\/[\w.-]+)*$/.test(below)) return undefined;
  return {
    resource: publicUrl + below,
    resource_name: 'Porin',
    authorization_servers: [publicUrl],
    // What a client asks for when it asks for all of them; more has to be meant.
    scopes_supported: ordinaryScopes,
    bearer_methods_supported: ['header'],
  };
}
