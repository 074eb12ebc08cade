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
  /** Credentials that the app's sandbox accepts, while it runs. */
  sandboxCredentials(app: string): Readonly<Record<string, string>> | undefined;
  readonly now: () => number;
}

/** New credentials, checked and sealed, with what they change in the connection. */
export interface Acceptance {
  readonly patch: ConnectionPatch;
  readonly credentials: SealedCredentials;
}

/**
 * Checks credentials against the connector's fields, then with the app, and seals them. A connection to a sandbox takes the sandbox's
 * own, whatever was given: a rehearsal needs no word changed.
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
  const option = authOption(connector.definition, row.sandbox ? row.authOption : (optionKey ?? row.authOption));
  const given = row.sandbox ? sandboxInput(parts, connector) : input;
  const { secrets, fields } = checkCredentialInput(option, named(option, given));
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

/**
 * Stores accepted credentials, wrapped by the master key of this moment: a rotation may have ended while the app was asked.
 * Errors: `conflict` when the connection was archived meanwhile; `not_found` when it is gone.
 */
export async function storeCredentials(
  { storage, vault }: CredentialParts,
  { tenantId, id }: ConnectionRow,
  { patch, credentials }: Acceptance,
): Promise<ConnectionRow> {
  const current = credentials.keyId === vault.activeKeyId ? credentials : vault.rewrap(credentials);
  const saved = await storage.connections.update({ tenantId, id }, patch, current);
  if (saved) return saved;
  throw unknownConnection(id);
}

/** Errors: `configuration` when the sandbox is not running. */
export function sandboxInput(
  parts: Pick<CredentialParts, 'sandboxCredentials'>,
  { app, definition }: Connector,
): Readonly<Record<string, string>> {
  const credentials = parts.sandboxCredentials(app);
  if (credentials) return credentials;
  throw new PorinError('configuration', `The sandbox of ${definition.name} is not running`, {
    hint: 'Start the gateway without --no-sandbox',
  });
}

/** No such connection of this tenant. */
export function unknownConnection(selector: string): PorinError {
  return new PorinError('not_found', `No connection ${selector.slice(0, 100)}`, {
    hint: 'porin connection list shows the ids',
  });
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
