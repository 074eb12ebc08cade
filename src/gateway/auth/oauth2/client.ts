import type { OAuth2Option } from '../../../kernel/connector.ts';
import { PorinError } from '../../../kernel/errors.ts';
import type { ConnectionRow, Storage } from '../../../kernel/ports/storage.ts';
import type { Vault } from '../../../kernel/ports/vault.ts';
import { clientParameters, missingIn, neededParameters, parametersFor } from '../../catalog/parameters.ts';
import type { CredentialValues } from './tokens.ts';

/** How the gateway is known to an app's authorization server. */
export interface OAuthClient {
  readonly id: string;
  /** Absent for a public client. */
  readonly secret?: string;
}

export interface ClientParts {
  readonly storage: Pick<Storage, 'integrations' | 'secrets'>;
  readonly vault: Pick<Vault, 'openSecret'>;
}

type Named = Pick<OAuth2Option, 'key' | 'clientAuth'>;

/** The integration whose settings a connection uses: the app's own when none is named. */
export function integrationOf(row: Pick<ConnectionRow, 'integrationId' | 'app'>): string {
  return row.integrationId ?? row.app;
}

/**
 * The client of an integration. Errors: `configuration` naming the parameter that is missing.
 */
export async function clientOf(parts: ClientParts, integrationId: string, option: Named): Promise<OAuthClient> {
  const given = await parametersOf(parts, integrationId, option);
  const [missing] = missingIn(given, clientParameters(option));
  if (missing === undefined) return asClient(given, option);
  throw new PorinError('configuration', `The integration ${integrationId} has no ${missing}`, {
    hint: `Register this gateway at the app and set the parameter ${missing} of the integration`,
  });
}

/** The parameters that an integration lacks for an option; a connection that needs them shows CONFIGURATION_ERROR. */
export async function missingParameters(
  parts: ClientParts,
  integrationId: string,
  option: OAuth2Option,
): Promise<readonly string[]> {
  const needed = neededParameters(option);
  return needed.length === 0 ? [] : missingIn(await parametersOf(parts, integrationId, option), needed);
}

/** The client that a connection itself entered. Errors: `client_action_required` naming the field that is missing. */
export function ownClient(values: CredentialValues, option: Named): OAuthClient {
  const [missing] = missingIn(values, clientParameters(option));
  if (missing === undefined) return asClient(values, option);
  throw new PorinError('client_action_required', `The connection has no value for ${missing}`, {
    hint: 'Connect again and enter all credentials',
  });
}

async function parametersOf(
  { storage, vault }: ClientParts,
  integrationId: string,
  { key }: Named,
): Promise<CredentialValues> {
  const [row, sealed] = await Promise.all([
    storage.integrations.get(integrationId),
    storage.secrets.get(integrationId),
  ]);
  const clientSecret = sealed && vault.openSecret(sealed)['clientSecret']?.reveal();
  return parametersFor(key, row, clientSecret === undefined ? {} : { clientSecret });
}

function asClient(values: CredentialValues, { clientAuth }: Named): OAuthClient {
  const id = values['clientId'] ?? '';
  const secret = values['clientSecret'];
  return clientAuth === 'none' || secret === undefined ? { id } : { id, secret };
}
