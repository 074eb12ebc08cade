import { createAttempts, subscriberOf } from '../../kernel/attempts.ts';
import type { Egress } from '../../kernel/ports/egress.ts';
import type { LoginsPort, OAuthParameters, OAuthPort, Requester, TokenAnswer } from '../../kernel/ports/oauth.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import { createApprovals } from './approvals.ts';
import { createClientDocuments } from './client-documents.ts';
import { createClients } from './clients.ts';
import { createLogins } from './logins.ts';
import { resourceMetadata, serverMetadata } from './metadata.ts';
import { requiredText } from './parameters.ts';
import { redeemCode, type TokenParts } from './redeem.ts';
import { refreshTokens, revokeToken } from './refresh.ts';
import { refusalOf, refused } from './refusals.ts';
import { beginRequest, pushRequest } from './requests.ts';

export interface OAuthParts {
  readonly storage: Storage;
  readonly egress: Egress;
  readonly logger: Logger;
  readonly publicUrl: () => string;
  /** The tenant that an owner is offered when a program names none. */
  readonly defaultTenantKey: string;
  readonly now: () => number;
}

const minuteMs = 60_000;
// What tells a program to wait, or to try what it meant to: no sign of guessing.
const innocent = ['not_approved', 'denied', 'expired', 'invalid_request', 'invalid_scope', 'invalid_target'];

/** The gateway as an OAuth 2.1 authorization server for its own callers. */
export function createOAuth(given: OAuthParts): { readonly oauth: OAuthPort; readonly logins: LoginsPort } {
  const { now, publicUrl, storage } = given;
  const codePage = () => `${publicUrl()}/oauth/code`;
  const fetchClient = createClientDocuments(given.egress, now);
  const clients = createClients({ stored: storage.oauthClients, fetchClient, codePage, now });
  const parts = { ...given, clients, codePage, tokens: storage.tokens };
  const brake = (limit: number, windowMs: number) =>
    createAttempts({ limit, windowMs, now, message: 'Too many attempts from this address' });
  const registrations = brake(20, 10 * minuteMs);
  const requests = brake(60, minuteMs);
  const failures = brake(60, 10 * minuteMs);
  const counted = (from: Requester, attempts: typeof requests) => {
    if (!from.isOwner) attempts.begin(subscriberOf(from.ip));
  };
  const oauth: OAuthPort = {
    publicUrl,
    serverMetadata: () => serverMetadata(publicUrl()),
    resourceMetadata: (path) => resourceMetadata(publicUrl(), path),
    async register(metadata, from) {
      counted(from, registrations);
      return clients.register(metadata);
    },
    async push(parameters, from) {
      counted(from, requests);
      return pushRequest(parts, parameters, from);
    },
    async begin(parameters, from) {
      counted(from, requests);
      return beginRequest(parts, parameters, from);
    },
    async token(parameters, from) {
      const who = subscriberOf(from.ip);
      failures.begin(who);
      try {
        const answer = await tokensFor(parts, parameters);
        failures.forgive(who);
        return answer;
      } catch (error) {
        if (innocent.includes(refusalOf(error)?.error_code ?? 'invalid_request')) failures.forgive(who);
        throw error;
      }
    },
    revoke: (parameters) => revokeToken(parts, parameters),
    ...createApprovals(parts),
  };
  return { oauth, logins: createLogins(parts) };
}

async function tokensFor(parts: TokenParts, parameters: OAuthParameters): Promise<TokenAnswer> {
  const grantType = requiredText(parameters, 'grant_type');
  if (grantType === 'authorization_code') return redeemCode(parts, parameters);
  if (grantType === 'refresh_token') return refreshTokens(parts, parameters);
  throw refused(
    { error: 'unsupported_grant_type', error_code: 'unsupported_grant_type' },
    `grant_type: '${grantType.slice(0, 100)}' is not supported`,
    { hint: 'Send authorization_code or refresh_token' },
  );
}
