import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import { integrationOf } from '../auth/oauth2/client.ts';
import { authOption, type Connector } from '../catalog/catalog.ts';
import type { ConnectionServices } from './connections.ts';
import { connectAction, connectionView, questionAction } from './view.ts';

export interface Presenting {
  /** Shows the credentials, when the caller may see them. Errors: `access_denied`. */
  readonly includeSecrets?: boolean | undefined;
}

/** A connection as this caller sees it. The link to the connect page sets credentials, so only who may do that is shown it. */
export async function present(
  parts: ConnectionServices,
  caller: Caller,
  row: ConnectionRow,
  { includeSecrets }: Presenting = {},
): Promise<ConnectionView> {
  if (includeSecrets) refuseSecrets(caller);
  const uiUrl = async () => (caller.scopes.has('connections:manage') ? await parts.links.urlFor(row, caller.clientName) : undefined);
  const isWaiting = row.state === 'CLIENT_ACTION_REQUIRED' && row.archivedAt === null;
  if (row.question !== null && isWaiting) {
    const names = await candidatesOf(parts, row);
    return connectionView(row, { option: undefined, clientAction: questionAction(row, names, await uiUrl()) });
  }
  const connector = await knownConnector(parts, row);
  if (!connector) return connectionView(row, { option: undefined });
  const option = authOption(connector.definition, row.authOption);
  const shown = { option, credentials: includeSecrets ? await secretsOf(parts, row) : undefined };
  if (!isWaiting) return connectionView(row, shown);
  const wrong = await configurationError(parts, row, connector);
  // It passes when the integration is given what it lacks, so it is worked out and not stored.
  if (wrong !== undefined)
    return connectionView(
      { ...row, state: 'CONFIGURATION_ERROR', error: { message: wrong, at: row.updatedAt } },
      shown,
    );
  return connectionView(row, {
    ...shown,
    clientAction: connectAction(row, connector.definition.name, option, await uiUrl()),
  });
}

/** Undefined while it is not known how to talk to the app, or its connector is not part of this gateway any more. */
export async function knownConnector(
  { catalog }: ConnectionServices,
  row: ConnectionRow,
): Promise<Connector | undefined> {
  if (row.question !== null || row.state === 'BUILDING' || row.state === 'SETUP_FAILED') return undefined;
  try {
    const { app } = row;
    return await catalog.connector(app);
  } catch (error) {
    // A list must not fail because one of its connections has lost its app.
    if (isPorinError(error)) return undefined;
    throw error;
  }
}

async function candidatesOf({ catalog }: ConnectionServices, { tenantId, question }: ConnectionRow) {
  const ids = question?.about === 'app' ? question.candidates : [];
  const apps = await Promise.all(ids.map((id) => catalog.app(tenantId, id)));
  return apps.filter((app) => app !== undefined);
}

async function configurationError(
  parts: ConnectionServices,
  row: ConnectionRow,
  { definition }: Connector,
): Promise<string | undefined> {
  const option = authOption(definition, row.authOption);
  if (option.type !== 'oauth2' || row.sandbox) return undefined;
  const missing = await parts.oauth2.missingParameters(row, option);
  if (missing.length === 0) return undefined;
  return `The integration ${integrationOf(row)} has no ${missing.join(' and no ')}: register this gateway at ${definition.name} and set the parameter`;
}

function refuseSecrets(caller: Caller): void {
  if (caller.scopes.has('secrets:read')) return;
  throw new PorinError('access_denied', 'includeSecrets needs the scope secrets:read, which this token has not');
}

async function secretsOf({ storage, vault }: ConnectionServices, row: ConnectionRow): Promise<Record<string, string>> {
  const sealed = await storage.credentials.get(row.tenantId, row.id);
  const opened = sealed === undefined ? {} : vault.open(sealed);
  return Object.fromEntries(Object.entries(opened).map(([name, secret]) => [name, secret.reveal()]));
}
