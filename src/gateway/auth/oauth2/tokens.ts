import type { OAuth2Option } from '../../../kernel/connector.ts';
import type { SealedCredentials } from '../../../kernel/ports/storage.ts';

/** What a token endpoint gave, validated. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly tokenType: string;
  readonly scope?: string;
  /** Epoch milliseconds; null when the server did not say. */
  readonly expiresAt: number | null;
}

/** Credential values by name: tokens, facts about them, and whatever secrets the person entered. */
export type CredentialValues = Readonly<Record<string, string>>;

/** Kept beside the tokens because they belong to their generation; saying them gives nothing away. */
const facts: ReadonlySet<string> = new Set(['tokenType', 'scope', 'rotation']);

/** True for a value whose text is no secret, so that ordinary words are not redacted everywhere. */
export function isTokenFact(name: string): boolean {
  return facts.has(name);
}

/** The values to seal after a sign-in. Whether the server rotates refresh tokens is not known before the first refresh. */
export function firstValues(entered: CredentialValues, tokens: TokenSet): CredentialValues {
  return { ...entered, ...valuesOf(tokens) };
}

/**
 * The values to seal after a refresh. A server that gives no new refresh token lets the old one be used again: that is noted, because
 * it decides whether a refresh whose outcome is unknown may be repeated.
 */
export function refreshedValues(before: CredentialValues, tokens: TokenSet): CredentialValues {
  const { refreshToken } = before;
  if (refreshToken === undefined) return { ...before, ...valuesOf(tokens) };
  const isKept = tokens.refreshToken === undefined || tokens.refreshToken === refreshToken;
  return { ...before, ...valuesOf(tokens), rotation: isKept ? 'kept' : 'rotates' };
}

function valuesOf({ accessToken, refreshToken, tokenType, scope }: TokenSet): CredentialValues {
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    tokenType,
    ...(scope === undefined ? {} : { scope }),
  };
}

/** True when these credentials can be renewed without a person. The names of sealed fields are readable. */
export function isRenewable(option: OAuth2Option, sealed: Pick<SealedCredentials, 'fields'>): boolean {
  return option.grant === 'client_credentials' || 'refreshToken' in sealed.fields;
}

/** True when the token request may be sent twice: it carries nothing that is used up. */
export function isRepeatable(option: OAuth2Option, values: CredentialValues): boolean {
  return option.grant === 'client_credentials' || values['rotation'] === 'kept';
}
