import { digestOf } from '../../kernel/digest.ts';
import type { OAuthParameters, TokenAnswer } from '../../kernel/ports/oauth.ts';
import type { GrantRow } from '../../kernel/ports/storage-identity.ts';
import { issue } from './issue.ts';
import { optionalText, requiredText } from './parameters.ts';
import { askedAudience, invalidGrant, type TokenParts } from './redeem.ts';
import { narrowed } from './scopes.ts';

const logInAgain = 'Log in again';

/** grant_type=refresh_token: new tokens for the newest refresh token of a login, which is used up. */
export async function refreshTokens(parts: TokenParts, parameters: OAuthParameters): Promise<TokenAnswer> {
  const { storage } = parts;
  const clientId = requiredText(parameters, 'client_id');
  const now = parts.now();
  const row = await storage.refreshTokens.byHash(digestOf(requiredText(parameters, 'refresh_token')));
  const grant = row && (await storage.grants.get(row.grantId));
  if (!row || grant?.clientId !== clientId)
    throw invalidGrant('unknown_token', 'refresh_token: not known for this client_id', logInAgain);
  if (grant.revokedAt !== null) throw invalidGrant('revoked', 'This login was revoked', logInAgain);
  if (row.expiresAt <= now) throw invalidGrant('expired', 'This login was not used for 90 days', logInAgain);
  const rights = narrowed(grant, optionalText(parameters, 'scope'));
  const audience = askedAudience(grant.resource, optionalText(parameters, 'resource'), parts.publicUrl());
  const { tokens, answer } = await issue(storage, grant, { rights, audience, now });
  if (row.usedAt === null) {
    if (await storage.refreshTokens.rotate(row.hash, now, tokens)) return answer;
    // Answering both would leave one with tokens that are dead already, whose next use would look like a theft.
    throw invalidGrant('concurrent', 'Another request refreshes this login at this moment', 'Use what that one got');
  }
  // Used, but what it was replaced by never was: the answer was lost on its way, and its owner asks again.
  if (await storage.refreshTokens.reissue(row.hash, now, tokens)) return answer;
  return revokeFamily(parts, grant);
}

/** A token used twice is in two hands, and nobody can tell which is the thief's. */
async function revokeFamily({ storage, logger, now }: TokenParts, grant: GrantRow): Promise<never> {
  logger.warn({ login: grant.id, client: grant.clientId }, 'a refresh token was used twice, its login is revoked');
  await storage.grants.revoke(grant.id, now());
  throw invalidGrant(
    'reused',
    `This refresh token was replaced before, so the login of ${grant.label || grant.clientId} is revoked`,
    logInAgain,
  );
}

/** RFC 7009: a refresh token takes its whole login along, an access token goes alone. */
export async function revokeToken(
  { storage, tokens, now }: TokenParts & { readonly tokens: TokenLookup },
  parameters: OAuthParameters,
): Promise<void> {
  const hash = digestOf(requiredText(parameters, 'token'));
  const clientId = optionalText(parameters, 'client_id');
  const refresh = await storage.refreshTokens.byHash(hash);
  const access = refresh ? undefined : await tokens.byHash(hash);
  const grantId = refresh?.grantId ?? access?.grantId ?? null;
  if (grantId === null) return;
  const grant = await storage.grants.get(grantId);
  // Whoever holds a token may end it; one of another program is unknown here.
  if (!grant || (clientId !== undefined && clientId !== grant.clientId)) return;
  if (refresh) await storage.grants.revoke(grantId, now());
  else if (access) await tokens.revoke(access.id, now());
}

/** What revocation needs of the access tokens. */
export interface TokenLookup {
  byHash(hash: string): Promise<{ readonly id: string; readonly grantId: string | null } | undefined>;
  revoke(id: string, now: number): Promise<boolean>;
}
