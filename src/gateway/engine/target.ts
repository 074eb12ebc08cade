import type { AuthOption } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';
import type { EgressLimits, EgressPolicy } from '../../kernel/ports/egress.ts';
import type { ChangeKind, ConnectionRow, SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import { authOption, type Catalog, type Connector } from '../catalog/catalog.ts';
import { onlyConnectionOf } from '../catalog/only-connection.ts';

/** A connection with everything that a request on it needs. Credentials stay sealed. */
export interface Target {
  readonly connection: ConnectionRow;
  readonly connector: Connector;
  readonly option: AuthOption;
  readonly sealed: SealedCredentials | undefined;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** The one origin that credentials may go to. */
  readonly origin: string;
  readonly policy: EgressPolicy;
  readonly limits: EgressLimits;
  /** The same for answers that are passed on as they come, which may be of any size. */
  readonly streamLimits: EgressLimits;
}

/**
 * Where an action runs that needs no connection: no app, no credentials, and no address but those that anybody may reach
 * (`HttpRequest.foreign`). Whatever is written down of a run there has an empty connection and app.
 */
export function nowhere(tenantId: string): Target {
  const limits = { ...freeLimits, key: `no connection ${tenantId}` };
  const connection: ConnectionRow = { ...noConnection, tenantId };
  return {
    connection,
    connector: noConnector,
    option: noAuth,
    sealed: undefined,
    baseUrl: '',
    origin: '',
    policy: { origins: [], allowPrivate: false, publicOnly: true },
    limits,
    streamLimits: limits,
  };
}

/** True for a target that `nowhere` made. */
export function isNowhere({ connection }: Target): boolean {
  return connection.id === '';
}

const freeLimits = { concurrency: 8, timeoutMs: 60_000, maxResponseBytes: 30 * 1024 * 1024 };

const noAuth: AuthOption = { key: '', title: 'None', type: 'none', fields: {} };

const noConnector: Connector = {
  app: '',
  definition: {
    name: 'No app',
    description: '',
    domains: [],
    links: { docs: '', homepage: '' },
    baseUrl: '',
    auth: [noAuth],
    limits: freeLimits,
    errorMessagePaths: ['message', 'error.message', 'error'],
  },
  hooks: {},
  actions: new Map(),
  publicOnly: true,
};

const noConnection: Omit<ConnectionRow, 'tenantId'> = {
  id: '',
  key: null,
  name: '',
  app: '',
  integrationId: null,
  authOption: '',
  sandbox: false,
  state: 'READY',
  fields: {},
  error: null,
  question: null,
  credentialsExpireAt: null,
  meta: null,
  revision: 0,
  createdAt: 0,
  updatedAt: 0,
  archivedAt: null,
};

/** Where apps are reached, when not at their own address. */
export interface Addresses {
  /** Base URL of the app's sandbox, while it runs. */
  sandboxUrl(app: string): string | undefined;
  /** An operator's override of the connector's base URL. */
  override(app: string): string | undefined;
}

export interface Targets {
  /** Errors: `not_found`, also for another tenant's connection; `configuration` when its sandbox is not running. */
  get(tenantId: string, selector: string): Target | Promise<Target>;
  /** For a row and credentials that are not stored yet: a trial of what a person entered. */
  of(connection: ConnectionRow, sealed: SealedCredentials | undefined): Promise<Target>;
  stop(): void;
}

const cachedTargets = 10_000;
/** What a target is made of. */
const targetKinds: ReadonlySet<ChangeKind> = new Set(['connection', 'credentials', 'integration', 'app']);

/** Builds targets and keeps those in use, until a change of their connection drops them: the warm path runs no SQL. */
export function createTargets(storage: Storage, catalog: Catalog, addresses: Addresses): Targets {
  const cache = new Lru<string, Target>(cachedTargets);
  let changes = 0;
  const stop = storage.onChange(({ kind, id }) => {
    if (!targetKinds.has(kind)) return;
    changes += 1;
    cache.deleteWhere(({ connection }) => {
      // The id of an app or an integration is that of no connection, so one comparison serves every kind.
      return id === '*' || connection.id === id || connection.integrationId === id || connection.app === id;
    });
  });

  async function load(tenantId: string, selector: string, key: string): Promise<Target> {
    const seen = changes;
    const row = await storage.connections.get(tenantId, selector);
    if (!row || row.archivedAt !== null) return byApp(tenantId, selector);
    const target = await of(row, await storage.credentials.get(tenantId, row.id));
    // What changed while it was read may be missing in it, so only a quiet read is kept.
    if (seen === changes) cache.set(key, target);
    return target;
  }

  /** An app's name selects its only connection. Not remembered under that name: a second connection makes it ambiguous. */
  async function byApp(tenantId: string, selector: string): Promise<Target> {
    const only = await onlyConnectionOf(storage, catalog, { tenantId, selector });
    return load(tenantId, only.id, `${tenantId}\n${only.id}`);
  }

  const of = (connection: ConnectionRow, sealed: SealedCredentials | undefined) =>
    buildTarget(catalog, addresses, connection, sealed);

  return {
    get(tenantId, selector) {
      const key = `${tenantId}\n${selector}`;
      return cache.get(key) ?? load(tenantId, selector, key);
    },
    of,
    stop,
  };
}

async function buildTarget(
  catalog: Catalog,
  addresses: Addresses,
  connection: ConnectionRow,
  sealed: SealedCredentials | undefined,
): Promise<Target> {
  if (connection.question !== null || connection.state === 'BUILDING') throw notKnownYet(connection);
  const connector = await catalog.connector(connection.app);
  const { definition } = connector;
  const baseUrl = baseUrlOf(connection, connector, addresses);
  const origin = new URL(baseUrl).origin;
  const { concurrency, perSecond, timeoutMs, maxResponseBytes } = definition.limits;
  const limits = { key: connection.id, concurrency, perSecond, timeoutMs, maxResponseBytes };
  return {
    connection,
    connector,
    option: authOption(definition, connection.authOption),
    sealed,
    baseUrl,
    origin,
    policy: {
      origins: connection.sandbox ? [origin] : [origin, ...(definition.origins ?? [])],
      allowPrivate: connection.sandbox,
      ...(connector.publicOnly ? { publicOnly: true } : {}),
    },
    limits,
    streamLimits: { ...limits, maxResponseBytes: Number.POSITIVE_INFINITY },
  };
}

function baseUrlOf(connection: ConnectionRow, { app, definition }: Connector, addresses: Addresses): string {
  if (connection.sandbox) {
    const url = addresses.sandboxUrl(app);
    if (url !== undefined) return url;
    throw new PorinError('configuration', `The sandbox of ${app} is not running`, {
      hint: 'Start the gateway without --no-sandbox',
    });
  }
  const template = addresses.override(app) ?? definition.baseUrl;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => connection.fields[name] ?? '').replace(/\/+$/, '');
}

/** Nobody has said yet which app it is, or how to talk to it. */
function notKnownYet({ id, name, state }: ConnectionRow): PorinError {
  return new PorinError(
    'client_action_required',
    `The connection ${id} to ${name} is ${state}: more has to be known first`,
    {
      hint: `porin connection get ${id} shows what`,
      details: { connectionId: id, state },
    },
  );
}

/** The target, when its connection is READY. Errors: `client_action_required`. */
export function usable(target: Target): Target {
  const { connection, connector } = target;
  if (connection.state === 'READY') return target;
  const why = connection.error === null ? '' : `: ${connection.error.message}`;
  throw new PorinError(
    'client_action_required',
    `The connection ${connection.id} to ${connector.definition.name} is ${connection.state}${why}`,
    {
      hint: `porin connection get ${connection.id} shows the page where it is connected`,
      details: { connectionId: connection.id, state: connection.state },
    },
  );
}
