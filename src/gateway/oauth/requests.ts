import { createHash } from 'node:crypto';
import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import { plainText } from '../../kernel/plain-text.ts';
import type { OAuthParameters, PushedRequest, Requester } from '../../kernel/ports/oauth.ts';
import type { IdentityStorage, OAuthRequestRow } from '../../kernel/ports/storage-identity.ts';
import { newUnguessable } from '../../kernel/unguessable.ts';
import { type Clients, namedClient, type OAuthClient } from './clients.ts';
import { comparisonCode } from './codes.ts';
import { optionalText, requiredText } from './parameters.ts';
import { isRegistered, redirectWith } from './redirects.ts';
import { invalidRequest, refusalOf, refused } from './refusals.ts';
import { resourceFrom } from './resources.ts';
import { rightsFrom } from './scopes.ts';

export interface RequestsParts {
  readonly storage: Pick<IdentityStorage, 'oauthRequests' | 'oneTime'>;
  readonly clients: Clients;
  readonly publicUrl: () => string;
  readonly now: () => number;
}

/** What a ticket may do: act as the local owner for one request. */
export const ticketPurpose = 'ticket';

const requestLifeMs = 15 * 60_000;
const urnPrefix = 'urn:ietf:params:oauth:request_uri:';
const maxLabelLength = 100;
const maxUserAgentLength = 300;
const maxTenantKeyLength = 200;

/** POST /oauth/par: stores a request and says where a person approves it. */
export async function pushRequest(
  parts: RequestsParts,
  parameters: OAuthParameters,
  from: Requester,
): Promise<PushedRequest> {
  if (optionalText(parameters, 'request_uri') !== undefined) throw invalidRequest('request_uri: not allowed here');
  const client = await namedClient(parts.clients, parameters);
  const redirectUri = checkedRedirect(client, parameters);
  const { token: id } = newUnguessable({ bytes: 16 });
  const row = requestRow(parts, parameters, { from, client, redirectUri, id });
  await parts.storage.oauthRequests.insert(row).catch(refuseSeenChallenge);
  const page = `${parts.publicUrl()}/authorize/${id}`;
  return {
    request_uri: urnPrefix + id,
    expires_in: requestLifeMs / 1_000,
    authorization_url: from.isOwner ? `${page}?ticket=${await newTicket(parts, row)}` : page,
    user_code: comparisonCode(row.codeChallenge),
  };
}

/** GET /oauth/authorize: the address of the approval page, or of the client with an error. */
export async function beginRequest(
  parts: RequestsParts,
  parameters: OAuthParameters,
  from: Requester,
): Promise<string> {
  const requestUri = optionalText(parameters, 'request_uri');
  if (requestUri !== undefined) return pushedPage(parts, parameters, requestUri);
  const client = await namedClient(parts.clients, parameters);
  const redirectUri = checkedRedirect(client, parameters);
  try {
    return await storedPage(parts, parameters, { from, client, redirectUri });
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal || !(error instanceof PorinError)) throw error;
    // Anybody may register a site, so going there without a person's decision would lend it our address (RFC 9700 §4.11.2).
    if (redirectUri.startsWith('https:') && !client.isBuiltIn) throw error;
    const state = typeof parameters['state'] === 'string' ? parameters['state'] : undefined;
    const answer = { error: refusal.error, error_description: error.message, state, iss: parts.publicUrl() };
    return redirectWith(redirectUri, answer);
  }
}

interface Origin {
  readonly from: Requester;
  readonly client: OAuthClient;
  readonly redirectUri: string;
}

async function storedPage(parts: RequestsParts, parameters: OAuthParameters, origin: Origin): Promise<string> {
  const responseType = requiredText(parameters, 'response_type');
  if (responseType !== 'code') throw unsupported('unsupported_response_type', `response_type: '${responseType}'`);
  if (optionalText(parameters, 'request') !== undefined) throw unsupported('request_not_supported', 'request');
  const mode = optionalText(parameters, 'response_mode') ?? 'query';
  if (mode !== 'query') throw unsupported('invalid_request', `response_mode: '${mode}'`);
  // The same address gives the same request: browsers load it again, and previews load it first.
  const id = idFor(parameters);
  const row = requestRow(parts, parameters, { ...origin, id });
  const page = `${parts.publicUrl()}/authorize/${id}`;
  const { oauthRequests } = parts.storage;
  if (await oauthRequests.byHash(row.hash)) return page;
  await oauthRequests.insert(row).catch(async (error: unknown) => {
    if (!(await oauthRequests.byHash(row.hash))) refuseSeenChallenge(error);
  });
  return page;
}

async function pushedPage(parts: RequestsParts, parameters: OAuthParameters, requestUri: string): Promise<string> {
  const id = requestUri.startsWith(urnPrefix) ? requestUri.slice(urnPrefix.length) : '';
  const row = id === '' ? undefined : await parts.storage.oauthRequests.byHash(digestOf(id));
  if (row && row.clientId === requiredText(parameters, 'client_id')) return `${parts.publicUrl()}/authorize/${id}`;
  throw refused({ error: 'invalid_request_uri', error_code: 'unknown_request' }, 'request_uri: not known here', {
    hint: 'Start the login again: a request is kept for 15 minutes',
  });
}

function requestRow(
  { publicUrl, now }: RequestsParts,
  parameters: OAuthParameters,
  { from, client, redirectUri, id }: Origin & { readonly id: string },
): OAuthRequestRow {
  const rights = rightsFrom(optionalText(parameters, 'scope'));
  const createdAt = now();
  return {
    hash: digestOf(id),
    clientId: client.id,
    label: plainText(optionalText(parameters, 'client_name') ?? '', maxLabelLength),
    redirectUri,
    state: optionalText(parameters, 'state') ?? null,
    scopes: rights.scopes,
    wantsManager: rights.isManager,
    tenantKey: plainText(optionalText(parameters, 'tenant') ?? '', maxTenantKeyLength) || null,
    resource: resourceFrom(optionalText(parameters, 'resource'), publicUrl()),
    codeChallenge: checkedChallenge(parameters),
    ip: from.ip,
    userAgent: plainText(from.userAgent, maxUserAgentLength),
    createdAt,
    expiresAt: createdAt + requestLifeMs,
    status: 'pending',
    codeHash: null,
    codeExpiresAt: null,
    wrongCodes: 0,
    grantId: null,
  };
}

function checkedChallenge(parameters: OAuthParameters): string {
  const hint = 'Send code_challenge = BASE64URL(SHA256(code_verifier)) and code_challenge_method=S256 (RFC 7636)';
  const challenge = optionalText(parameters, 'code_challenge');
  if (challenge === undefined) throw invalidRequest('code_challenge: required', hint);
  const method = optionalText(parameters, 'code_challenge_method');
  if (method !== 'S256') throw invalidRequest('code_challenge_method: expected S256', hint);
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw invalidRequest('code_challenge: expected 43 characters', hint);
  return challenge;
}

/** Errors: a refusal, with which a browser must not be sent anywhere. */
function checkedRedirect(client: OAuthClient, parameters: OAuthParameters): string {
  const given = optionalText(parameters, 'redirect_uri');
  const hint = 'Send one of the redirect URIs that the program registered';
  if (given === undefined) throw invalidRequest('redirect_uri: required', hint);
  if (isRegistered(given, client.redirectUris)) return given;
  throw refused(
    { error: 'invalid_request', error_code: 'invalid_redirect_uri' },
    `redirect_uri: '${given.slice(0, 200)}' is not registered for ${client.name}`,
    { hint },
  );
}

async function newTicket({ storage, now }: RequestsParts, row: OAuthRequestRow): Promise<string> {
  const { token, hash } = newUnguessable({ bytes: 24 });
  await storage.oneTime.insert({
    hash,
    purpose: ticketPurpose,
    subject: { request: row.hash },
    createdAt: now(),
    expiresAt: row.expiresAt,
    usedAt: null,
  });
  return token;
}

function idFor(parameters: OAuthParameters): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest().subarray(0, 16).toString('base64url');
}

function unsupported(error: string, what: string): PorinError {
  return refused({ error, error_code: error }, `${what.slice(0, 100)} is not supported`, {
    hint: 'Ask with response_type=code and PKCE, in the query or pushed to /oauth/par',
  });
}

function refuseSeenChallenge(error: unknown): never {
  if (error instanceof PorinError && error.code === 'already_exists')
    throw invalidRequest('code_challenge: used before', 'Start the login again with a new code_verifier');
  throw error;
}
