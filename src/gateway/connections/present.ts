import type { OAuth2Option } from '../../kernel/connector.ts';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ClientAction, ConnectionInput, ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import type { TenantRow } from '../../kernel/ports/storage-identity.ts';
import { integrationOf } from '../auth/oauth2/client.ts';
import { type Connector, currentOption } from '../catalog/catalog.ts';
import { type Meant, meantBy } from '../catalog/meant.ts';
import type { ConnectionServices } from './connections.ts';
import { noticeOf } from './credentials.ts';
import { connectAction, connectionView, questionAction, slipNotice } from './view.ts';

export interface Presenting {
  /** Shows the credentials, when the caller may see them. Errors: `access_denied`. */
  readonly includeSecrets?: boolean | undefined;
  /** Without the link to the connect page, which is stored before it is shown. */
  readonly withoutLink?: boolean;
  /** What the caller gave, to be told when it was not kept. */
  readonly given?: ConnectionInput | undefined;
  /** Shared by the views of one list. */
  readonly readings?: Readings;
}

type Readings = ReturnType<typeof createReadings>;

/** A connection as this caller sees it. The link to the connect page sets credentials, so only who may do that is shown it. */
export async function present(
  parts: ConnectionServices,
  caller: Caller,
  row: ConnectionRow,
  { includeSecrets, withoutLink = false, given, readings = createReadings(parts) }: Presenting = {},
): Promise<ConnectionView> {
  if (includeSecrets) refuseSecrets(caller);
  const asked = async (action: (uiUrl: string | undefined) => ClientAction): Promise<ClientAction> => {
    if (!caller.scopes.has('connections:manage')) return action(undefined);
    if (!withoutLink) return action(await parts.links.urlFor(row, caller.clientName));
    return { ...action(undefined), agentInstructions: `porin connection get ${row.id} --json shows the page to open` };
  };
  const tenant = await readings.tenant(row.tenantId);
  const isWaiting = row.state === 'CLIENT_ACTION_REQUIRED' && row.archivedAt === null;
  if (row.question !== null && isWaiting) {
    const known = { names: await candidatesOf(parts, row), meant: await meantOf(parts, row) };
    const clientAction = await asked((url) => questionAction(row, known, url));
    return connectionView(row, { tenant, option: undefined, clientAction });
  }
  const connector = await knownConnector(parts, row);
  if (!connector) {
    const meant = row.state === 'BUILDING' && row.archivedAt === null ? await meantOf(parts, row) : undefined;
    return connectionView(withoutApp(row), { tenant, option: undefined, notice: meant && slipNotice(row, meant) });
  }
  const { name: appName } = connector.definition;
  const option = currentOption(connector.definition, row.authOption);
  const integration = await readings.integration(integrationOf(row));
  const credentials = includeSecrets ? await secretsOf(parts, row) : undefined;
  const notice = noticeOf(parts, row, given);
  const shown = { tenant, option, integration, appName, credentials, notice };
  // It passes when the integration is given what it lacks, so it is worked out and not stored.
  const wrong = await configurationError(readings, row, connector);
  if (wrong !== undefined) return connectionView(failing(row, 'CONFIGURATION_ERROR', wrong), shown);
  if (!isWaiting) return connectionView(row, shown);
  return connectionView(row, {
    ...shown,
    clientAction: await asked((url) => connectAction(row, appName, option, url)),
  });
}

/** What is read for a view besides its connection, once for all views that share it. */
function createReadings({ storage, oauth2 }: ConnectionServices) {
  const tenants = once<TenantRow | undefined>();
  const integrations = once<IntegrationRow | undefined>();
  const missing = once<readonly string[]>();
  return {
    tenant: (id: string) => tenants(id, () => storage.tenants.get(id)),
    integration: (id: string) => integrations(id, () => storage.integrations.get(id)),
    /** What connections of one integration lack, it lacks. */
    missing: (row: ConnectionRow, option: OAuth2Option) =>
      missing(`${integrationOf(row)} ${option.key}`, () => oauth2.missingParameters(row, option)),
  };
}

function once<T>(): (name: string, read: () => Promise<T>) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (name, read) => {
    const answer = answers.get(name) ?? read();
    answers.set(name, answer);
    return answer;
  };
}

/** What a page of a list may store: a link is stored before it is shown. */
const maxLinks = 20;

/** Connections as `present` shows them; those after the first that wait for somebody are shown without a link. */
export async function presentAll(
  parts: ConnectionServices,
  caller: Caller,
  rows: readonly ConnectionRow[],
  presenting: Presenting,
): Promise<ConnectionView[]> {
  const waiting = rows.filter(({ state, archivedAt }) => state === 'CLIENT_ACTION_REQUIRED' && archivedAt === null);
  const linked = new Set(waiting.slice(0, maxLinks));
  const readings = createReadings(parts);
  const shown = (row: ConnectionRow) => ({ ...presenting, withoutLink: !linked.has(row), readings });
  return Promise.all(rows.map((row) => present(parts, caller, row, shown(row))));
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

async function candidatesOf({ catalog, logger }: ConnectionServices, { id, tenantId, question }: ConnectionRow) {
  const candidates = question?.about === 'app' ? question.candidates : [];
  const known = async (app: string) => {
    try {
      return await catalog.app(tenantId, app);
    } catch (error) {
      if (!isPorinError(error) || error.code !== 'configuration') throw error;
      logger.warn({ connectionId: id, app, error: error.message }, 'an app cannot be offered');
      return undefined;
    }
  };
  return (await Promise.all(candidates.map(known))).filter((app) => app !== undefined);
}

/** The app that the name of one that nobody knows may be a slip for. */
async function meantOf({ catalog }: ConnectionServices, row: ConnectionRow): Promise<Meant | undefined> {
  if (row.question?.about === 'app') return undefined;
  const app = await catalog.added?.get(row.app);
  return app && meantBy(await catalog.all(), app);
}

/** Its app was here once, so what the row says of it holds no longer. */
function withoutApp(row: ConnectionRow): ConnectionRow {
  const isBuilt = row.question === null && (row.state === 'READY' || row.state === 'CLIENT_ACTION_REQUIRED');
  return isBuilt && row.archivedAt === null
    ? failing(row, 'SETUP_FAILED', `This gateway knows no app ${row.app} any more`)
    : row;
}

function failing(row: ConnectionRow, state: ConnectionRow['state'], message: string): ConnectionRow {
  return { ...row, state, error: { message, at: row.updatedAt } };
}

async function configurationError(
  readings: Readings,
  row: ConnectionRow,
  { definition }: Connector,
): Promise<string | undefined> {
  if (row.archivedAt !== null) return undefined;
  const option = currentOption(definition, row.authOption);
  if (row.state === 'READY' && option.key !== row.authOption) {
    return `${definition.name} is connected by '${row.authOption}' no longer, but by '${option.key}': reconnect it`;
  }
  if (row.state !== 'CLIENT_ACTION_REQUIRED') return undefined;
  if (option.type !== 'oauth2' || row.sandbox) return undefined;
  const missing = await readings.missing(row, option);
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
