import { type Action, fileAction } from '../../kernel/action.ts';
import type { AuthOption, ConnectorDefinition, ConnectorHooks } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { ConnectorModule } from '../../kernel/module.ts';
import { readAppAddress } from './app-address.ts';

/** A connector with its actions, ready for use. */
export interface Connector {
  readonly app: string;
  readonly definition: ConnectorDefinition;
  readonly hooks: ConnectorHooks;
  readonly actions: ReadonlyMap<string, Action>;
}

export type ConnectorSource = () => Promise<{ default: ConnectorModule }>;

/** All connectors this gateway knows; each is loaded at its first use. */
export interface Catalog {
  readonly apps: readonly string[];
  /** Errors: `not_found` with the nearest name. */
  connector(app: string): Promise<Connector>;
  all(): Promise<readonly Connector[]>;
  /** The app behind an address, domain or name. Errors: `bad_request`; `not_found` when no connector knows it. */
  match(appUrl: string): Promise<Connector>;
}

export function createCatalog(sources: Readonly<Record<string, ConnectorSource>>): Catalog {
  const loaded = new Map<string, Promise<Connector>>();
  const apps = Object.keys(sources).sort();

  function connector(app: string): Promise<Connector> {
    const source = Object.hasOwn(sources, app) ? sources[app] : undefined;
    if (!source) return Promise.reject(unknownApp(app, apps));
    const known = loaded.get(app);
    if (known !== undefined) return known;
    const loading = source().then(({ default: module }) => assemble(module));
    loaded.set(app, loading);
    // A failure is not kept: the next caller tries again.
    loading.catch(() => loaded.delete(app));
    return loading;
  }

  async function all() {
    return Promise.all(apps.map(connector));
  }

  async function match(appUrl: string) {
    const address = readAppAddress(appUrl);
    const connectors = await all();
    const found = 'name' in address ? byName(connectors, address.name) : byHost(connectors, address.host);
    if (found) return found;
    throw unknownApp('name' in address ? address.name : address.host, [
      ...apps,
      ...connectors.flatMap((one) => one.definition.domains),
    ]);
  }

  return { apps, connector, all, match };
}

/** The auth option of that key. Errors: `configuration` when the connector has none of it. */
export function authOption(definition: ConnectorDefinition, key: string): AuthOption {
  const found = definition.auth.find((option) => option.key === key);
  if (found) return found;
  throw new PorinError('configuration', `${definition.name} has no auth option '${key}'`, {
    hint: `It has ${definition.auth.map((option) => `'${option.key}'`).join(', ')}`,
  });
}

function assemble(module: ConnectorModule): Connector {
  const actions = new Map(
    Object.entries(module.actions).map(([key, definition]) => [key, fileAction(key, definition)]),
  );
  return { app: module.app, definition: module.definition, hooks: module.hooks ?? {}, actions };
}

function byName(connectors: readonly Connector[], name: string): Connector | undefined {
  const wanted = name.replace(/[ _-]/g, '');
  return connectors.find(
    ({ app, definition }) => app === name || definition.name.toLowerCase().replace(/[ _-]/g, '') === wanted,
  );
}

function byHost(connectors: readonly Connector[], host: string): Connector | undefined {
  return connectors.find(({ definition }) =>
    definition.domains.some((domain) => host === domain || host.endsWith(`.${domain}`)),
  );
}

function unknownApp(wanted: string, names: readonly string[]): PorinError {
  const nearest = nearestName(wanted, names);
  return new PorinError('not_found', `No connector for the app '${wanted.slice(0, 200)}'`, {
    hint:
      nearest === undefined
        ? 'porin external-app list shows the apps that have one'
        : `Did you mean ${nearest}? porin external-app list shows all`,
  });
}
