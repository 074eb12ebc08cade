import * as oauth from 'oauth4webapi';
import type { Egress } from '../../../kernel/ports/egress.ts';
import { refused, translated } from './answers.ts';
import type { OAuthClient } from './client.ts';
import { egressFetch } from './egress-fetch.ts';
import type { AppServer } from './server.ts';
import type { TokenSet } from './tokens.ts';

/** One exchange with an app's authorization server: who asks, on whose behalf, and for how long. */
export interface Exchange {
  readonly server: AppServer;
  readonly client: OAuthClient;
  readonly connectionId: string;
}

export interface DeviceStart {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete?: string;
  readonly expiresInMs: number;
  readonly intervalMs: number;
}

export interface CodeAnswer {
  readonly parameters: URLSearchParams;
  readonly state: string;
  readonly redirectUri: string;
  /** Absent where the server refuses PKCE. */
  readonly verifier?: string;
}

/**
 * Requests to token endpoints; answers are validated by oauth4webapi.
 * Errors of all: `TokenRefusal` when the server answered and refused; `upstream_failed` when certainly nothing was processed;
 * `outcome_unknown` when the request left and no whole answer came back.
 */
export interface TokenRequests {
  /** Errors: also `TokenRefusal` for an answer that carries an error, another issuer or another state. */
  exchangeCode(exchange: Exchange, answer: CodeAnswer): Promise<TokenSet>;
  clientCredentials(exchange: Exchange): Promise<TokenSet>;
  refresh(exchange: Exchange, refreshToken: string): Promise<TokenSet>;
  startDevice(exchange: Exchange): Promise<DeviceStart>;
  pollDevice(exchange: Exchange, deviceCode: string): Promise<TokenSet>;
  revoke(exchange: Exchange, token: string, kind: 'refresh_token' | 'access_token'): Promise<void>;
}

export interface TokenRequestParts {
  readonly egress: Pick<Egress, 'send'>;
  readonly now: () => number;
  /** Longest wait for a token endpoint's answer. */
  readonly timeoutMs: number;
}

const defaultIntervalMs = 5_000;

export function createTokenRequests(parts: TokenRequestParts): TokenRequests {
  const tokens = async (exchange: Exchange, ask: (call: Call) => Promise<oauth.TokenEndpointResponse>) => {
    const askedAt = parts.now();
    return tokenSet(await translated(exchange.server.appName, () => ask(callOf(parts, exchange))), askedAt);
  };
  return {
    exchangeCode: (exchange, answer) => tokens(exchange, (call) => exchangeCode(exchange, answer, call)),
    clientCredentials: (exchange) =>
      tokens(exchange, async ({ as, client, auth, options }) => {
        const parameters = new URLSearchParams(exchange.server.option.tokenParams);
        if (scopesOf(exchange) !== '') parameters.set('scope', scopesOf(exchange));
        const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, options);
        return oauth.processClientCredentialsResponse(as, client, response);
      }),
    refresh: (exchange, refreshToken) =>
      tokens(exchange, async ({ as, client, auth, options, extra }) => {
        const response = await oauth.refreshTokenGrantRequest(as, client, auth, refreshToken, { ...options, ...extra });
        return oauth.processRefreshTokenResponse(as, client, response);
      }),
    pollDevice: (exchange, deviceCode) =>
      tokens(exchange, async ({ as, client, auth, options, extra }) => {
        const response = await oauth.deviceCodeGrantRequest(as, client, auth, deviceCode, { ...options, ...extra });
        return oauth.processDeviceCodeResponse(as, client, response);
      }),
    startDevice: (exchange) =>
      translated(exchange.server.appName, () => startDevice(exchange, callOf(parts, exchange))),
    revoke: (exchange, token, kind) =>
      translated(exchange.server.appName, async () => {
        const { as, client, auth, options } = callOf(parts, exchange);
        const hint = { additionalParameters: { token_type_hint: kind } };
        await oauth.processRevocationResponse(
          await oauth.revocationRequest(as, client, auth, token, { ...options, ...hint }),
        );
      }),
  };
}

type Call = ReturnType<typeof callOf>;

function callOf(parts: TokenRequestParts, { server, client, connectionId }: Exchange) {
  const { option, tokenUrl, deviceUrl, revokeUrl } = server;
  const as: oauth.AuthorizationServer = {
    // Without a known issuer there is nothing to compare with; the answers that name one are cleared of it before.
    issuer: option.issuer ?? tokenUrl.origin,
    authorization_response_iss_parameter_supported: option.issuer !== undefined,
    token_endpoint: tokenUrl.href,
    ...(deviceUrl === undefined ? {} : { device_authorization_endpoint: deviceUrl.href }),
    ...(revokeUrl === undefined ? {} : { revocation_endpoint: revokeUrl.href }),
  };
  return {
    as,
    client: { client_id: client.id },
    auth: clientAuth(server, client),
    options: {
      [oauth.customFetch]: egressFetch(parts, server, `oauth ${connectionId}`),
      // Addresses over http are the operator's choice, in a definition that it vouches for; egress decides where they may lead.
      [oauth.allowInsecureRequests]: !server.isHttpsOnly,
    },
    extra: option.tokenParams === undefined ? {} : { additionalParameters: option.tokenParams },
  };
}

function clientAuth({ option }: AppServer, { secret }: OAuthClient): oauth.ClientAuth {
  if (option.clientAuth === 'none' || secret === undefined) return oauth.None();
  return option.clientAuth === 'body' ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
}

async function exchangeCode(
  { server }: Exchange,
  { parameters, state, redirectUri, verifier }: CodeAnswer,
  { as, client, auth, options, extra }: Call,
): Promise<oauth.TokenEndpointResponse> {
  const given = new URLSearchParams(parameters);
  if (server.option.issuer === undefined) given.delete('iss');
  const answer = oauth.validateAuthResponse(as, client, given, state);
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    answer,
    redirectUri,
    verifier ?? oauth.nopkce,
    { ...options, ...extra },
  );
  return oauth.processAuthorizationCodeResponse(as, client, response);
}

async function startDevice(exchange: Exchange, { as, client, auth, options }: Call): Promise<DeviceStart> {
  const parameters = scopesOf(exchange) === '' ? {} : { scope: scopesOf(exchange) };
  const response = await oauth.deviceAuthorizationRequest(as, client, auth, parameters, options);
  const answer = await oauth.processDeviceAuthorizationResponse(as, client, response);
  return {
    deviceCode: answer.device_code,
    userCode: answer.user_code,
    verificationUri: webAddress(answer.verification_uri),
    ...(answer.verification_uri_complete === undefined
      ? {}
      : { verificationUriComplete: webAddress(answer.verification_uri_complete) }),
    expiresInMs: answer.expires_in * 1000,
    intervalMs: answer.interval === undefined ? defaultIntervalMs : answer.interval * 1000,
  };
}

/** It becomes a link on our page, so it must not run anything there. */
function webAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw refused('invalid_response', 'the address to open is none');
}

function scopesOf({ server }: Exchange): string {
  return server.option.scopes.map(({ name }) => name).join(' ');
}

/** From when it was asked for: what the way back took is off the token's life. */
function tokenSet(answer: oauth.TokenEndpointResponse, askedAt: number): TokenSet {
  if (answer.token_type !== 'bearer') throw refused('invalid_response', 'the token is not a bearer token');
  return {
    accessToken: answer.access_token,
    ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
    tokenType: 'Bearer',
    ...(answer.scope === undefined ? {} : { scope: answer.scope }),
    expiresAt: answer.expires_in === undefined ? null : askedAt + Math.floor(answer.expires_in * 1000),
  };
}
