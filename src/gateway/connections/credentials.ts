import type { AuthOption } from '../../kernel/connector.ts';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { CredentialInput } from '../../kernel/ports/gateway.ts';
import type { ConnectionPatch, ConnectionRow, SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { checkCredentialInput } from '../auth/credential-input.ts';
import { authOption, type Connector } from '../catalog/catalog.ts';

export interface CredentialParts {
  readonly storage: Storage;
  readonly vault: Vault;
  /** Asks the app whether it accepts these credentials. Errors: `bad_request` when it refuses them; the egress's own. */
  tryCredentials(connection: ConnectionRow, sealed: SealedCredentials): Promise<void>;
  readonly now: () => number;
}

/** New credentials, checked and sealed, with what they change in the connection. */
export interface Acceptance {
  readonly patch: ConnectionPatch;
  readonly credentials: SealedCredentials;
}

/**
 * Checks credentials against the connector's fields, then with the app, and seals them.
 * Errors: `bad_request` naming the field, or with the app's refusal, which is also noted on a connection that is not READY.
 */
export async function acceptCredentials(
  parts: CredentialParts,
  {
    row,
    connector,
    input,
    optionKey,
  }: { row: ConnectionRow; connector: Connector; input: CredentialInput; optionKey?: string | undefined },
): Promise<Acceptance> {
  const option = authOption(connector.definition, optionKey ?? row.authOption);
  const { secrets, fields } = checkCredentialInput(option, named(option, input));
  const before = await parts.storage.credentials.get(row.tenantId, row.id);
  const credentials = parts.vault.seal(
    { tenantId: row.tenantId, connectionId: row.id, version: (before?.version ?? 0) + 1 },
    secrets,
  );
  const candidate: ConnectionRow = { ...row, fields, authOption: option.key };
  try {
    await parts.tryCredentials(candidate, credentials);
  } catch (error) {
    if (isPorinError(error) && error.code === 'bad_request' && row.state !== 'READY')
      await noteRefusal(parts, row, error);
    throw error;
  }
  return {
    credentials,
    patch: { state: 'READY', error: null, fields, authOption: option.key, updatedAt: parts.now() },
  };
}

async function noteRefusal({ storage, now }: CredentialParts, row: ConnectionRow, error: PorinError): Promise<void> {
  await storage.connections.update(
    { tenantId: row.tenantId, id: row.id },
    { error: { message: error.message, at: now() }, updatedAt: now() },
  );
}

/** A bare secret belongs to the one secret field of the option. */
function named(option: AuthOption, input: CredentialInput): Readonly<Record<string, string>> {
  if (typeof input !== 'string') return input;
  const required = Object.entries(option.fields).filter(([, field]) => !field.optional);
  const [only, ...others] = required;
  if (only && others.length === 0) return { [only[0]]: input };
  throw new PorinError('bad_request', `input: expected an object with ${Object.keys(option.fields).join(', ')}`, {
    hint: 'A bare secret is enough only for an app that asks for one',
  });
}
