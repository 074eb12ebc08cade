import type { OAuth2Option } from '../../../kernel/connector.ts';
import { PorinError } from '../../../kernel/errors.ts';
import type { ConnectionRow, SealedCredentials, Storage } from '../../../kernel/ports/storage.ts';
import type { Redactor } from '../../../kernel/ports/telemetry.ts';
import type { Vault } from '../../../kernel/ports/vault.ts';
import { authOption } from '../../catalog/catalog.ts';
import { TokenRefusal } from './answers.ts';
import { type ClientParts, clientOf, integrationOf, ownClient } from './client.ts';
import { type ServerParts, serverOf } from './server.ts';
import type { Exchange, TokenRequests } from './token-requests.ts';
import type { CredentialValues, TokenSet } from './tokens.ts';

export interface ExchangeParts extends ServerParts, ClientParts {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly redactor: Redactor;
  readonly requests: TokenRequests;
}

type Subject = Pick<ConnectionRow, 'id' | 'app' | 'integrationId' | 'sandbox' | 'fields'>;

/** The option that a connection uses; undefined when it is not OAuth 2. Errors: `configuration` when the app has it no more. */
export async function oauth2OptionOf(
  { catalog }: Pick<ServerParts, 'catalog'>,
  { app, authOption: key }: Pick<ConnectionRow, 'app' | 'authOption'>,
): Promise<OAuth2Option | undefined> {
  const option = authOption((await catalog.connector(app)).definition, key);
  return option.type === 'oauth2' ? option : undefined;
}

/** Who asks whom for a connection. `values` are the connection's own, for the grant whose client is the connection's. Errors: `configuration`. */
export async function exchangeOf(
  parts: ExchangeParts,
  row: Subject,
  option: OAuth2Option,
  values: CredentialValues,
): Promise<Exchange> {
  const server = await serverOf(parts, row, option);
  const client =
    option.grant === 'client_credentials'
      ? ownClient({ ...row.fields, ...values }, option)
      : await clientOf(parts, integrationOf(row), option);
  return { server, client, connectionId: row.id };
}

/** Opened credentials, for one exchange. */
export function opened(vault: Vault, sealed: SealedCredentials): CredentialValues {
  return Object.fromEntries(Object.entries(vault.open(sealed)).map(([name, secret]) => [name, secret.reveal()]));
}

/** Makes an exchange while its secrets are known to the redactor: what a server says may repeat them, and is cleared of them here. */
export async function exchanged<T>(
  { redactor }: Pick<ExchangeParts, 'redactor'>,
  secrets: readonly (string | undefined)[],
  exchange: () => Promise<T>,
): Promise<T> {
  const forget = redactor.register(secrets.filter((secret) => secret !== undefined));
  try {
    return await exchange();
  } catch (error) {
    throw error instanceof TokenRefusal ? new TokenRefusal(error.code, redactor.redactText(error.message)) : error;
  } finally {
    forget();
  }
}

/** Fetches tokens in place of these. Errors: as `TokenRequests`; `client_action_required` when there is nothing to renew them with. */
export function renewed(
  { requests }: Pick<ExchangeParts, 'requests'>,
  exchange: Exchange,
  values: CredentialValues,
): Promise<TokenSet> {
  if (exchange.server.option.grant === 'client_credentials') return requests.clientCredentials(exchange);
  const { refreshToken } = values;
  if (refreshToken !== undefined) return requests.refresh(exchange, refreshToken);
  throw new PorinError('client_action_required', `${exchange.server.appName} gave nothing to renew this sign-in with`, {
    hint: 'Connect again',
  });
}
