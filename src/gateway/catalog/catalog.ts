import { fileAction } from '../../kernel/action.ts';
import type { AuthOption, ConnectorDefinition } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { ConnectorModule } from '../../kernel/module.ts';
import { newAppName } from '../../kernel/new-app.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { AddedApps } from './added-apps.ts';
import { readAppAddress } from './app-address.ts';
import type { Connector } from './connector.ts';
import { atAddress, byName } from './match.ts';

export type { Connector } from './connector.ts';

export type ConnectorSource = () => Promise<{ default: ConnectorModule }>;

/** An app of the catalogue: one with a connector folder, or one that was added here. */
export type KnownApp = { readonly id: string; readonly name: string } & (
  | { readonly connector: Connector; readonly row?: undefined }
  /** No connector while nobody has said how to talk to it. */
  | { readonly connector: Connector | undefined; readonly row: AppRow }
);

/** All connectors this gateway knows; each is loaded at its first use. */
export interface Catalog {
  /** Those with a connector folder. */
  readonly apps: readonly string[];
  /** Also of an added app. Errors: `not_found` with the nearest name; `client_action_required` while nobody has said how to talk to it. */
  connector(app: string): Promise<Connector>;
  all(): Promise<readonly Connector[]>;
  /** The connectors that answer to an address, domain or name; several when it does not tell them apart. Errors: `bad_request`. */
  candidates(appUrl: string): Promise<readonly Connector[]>;
  /** The one behind an address, domain or name. Errors: `bad_request`; `not_found` when no connector knows it. */
  match(appUrl: string): Promise<Connector>;
  /** By id, also one that a search gave to a new app, as this tenant sees it; another tenant's app is undefined. */
  app(tenantId: string, id: string): Promise<KnownApp | undefined>;
  readonly added: AddedApps | undefined;
}

export function createCatalog(sources: Readonly<Record<string, ConnectorSource>>, added?: AddedApps): Catalog {
  const loaded = new Map<string, Promise<Connector>>();
  const apps = Object.keys(sources).sort();

  function connector(app: string): Promise<Connector> {
    const source = Object.hasOwn(sources, app) ? sources[app] : undefined;
    if (!source) return connectorOfAdded(app);
    const known = loaded.get(app);
    if (known !== undefined) return known;
    const loading = source().then(({ default: module }) => assemble(module));
    loaded.set(app, loading);
    // A failure is not kept: the next caller tries again.
    loading.catch(() => loaded.delete(app));
    return loading;
  }

  async function connectorOfAdded(app: string): Promise<Connector> {
    const row = await added?.get(app);
    if (!added || !row) throw unknownApp(app, apps);
    const found = added.connector(row);
    if (found) return found;
    throw new PorinError('client_action_required', `Nobody has said yet how to talk to ${row.name}`, {
      hint: `porin connection get ${row.id} --json shows how to say it`,
    });
  }

  const all = () => Promise.all(apps.map(connector));

  async function candidates(appUrl: string) {
    const address = readAppAddress(appUrl);
    const connectors = await all();
    if ('host' in address) return atAddress(connectors, address);
    const named = byName(connectors, address.name);
    return named ? [named] : [];
  }

  async function match(appUrl: string) {
    const [found] = await candidates(appUrl);
    if (found) return found;
    const address = readAppAddress(appUrl);
    throw unknownApp('name' in address ? address.name : address.host, await namesOf(await all()));
  }

  async function app(tenantId: string, id: string): Promise<KnownApp | undefined> {
    const wanted = newAppName(id);
    if (wanted !== undefined) return appNamed({ candidates, added, app }, tenantId, wanted);
    if (Object.hasOwn(sources, id)) {
      const found = await connector(id);
      return { id, name: found.definition.name, connector: found };
    }
    const row = await added?.get(id);
    if (!row || !added || (row.tenantId !== null && row.tenantId !== tenantId)) return undefined;
    return { id, name: row.name, connector: added.connector(row), row };
  }

  return { apps, connector, all, candidates, match, app, added };
}

/** What became known since a search called it new. */
async function appNamed(
  { candidates, added, app }: Pick<Catalog, 'candidates' | 'added' | 'app'>,
  tenantId: string,
  name: string,
): Promise<KnownApp | undefined> {
  const [only, ...others] = await candidates(name);
  if (only) return others.length > 0 ? undefined : app(tenantId, only.app);
  const [row] = added ? await added.named(tenantId, readAppAddress(name)) : [];
  return row && app(tenantId, row.id);
}

/** The auth option of that key; the first for an empty one. Errors: `configuration` when the connector has none of it. */
export function authOption(definition: ConnectorDefinition, key: string): AuthOption {
  // The contract's default option has no name.
  const found = key === '' ? definition.auth[0] : definition.auth.find((option) => option.key === key);
  if (found) return found;
  throw new PorinError('configuration', `${definition.name} has no auth option '${key}'`, {
    hint: `It has ${definition.auth.map((option) => `'${option.key}'`).join(', ')}`,
  });
}

/** The auth option that a connection uses; the first when its own is gone, as after a new version of the connector. */
export function currentOption({ auth }: ConnectorDefinition, key: string): AuthOption {
  return auth.find((option) => option.key === key) ?? auth[0];
}

/** Whatever somebody may have meant by a name: apps and their domains. */
export function namesOf(connectors: readonly Connector[]): string[] {
  return connectors.flatMap(({ app, definition }) => [app, ...definition.domains]);
}

export function unknownApp(wanted: string, names: readonly string[]): PorinError {
  const nearest = nearestName(wanted, names);
  return new PorinError('not_found', `No connector for the app '${wanted.slice(0, 200)}'`, {
    hint:
      nearest === undefined
        ? 'porin external-app list shows the apps that have one; porin connection ensure <address of the app> connects another'
        : `Did you mean ${nearest}? porin external-app list shows all`,
  });
}

function assemble(module: ConnectorModule): Connector {
  const actions = new Map(
    Object.entries(module.actions).map(([key, definition]) => [key, fileAction(key, definition)]),
  );
  return { app: module.app, definition: module.definition, hooks: module.hooks ?? {}, actions };
}
