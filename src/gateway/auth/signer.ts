import type { AuthOption } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { SealedCredentials } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { isTokenFact } from './oauth2/tokens.ts';
import { apiKey } from './strategies/api-key.ts';
import { basic } from './strategies/basic.ts';
import { bearer } from './strategies/bearer.ts';
import { headers } from './strategies/headers.ts';
import { none } from './strategies/none.ts';
import { oauth2 } from './strategies/oauth2.ts';
import type { Addition, Sign, Strategy } from './strategy.ts';

const strategies: { readonly [T in AuthOption['type']]: Strategy<T> } = {
  none,
  api_key: apiKey,
  basic,
  bearer,
  headers,
  oauth2,
};

/** What to add to a request. */
export interface Signature {
  /** Lower-case names. These win over whatever the caller sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The opened values and what holds them, for redacting the record of this call and nothing else. */
  readonly secrets: readonly string[];
  /** Ends the redaction of the opened values; call it when everything about the request has been logged. */
  forget(): void;
}

export interface Signer {
  /**
   * Opens the credentials for one call and works out what to add to its request.
   * `fields` are the connection's inputs that are not secret.
   * Errors: `client_action_required` when a credential is missing or cannot stand in a header; the vault's own.
   */
  sign(option: AuthOption, sealed: SealedCredentials | undefined, fields: Readonly<Record<string, string>>): Signature;
}

/** Makes the signer; the redactor is the one that logs and run records pass. */
export function createSigner(parts: { readonly vault: Vault; readonly redactor: Redactor }): Signer {
  const compiled = new WeakMap<AuthOption, Sign>();
  const compile = (option: AuthOption): Sign => {
    const known = compiled.get(option);
    if (known) return known;
    const sign = strategyFor(option);
    compiled.set(option, sign);
    return sign;
  };
  return {
    sign(option, sealed, fields) {
      const values: Record<string, string> = { ...fields };
      const secrets: string[] = [];
      const opened = sealed === undefined ? {} : parts.vault.open(sealed);
      for (const name in opened) {
        const value = opened[name]?.reveal() ?? '';
        values[name] = value;
        if (option.type !== 'oauth2' || !isTokenFact(name)) secrets.push(value);
      }
      const addition = compile(option)(values);
      refuseLineBreaks(addition);
      for (const made of addition.secrets) if (!secrets.includes(made)) secrets.push(made);
      const forget = parts.redactor.register(secrets);
      return { headers: addition.headers, query: addition.query, secrets, forget };
    },
  };
}

/** One case per type keeps the option and its strategy of one type for the compiler, and a new type cannot be forgotten. */
function strategyFor(option: AuthOption): Sign {
  switch (option.type) {
    case 'none':
      return strategies.none(option);
    case 'api_key':
      return strategies.api_key(option);
    case 'basic':
      return strategies.basic(option);
    case 'bearer':
      return strategies.bearer(option);
    case 'headers':
      return strategies.headers(option);
    case 'oauth2':
      return strategies.oauth2(option);
  }
}

/** A line break would let a credential add headers of its own; other control characters are refused by servers anyway. */
function refuseLineBreaks(addition: Addition): void {
  for (const name in addition.headers) {
    if (!/[^\t\x20-\x7e\x80-\xff]/.test(addition.headers[name] ?? '')) continue;
    throw new PorinError(
      'client_action_required',
      `The credential for header ${name} holds a character that no header can carry`,
      {
        hint: 'Connect again and enter the credential without line breaks',
      },
    );
  }
}
