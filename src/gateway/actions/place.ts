import { PorinError } from '../../kernel/errors.ts';
import type { ActionScope } from '../../kernel/ports/gateway-actions.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { type Catalog, type Connector, type KnownApp, unknownApp } from '../catalog/catalog.ts';
import { onlyConnectionOf } from '../catalog/only-connection.ts';
import { appCalled } from './app-called.ts';
import type { Reach } from './nearest.ts';

/** A connection, an integration or an app that an action is looked for on, or is to be made on. */
export interface Place extends Reach {
  /** Undefined when nothing was named: then any. */
  readonly of: 'connection' | 'integration' | 'app' | undefined;
  /** As a person calls it, for messages. */
  readonly name: string;
}

export interface PlaceParts {
  readonly storage: Pick<Storage, 'connections' | 'integrations'>;
  readonly catalog: Catalog;
}

export type PlaceNames = Pick<ActionScope, 'connectionId' | 'integrationId'> & { readonly app?: string | undefined };

/** What the names mean: the connection before the integration before the app. Errors: `not_found`, `ambiguous_connection`. */
export async function placeOf(parts: PlaceParts, tenantId: string, names: PlaceNames): Promise<Place> {
  if (names.connectionId !== undefined) return connectionPlace(parts, tenantId, names.connectionId);
  if (names.integrationId !== undefined) return integrationPlace(parts, tenantId, names.integrationId);
  if (names.app === undefined) return { of: undefined, name: 'this workspace' };
  const app = await parts.catalog.app(tenantId, names.app);
  if (app) return appPlace(app);
  // Callers may name the integration where the app is asked for, as its id often is the app's.
  const integration = await parts.storage.integrations.get(names.app);
  const called = integration ? undefined : await appCalled(parts.catalog, tenantId, names.app);
  return called ? appPlace(called) : integrationPlace(parts, tenantId, names.app);
}

function appPlace({ id, name }: KnownApp): Place {
  return { of: 'app', app: id, integrationId: id, name: `the app ${name}` };
}

async function connectionPlace({ storage, catalog }: PlaceParts, tenantId: string, selector: string): Promise<Place> {
  const named = await storage.connections.get(tenantId, selector);
  const live = named && named.archivedAt === null ? named : undefined;
  const { id, app, integrationId, name } = live ?? (await onlyConnectionOf(storage, catalog, { tenantId, selector }));
  return {
    of: 'connection',
    connectionId: id,
    integrationId: integrationId ?? app,
    app,
    name: `the connection ${name}`,
  };
}

async function integrationPlace(parts: PlaceParts, tenantId: string, selector: string): Promise<Place> {
  const row = await parts.storage.integrations.get(selector);
  const app = await parts.catalog.app(tenantId, row?.app ?? selector);
  if (!app) throw unknownApp(selector, parts.catalog.apps);
  const { id, name } = row ?? app;
  return { of: 'integration', integrationId: id, app: app.id, name: `the integration ${name}` };
}

/** The connectors whose own actions are there; none of an app that nobody has said yet how to talk to. */
export async function connectorsAt(catalog: Catalog, tenantId: string, place: Place): Promise<readonly Connector[]> {
  if (place.app === undefined) return catalog.all();
  const known = await catalog.app(tenantId, place.app);
  return known?.connector ? [known.connector] : [];
}

/** An app that everybody sees, for an action that everybody is to see. Errors: `not_found`; `bad_request` for one tenant's own. */
export async function sharedApp(catalog: Catalog, tenantId: string, selector: string): Promise<KnownApp> {
  const app = await catalog.app(tenantId, selector);
  if (!app) throw unknownApp(selector, catalog.apps);
  if (app.row && app.row.tenantId !== null) {
    throw new PorinError(
      'bad_request',
      `The app ${app.name} is one tenant's own, so an action of it cannot be everybody's`,
      {
        hint: 'Save it on the connection: name connectionId',
      },
    );
  }
  return app;
}
