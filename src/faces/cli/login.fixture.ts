import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Received, type Reply, type Routes, serve, type TestServer } from './testkit.ts';

/** The epoch milliseconds at which the testkit's clock stands. */
export const testNow = Date.UTC(2026, 10, 20, 12);

/** What the imitation of a gateway's authorization server remembers. */
export interface FakeAuthorization {
  /** What was pushed, latest last. */
  readonly pushed: URLSearchParams[];
  /** The answer to the next redemption of the right verifier. */
  decision: 'approved' | 'not_approved' | 'denied' | 'expired' | 'already_used' | 'unknown_request' | 'dead';
  triesLeft: number;
  /** The refresh token that is good now; none is after it is cleared. */
  refreshToken: string | undefined;
  readonly refreshes: string[];
  readonly revoked: string[];
}

export const rightCode = 'K7QF-2M9D';
export const checkCode = 'ABCD';

/** The routes of an authorization server with one approved login after the other, and of an owner's and a tenant's API. */
export function authorizationRoutes(routes: Routes = {}): { routes: Routes; state: FakeAuthorization } {
  const state: FakeAuthorization = {
    pushed: [],
    decision: 'approved',
    triesLeft: 5,
    refreshToken: undefined,
    refreshes: [],
    revoked: [],
  };
  const all: Routes = {
    'POST /oauth/par': (request) => pushed(state, request),
    'POST /oauth/token': (request) => token(state, new URLSearchParams(request.body)),
    'POST /oauth/revoke': (request) => {
      state.revoked.push(new URLSearchParams(request.body).get('token') ?? '');
      return { body: {} };
    },
    'GET /health': { body: { ok: true } },
    'GET /self': { body: { id: 'ten_1', internalId: 'acme', scopes: ['actions:read'], isOwner: false } },
    ...routes,
  };
  return { routes: all, state };
}

/** Serves them. */
export async function serveAuthorization(routes: Routes = {}) {
  const { routes: all, state } = authorizationRoutes(routes);
  return { server: await serve(all), state };
}

function pushed(state: FakeAuthorization, { body, headers }: Received): Reply {
  const form = new URLSearchParams(body);
  state.pushed.push(form);
  const ticket = headers.authorization === undefined ? '' : '?ticket=t1';
  return {
    status: 201,
    body: {
      request_uri: 'urn:ietf:params:oauth:request_uri:r1',
      expires_in: 900,
      authorization_url: `http://gateway.test/authorize/r1${ticket}`,
      user_code: checkCode,
    },
  };
}

function token(state: FakeAuthorization, form: URLSearchParams): Reply {
  if (form.get('grant_type') === 'refresh_token') return refreshed(state, form.get('refresh_token') ?? '');
  const latest = state.pushed.at(-1);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const isOurs =
    challenge === latest?.get('code_challenge') &&
    form.get('redirect_uri') === latest.get('redirect_uri') &&
    form.get('client_id') === latest.get('client_id');
  if (!isOurs) return refusal('unknown_request');
  if (state.decision !== 'approved') return refusal(state.decision);
  if (form.get('code')?.toUpperCase() !== rightCode.replace('-', '') && form.get('code')?.toUpperCase() !== rightCode) {
    state.triesLeft -= 1;
    return refusal('wrong_code', { tries_left: state.triesLeft });
  }
  state.refreshToken = 'refresh-1';
  return { body: tokens('access-1', 'refresh-1', latest.get('scope') ?? '') };
}

function refreshed(state: FakeAuthorization, given: string): Reply {
  state.refreshes.push(given);
  if (given !== state.refreshToken) return { status: 400, body: { error: 'invalid_grant', error_description: 'No' } };
  const count = state.refreshes.length + 1;
  state.refreshToken = `refresh-${count}`;
  return { body: tokens(`access-${count}`, state.refreshToken, 'actions:read') };
}

function tokens(access: string, refresh: string, scope: string) {
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: refresh,
    scope,
    default_workspace_key: 'ws-key',
    default_tenant_key: 'acme',
  };
}

function refusal(code: string, more: object = {}): Reply {
  return { status: 400, body: { error: 'invalid_grant', error_description: code, error_code: code, ...more } };
}

/** The saved credentials of a home, with the file's mode. */
export function savedIn(env: Readonly<Record<string, string>>): { mode: number; document: any } {
  const file = join(env['HOME'] ?? '', '.membrane', 'credentials.json');
  return { mode: statSync(file).mode & 0o777, document: JSON.parse(readFileSync(file, 'utf8')) };
}

/** A login that is over, as the file holds it. */
export function expiredLogin(overrides: object = {}) {
  return {
    clientId: 'porin-cli',
    accessToken: 'access-0',
    refreshToken: 'refresh-0',
    expiresAt: testNow - 1000,
    scopes: ['actions:read'],
    workspaceKey: 'ws-key',
    tenantKey: 'acme',
    ...overrides,
  };
}

/** Writes a login to a gateway into a home, as the only one. */
export function save(
  env: Readonly<Record<string, string>>,
  url: string,
  login: object,
  tenantTokens: object = {},
): void {
  const folder = join(env['HOME'] ?? '', '.membrane');
  mkdirSync(folder, { recursive: true });
  const porin = { apiUri: url, servers: { [url]: { login, tenantTokens } } };
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ porin }), { mode: 0o600 });
}

/** The tokens that requests of one route came with. */
export function tokensSeen(server: TestServer, route = 'GET /actions'): (string | undefined)[] {
  return server.to(route).map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
}
