import { digestOf } from '../../kernel/digest.ts';
import type { PorinError } from '../../kernel/errors.ts';
import type { OAuthParameters, TokenAnswer } from '../../kernel/ports/oauth.ts';
import type { IdentityStorage, OAuthRequestRow } from '../../kernel/ports/storage-identity.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import { challengeOf, spokenCodeFrom } from './codes.ts';
import { issue } from './issue.ts';
import { optionalText, requiredText } from './parameters.ts';
import { invalidRequest, refused } from './refusals.ts';
import { resourceFrom } from './resources.ts';

export interface TokenParts {
  readonly storage: Pick<IdentityStorage, 'oauthRequests' | 'grants' | 'refreshTokens' | 'tenants' | 'workspaces'>;
  readonly logger: Logger;
  readonly publicUrl: () => string;
  readonly codePage: () => string;
  readonly now: () => number;
}

const maxTries = 5;
const startAgain = 'Start a new login';

/** grant_type=authorization_code: tokens for a code and the verifier whose challenge the request named. */
export async function redeemCode(parts: TokenParts, parameters: OAuthParameters): Promise<TokenAnswer> {
  const clientId = requiredText(parameters, 'client_id');
  const code = requiredText(parameters, 'code');
  const row = await requestFor(parts, { clientId, code, verifier: checkedVerifier(parameters) });
  await refuseEnded(parts, row);
  if (!fits(code, row)) return refuseWrongCode(parts, row);
  if (row.status === 'redeemed') return refuseUsedCode(parts, row);
  refuseOtherRedirect(parts, row, optionalText(parameters, 'redirect_uri'));
  const now = parts.now();
  const grant = row.grantId === null ? undefined : await parts.storage.grants.get(row.grantId);
  if (!grant || grant.revokedAt !== null)
    throw invalidGrant('revoked', 'This login was revoked before it was completed', startAgain);
  const audience = askedAudience(grant.resource, optionalText(parameters, 'resource'), parts.publicUrl());
  const { tokens, answer } = await issue(parts.storage, grant, { rights: grant, audience, now });
  return (await parts.storage.oauthRequests.redeem(row.hash, tokens)) ? answer : refuseUsedCode(parts, row);
}

/** The resource of new tokens: the grant's, or one below the gateway when the grant names none. Errors: an `invalid_target` refusal. */
export function askedAudience(granted: string | null, asked: string | undefined, publicUrl: string): string | null {
  const wanted = resourceFrom(asked, publicUrl);
  if (asked === undefined || wanted === granted) return granted;
  if (granted === null) return wanted;
  throw refused(
    { error: 'invalid_target', error_code: 'invalid_target' },
    `resource: this login is for ${granted} alone`,
    { hint: 'Name that resource, or none' },
  );
}

export function invalidGrant(errorCode: string, message: string, hint: string): PorinError {
  return refused({ error: 'invalid_grant', error_code: errorCode }, message, { hint });
}

function checkedVerifier(parameters: OAuthParameters): string {
  const verifier = requiredText(parameters, 'code_verifier');
  if (/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return verifier;
  throw invalidRequest('code_verifier: expected 43 to 128 unreserved characters (RFC 7636)');
}

/** The request that this verifier began. A code with the verifier of another request was stolen, so its own request dies. */
async function requestFor(
  { storage, now }: TokenParts,
  { clientId, code, verifier }: { readonly clientId: string; readonly code: string; readonly verifier: string },
): Promise<OAuthRequestRow> {
  const row = await storage.oauthRequests.byChallenge(challengeOf(verifier));
  const owner = row && fits(code, row) ? row : await requestOfCode(storage.oauthRequests, code);
  if (owner && owner.hash !== row?.hash && owner.status === 'approved')
    await storage.oauthRequests.kill(owner.hash, now());
  if (row?.clientId === clientId) return row;
  throw invalidGrant('unknown_request', 'No login was begun with this code_verifier and client_id', startAgain);
}

async function requestOfCode(
  requests: IdentityStorage['oauthRequests'],
  code: string,
): Promise<OAuthRequestRow | undefined> {
  for (const spelling of spellings(code)) {
    const row = await requests.byCode(digestOf(spelling));
    if (row) return row;
  }
  return undefined;
}

/** Codes are looked up and compared by their hash alone. */
function fits(code: string, row: OAuthRequestRow): boolean {
  return row.codeHash !== null && spellings(code).some((spelling) => digestOf(spelling) === row.codeHash);
}

function spellings(code: string): readonly string[] {
  const spoken = spokenCodeFrom(code);
  return spoken === undefined ? [code] : [spoken];
}

/** Errors: one refusal for each way in which a request cannot be redeemed whatever the code is. */
async function refuseEnded({ storage, now }: TokenParts, row: OAuthRequestRow): Promise<void> {
  if (row.status === 'denied')
    throw refused({ error: 'access_denied', error_code: 'denied' }, 'The person denied this login', {
      hint: 'Ask the person, then start a new login',
    });
  if (row.status === 'dead')
    throw invalidGrant('dead', 'This login was ended: its code was wrong too often, or used twice', startAgain);
  const endsAt = row.codeExpiresAt ?? row.expiresAt;
  if (row.status !== 'redeemed' && endsAt <= now()) {
    // What was approved and not fetched in time would be listed as a login.
    if (row.grantId !== null) await storage.grants.revoke(row.grantId, now());
    throw invalidGrant('expired', 'The time for this login is over', startAgain);
  }
  if (row.status === 'pending')
    throw refused(
      { error: 'authorization_pending', error_code: 'not_approved' },
      'Nobody has approved this login yet',
      {
        hint: 'Open its address in a browser and approve it, then try again',
      },
    );
}

async function refuseWrongCode({ storage }: TokenParts, row: OAuthRequestRow): Promise<never> {
  if (row.status === 'redeemed') throw invalidGrant('already_used', 'This login was completed before', startAgain);
  const triesLeft = Math.max(0, maxTries - (await storage.oauthRequests.countWrongCode(row.hash, maxTries)));
  if (triesLeft > 0)
    throw refused(
      { error: 'invalid_grant', error_code: 'wrong_code', tries_left: triesLeft },
      `This is not the code; ${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left`,
      { hint: 'Enter the code that the page shows after the approval' },
    );
  throw refused(
    { error: 'invalid_grant', error_code: 'dead', tries_left: 0 },
    'This is not the code; it was wrong too often, so this login is over',
    { hint: startAgain },
  );
}

/** RFC 6749 §4.1.2: what the code gave before is taken back. */
async function refuseUsedCode({ storage, logger, now }: TokenParts, row: OAuthRequestRow): Promise<never> {
  logger.warn({ login: row.grantId, client: row.clientId }, 'a code was used twice, its login is revoked');
  await storage.oauthRequests.kill(row.hash, now());
  throw invalidGrant('already_used', 'This code was used before; what it gave is revoked', startAgain);
}

function refuseOtherRedirect({ codePage }: TokenParts, row: OAuthRequestRow, given: string | undefined): void {
  // OAuth 2.1 does without it, since PKCE ties code and client. A code shown in place of a redirect came by the code page.
  if (given === undefined || given === row.redirectUri || given === codePage()) return;
  throw invalidGrant('redirect_mismatch', 'redirect_uri: not the one of the request', 'Send the same redirect_uri');
}
