import type { AuthOption } from '../../kernel/connector.ts';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectionInput } from '../../kernel/ports/gateway.ts';
import type { ConnectionPatch, ConnectionRow, SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { type CheckedCredentials, checkCredentialInput } from '../auth/credential-input.ts';
import type { OAuth2, Obtained } from '../auth/oauth2/oauth2.ts';
import { authOption, type Connector, currentOption } from '../catalog/catalog.ts';
import { isAddedApp, unknownConnection } from '../catalog/only-connection.ts';
import { type FindFields, type TryCredentials, triedChoices } from './probe-choices.ts';

export interface CredentialParts {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly oauth2: Pick<OAuth2, 'obtain'>;
  /** Asks the app whether it accepts these credentials. Errors: `bad_request` when it refuses them; the egress's own. */
  tryCredentials: TryCredentials;
  /** Credentials that the app's sandbox accepts, while it runs. */
  sandboxCredentials(app: string): Readonly<Record<string, string>> | undefined;
  readonly now: () => number;
}

/** New credentials, checked and sealed, with what they change in the connection. */
export interface Acceptance {
  readonly patch: ConnectionPatch;
  readonly credentials: SealedCredentials;
  /** The link to the connect page that they came by; used up as they are stored. */
  readonly linkHash?: string;
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
  }: { row: ConnectionRow; connector: Connector; input: ConnectionInput; optionKey?: string | undefined },
): Promise<Acceptance> {
  const isChosen = optionKey !== undefined && !row.sandbox;
  const option = (isChosen ? authOption : currentOption)(connector.definition, isChosen ? optionKey : row.authOption);
  const given = row.sandbox ? sandboxInput(parts, connector) : input;
  const entered = checkCredentialInput(option, named(option, given));
  try {
    const { values, expiresAt } = await obtained(parts, row, option, entered);
    const trying = triedChoices(parts.tryCredentials, option);
    return await tried(
      { ...parts, tryCredentials: trying },
      { ...row, fields: entered.fields, authOption: option.key },
      values,
      expiresAt,
    );
  } catch (error) {
    if (isPorinError(error) && error.code === 'bad_request' && row.state !== 'READY')
      await noteRefusal(parts, row, error);
    throw error;
  }
}

/** What is sealed is what was entered; a client of OAuth 2 fetches its token first. */
async function obtained(
  { oauth2 }: CredentialParts,
  row: ConnectionRow,
  option: AuthOption,
  entered: CheckedCredentials,
): Promise<Obtained> {
  return option.type === 'oauth2' ? oauth2.obtain(row, option, entered) : { values: entered.secrets, expiresAt: null };
}

/**
 * Seals values for a connection as it is going to be, after the app has accepted them. Errors: as `acceptCredentials`.
 */
export async function tried(
  parts: Pick<CredentialParts, 'storage' | 'vault' | 'now'> & {
    /** May give fields that were found out on the way. */
    tryCredentials(...trial: Parameters<TryCredentials>): ReturnType<FindFields> | ReturnType<TryCredentials>;
  },
  candidate: ConnectionRow,
  values: Readonly<Record<string, string>>,
  credentialsExpireAt: number | null,
): Promise<Acceptance> {
  const { tenantId, id, fields, authOption } = candidate;
  const before = await parts.storage.credentials.get(tenantId, id);
  const credentials = parts.vault.seal({ tenantId, connectionId: id, version: (before?.version ?? 0) + 1 }, values);
  const found = await parts.tryCredentials(candidate, credentials);
  return {
    credentials,
    patch: {
      state: 'READY',
      error: null,
      fields: { ...fields, ...found },
      authOption,
      credentialsExpireAt,
      updatedAt: parts.now(),
    },
  };
}

/**
 * Stores accepted credentials, wrapped by the master key of this moment: a rotation may have ended while the app was asked.
 * Errors: `conflict` when the connection was archived or the link used meanwhile, or one of an added app was changed; `not_found` when it is gone.
 */
export async function storeCredentials(
  { storage, vault }: CredentialParts,
  { tenantId, id, app, revision }: ConnectionRow,
  { patch, credentials, linkHash }: Acceptance,
): Promise<ConnectionRow> {
  const current = credentials.keyId === vault.activeKeyId ? credentials : vault.rewrap(credentials);
  // Whoever gives an added app a new address changes its connections; what was accepted at the old one is not for the new one.
  const selector = isAddedApp(app) ? { tenantId, id, revision } : { tenantId, id };
  const saved = await storage.connections.update(selector, patch, current, linkHash);
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

const sandboxNotice = "This is a sandbox connection: it uses the sandbox's own key, what you gave was not kept";

/** Said to whoever gives a sandbox connection other credentials than the sandbox's own; undefined when there is nothing to say. */
export function noticeOf(
  parts: Pick<CredentialParts, 'sandboxCredentials'>,
  { sandbox, app }: Pick<ConnectionRow, 'sandbox' | 'app'>,
  input: ConnectionInput | undefined,
): string | undefined {
  if (!sandbox || input === undefined) return undefined;
  const own = parts.sandboxCredentials(app) ?? {};
  // Which app is meant is an answer and no credential.
  const given = typeof input === 'string' ? [] : Object.entries(input).filter(([name]) => name !== 'app');
  const isOwn =
    typeof input === 'string'
      ? Object.values(own).includes(input)
      : given.every(([name, value]) => Object.hasOwn(own, name) && own[name] === value);
  return isOwn ? undefined : sandboxNotice;
}

/** Why it is not connected yet, for whoever waits for it. */
export async function noteRefusal(
  { storage, now }: Pick<CredentialParts, 'storage' | 'now'>,
  row: ConnectionRow,
  error: Error,
): Promise<void> {
  await storage.connections.update(
    { tenantId: row.tenantId, id: row.id },
    { error: { message: error.message, at: now() }, updatedAt: now() },
  );
}

/** A bare secret belongs to the one secret field of the option. */
function named(option: AuthOption, input: ConnectionInput): Readonly<Record<string, unknown>> {
  if (typeof input !== 'string') return input;
  const required = Object.entries(option.fields).filter(([, field]) => !field.optional);
  const [only, ...others] = required;
  if (only && others.length === 0) return { [only[0]]: input };
  throw new PorinError('bad_request', `input: expected an object with ${Object.keys(option.fields).join(', ')}`, {
    hint: 'A bare secret is enough only for an app that asks for one',
  });
}
