import { PorinError } from '../../kernel/errors.ts';
import type { ActionScope } from '../../kernel/ports/gateway-actions.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ActionLayer, SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import type { Catalog, Connector } from '../catalog/catalog.ts';
import { type Place, sharedApp } from './place.ts';

/** Whose an action is or is to be. */
export type Owner = Pick<SavedActionRow, 'layer' | 'tenantId' | 'connectionId' | 'integrationId' | 'app'>;

/** True when the caller may change what is on that layer. */
export function mayChange({ scopes, isManager }: Caller, layer: ActionLayer): boolean {
  // An action on a connection reaches all that the proxy reaches.
  return layer === 'connection' ? scopes.has('actions:write') && scopes.has('proxy') : isManager;
}

/** Errors: `access_denied`. */
export function checkMayChange(caller: Caller, layer: ActionLayer): void {
  if (mayChange(caller, layer)) return;
  if (layer === 'connection') {
    throw new PorinError('access_denied', 'Saving actions needs the scopes actions:write and proxy', {
      hint: 'An action that is saved on a connection can send any request to its app, as the proxy can',
    });
  }
  const whose = layer === 'universal' ? 'everybody' : 'all connections of an integration';
  throw new PorinError('access_denied', `Actions of ${whose} are changed by managers of the workspace alone`, {
    hint: 'Name a connection of yours with connectionId: an action there is your own',
  });
}

/** The layer that was asked for: by its name, else by what the place is; undefined when nothing says it. */
export function layerAsked({ layer }: ActionScope, place: Place): ActionLayer | undefined {
  if (layer !== undefined) return layer;
  return place.of === 'connection' || place.of === 'integration' ? place.of : undefined;
}

/** Who an action on that layer of the place belongs to. Errors: `access_denied`; `bad_request` when the place has no such layer. */
export async function ownerAt(
  catalog: Catalog,
  caller: Caller,
  { layer, place, app }: { readonly layer: ActionLayer; readonly place: Place; readonly app: string | null },
): Promise<Owner> {
  checkMayChange(caller, layer);
  if (layer === 'connection') {
    if (place.connectionId === undefined) throw missing('connectionId', layer);
    const { connectionId, app: its = null } = place;
    return { layer, tenantId: caller.tenantId, connectionId, integrationId: null, app: its };
  }
  const its = layer === 'integration' ? (place.app ?? null) : app;
  if (its !== null) await sharedApp(catalog, caller.tenantId, its);
  if (layer === 'universal') return { layer, tenantId: null, connectionId: null, integrationId: null, app: its };
  if (place.integrationId === undefined) throw missing('integrationId', layer);
  return { layer, tenantId: null, connectionId: null, integrationId: place.integrationId, app: its };
}

function missing(field: string, layer: ActionLayer): PorinError {
  return new PorinError('bad_request', `${field}: required for an action on the layer ${layer}`, {
    hint: `porin ${layer} list shows the ids`,
  });
}

/** The connector that an action works with, when it works with one that is known. */
export async function connectorOf(
  catalog: Catalog,
  { tenantId }: Caller,
  app: string | null,
): Promise<Connector | undefined> {
  return app === null ? undefined : (await catalog.app(tenantId, app))?.connector;
}
