import { PorinError } from '../../kernel/errors.ts';
import { exchange, readText } from '../client/exchange.ts';
import { trimmed } from './address.ts';
import { recordOf } from './flags.ts';
import type { SavedLogin } from './saved-logins.ts';

/** Shorter than the lease of the lock under which a login is renewed. */
const patienceMs = 15_000;

/** Why the gateway refused a request about a login. */
export type OAuthReason =
  | 'not_approved'
  | 'denied'
  | 'expired'
  | 'wrong_code'
  | 'already_used'
  | 'unknown_request'
  | 'dead';

/** A refusal of the authorization server, in the terms of RFC 6749 and of the gateway. */
export class OAuthRefusal extends PorinError {
  /** RFC 6749's word: `invalid_grant`. */
  readonly error: string;
  /** Undefined where the gateway gives no closer one. */
  readonly reason: OAuthReason | undefined;
  readonly triesLeft: number | undefined;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    const { error, error_description: text, error_code: code, tries_left: triesLeft } = body;
    const said = typeof text === 'string' ? text : typeof error === 'string' ? error : `status ${status}`;
    super(status >= 500 ? 'unavailable' : 'bad_request', `The gateway refused: ${said}`, {
      hint: 'Log in again: porin login --tenant',
    });
    this.error = typeof error === 'string' ? error : '';
    this.reason = reasons.find((known) => known === code);
    this.triesLeft = typeof triesLeft === 'number' ? triesLeft : undefined;
  }
}

const reasons: readonly OAuthReason[] = [
  'not_approved',
  'denied',
  'expired',
  'wrong_code',
  'already_used',
  'unknown_request',
  'dead',
];

/** What a request for authorization asks for. */
export interface LoginRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly state: string;
  readonly scopes: readonly string[];
  readonly tenantKey: string | undefined;
  /** Empty when it has none. */
  readonly clientName: string;
}

/** Where a person approves it, and by what the page is recognised. */
export interface LoginOffer {
  readonly authorizationUrl: string;
  /** Shown here and on the page; it proves nothing to the gateway. */
  readonly userCode: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Announces a login to the gateway. Errors: OAuthRefusal, `unavailable`. */
export async function pushLogin(
  server: { readonly url: string; readonly ownerToken: string | undefined },
  request: LoginRequest,
): Promise<LoginOffer> {
  const answer = await post(server.url, {
    path: '/oauth/par',
    token: server.ownerToken,
    form: {
      client_id: request.clientId,
      response_type: 'code',
      redirect_uri: request.redirectUri,
      code_challenge: request.codeChallenge,
      code_challenge_method: 'S256',
      state: request.state,
      scope: request.scopes.join(' '),
      ...(request.clientName === '' ? {} : { client_name: request.clientName }),
      ...(request.tenantKey === undefined ? {} : { tenant: request.tenantKey }),
    },
  });
  const { authorization_url: url, user_code: userCode, expires_in: expiresIn } = answer;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) throw notAGateway(server.url);
  return {
    authorizationUrl: new URL(url).href,
    userCode: typeof userCode === 'string' ? userCode : '',
    expiresIn: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : 600,
  };
}

/** Redeems a code. Errors: OAuthRefusal, `unavailable`. */
export function redeemCode(
  url: string,
  given: {
    readonly clientId: string;
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
    now(): number;
  },
): Promise<SavedLogin> {
  return requestTokens(url, given, {
    grant_type: 'authorization_code',
    code: given.code,
    code_verifier: given.verifier,
    redirect_uri: given.redirectUri,
  });
}

/** Renews a login; its refresh token is used up by it. Errors: OAuthRefusal, `unavailable`. */
export async function renewLogin(url: string, login: SavedLogin, now: () => number): Promise<SavedLogin> {
  const form = { grant_type: 'refresh_token', refresh_token: login.refreshToken ?? '' };
  const renewed = await requestTokens(url, { clientId: login.clientId, now }, form);
  return { ...login, ...renewed, scopes: renewed.scopes.length === 0 ? login.scopes : renewed.scopes };
}

/** Ends a login at the gateway. Errors: OAuthRefusal, `unavailable`. */
export async function revokeLogin(url: string, login: SavedLogin): Promise<void> {
  const token = login.refreshToken ?? login.accessToken;
  await post(url, { path: '/oauth/revoke', form: { token, client_id: login.clientId } });
}

/** Who the authorization server says it is; undefined when it does not tell. */
export async function issuerOf(url: string): Promise<string | undefined> {
  const answer = await exchange({
    method: 'GET',
    url: `${trimmed(url)}/.well-known/oauth-authorization-server`,
    timeoutMs: patienceMs,
  });
  const { issuer } = recordOf(parsed(await readText(answer)));
  return typeof issuer === 'string' ? issuer : undefined;
}

async function requestTokens(
  url: string,
  { clientId, now }: { readonly clientId: string; now(): number },
  form: Readonly<Record<string, string>>,
): Promise<SavedLogin> {
  const askedAt = now();
  const body = await post(url, { path: '/oauth/token', form: { ...form, client_id: clientId } });
  const text = (name: string) => (typeof body[name] === 'string' && body[name] !== '' ? body[name] : undefined);
  const accessToken = text('access_token');
  if (accessToken === undefined) throw notAGateway(url);
  const { expires_in: expiresIn } = body;
  const [refreshToken, workspaceKey, tenantKey] = ['refresh_token', 'default_workspace_key', 'default_tenant_key'].map(
    text,
  );
  return {
    clientId,
    accessToken,
    expiresAt: askedAt + (typeof expiresIn === 'number' ? expiresIn : 3600) * 1000,
    scopes: text('scope')?.split(' ') ?? [],
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(workspaceKey === undefined ? {} : { workspaceKey }),
    ...(tenantKey === undefined ? {} : { tenantKey }),
  };
}

async function post(
  url: string,
  request: { path: string; form: Readonly<Record<string, string>>; token?: string | undefined },
): Promise<Readonly<Record<string, unknown>>> {
  const body = new URLSearchParams(request.form).toString();
  const answer = await exchange({
    method: 'POST',
    url: trimmed(url) + request.path,
    timeoutMs: patienceMs,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      accept: 'application/json',
      ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
    },
    body,
  });
  const status = answer.statusCode ?? 0;
  const document = recordOf(parsed(await readText(answer)));
  if (status >= 200 && status < 300) return document;
  if (typeof document['error'] === 'string' || status >= 500) throw new OAuthRefusal(status, document);
  if (status === 404 || status === 405) throw notAGateway(url);
  const { failureOf } = await import('../client/failure.ts');
  throw failureOf({ status, text: JSON.stringify(document) });
}

function notAGateway(url: string): PorinError {
  return new PorinError('unavailable', `${url} does not offer logins`, {
    hint: 'Is the address that of a gateway, and is that gateway up to date?',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A page of something else, or nothing.
    return undefined;
  }
}
