import { isPorinError, PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { ConnectionFilter, ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import { readAppAddress } from './app-address.ts';
import type { Catalog } from './catalog.ts';

const maxCandidates = 20;
const maxCompared = 100;
/** Nothing longer is compared: that takes time with the square of it. */
const maxSlipped = 100;

/**
 * The tenant's only connection of an app or integration, when the selector names one: by id, domain, address or name.
 * Errors: `not_found` when it names none or there is no connection; `ambiguous_connection` when there are several.
 */
export async function onlyConnectionOf(
  storage: Pick<Storage, 'connections' | 'integrations'>,
  catalog: Catalog,
  { tenantId, selector }: { readonly tenantId: string; readonly selector: string },
): Promise<ConnectionRow> {
  const filters = await filtersOf(storage, catalog, tenantId, selector);
  const pages = filters.map((filter) => storage.connections.find({ tenantId, ...filter }, { limit: maxCandidates }));
  const items = (await Promise.all(pages)).flatMap((page) => page.items);
  const [only, ...others] = items;
  if (!only) throw unknownConnection(selector, await nearestTo(storage, catalog, { tenantId, selector }));
  if (others.length > 0) throw ambiguous(items);
  return only;
}

type Filter = Pick<ConnectionFilter, 'app' | 'integrationId'>;

/** Where to look for it; nowhere when the selector names nothing. */
async function filtersOf(
  { integrations }: Pick<Storage, 'integrations'>,
  catalog: Catalog,
  tenantId: string,
  selector: string,
): Promise<readonly Filter[]> {
  if (catalog.apps.includes(selector) || isAddedApp(selector)) return [{ app: selector }];
  const integration = await integrations.get(selector);
  if (integration) return [{ integrationId: integration.id }];
  const apps = selector.startsWith('con_') ? [] : await appsNamed(catalog, tenantId, selector);
  return apps.map((app) => ({ app }));
}

/** The apps that an address or a name may mean; none for what can be neither. */
async function appsNamed(catalog: Catalog, tenantId: string, selector: string): Promise<readonly string[]> {
  try {
    const known = (await catalog.candidates(selector)).map(({ app }) => app);
    if (known.length > 0) return known;
    const added = (await catalog.added?.named(tenantId, readAppAddress(selector))) ?? [];
    return added.map(({ id }) => id);
  } catch (error) {
    if (isPorinError(error) && error.code === 'bad_request') return [];
    throw error;
  }
}

/** True for the id of an app that was added here, rather than the key of a connector. */
export function isAddedApp(app: string): boolean {
  return app.startsWith('app_');
}

/** No such connection of this tenant; `nearest` is the name of one that may be meant. */
export function unknownConnection(selector: string, nearest?: string): PorinError {
  const meant = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  return new PorinError('not_found', `No connection ${selector.slice(0, 100)}`, {
    hint: `${meant}porin connection list shows the ids`,
  });
}

/** Of what names the tenant's connections, their keys and their apps, what a selector may be a slip for. */
async function nearestTo(
  { connections }: Pick<Storage, 'connections'>,
  { apps }: Catalog,
  { tenantId, selector }: { readonly tenantId: string; readonly selector: string },
): Promise<string | undefined> {
  if (selector.startsWith('con_') || selector.length > maxSlipped || apps.includes(selector)) return undefined;
  const { items } = await connections.find({ tenantId }, { limit: maxCompared });
  const names = items.flatMap(({ key, app }) => [...(key === null ? [] : [key]), ...(isAddedApp(app) ? [] : [app])]);
  return nearestName(selector, names.length === 0 ? apps : names);
}

/** Several connections fit; which one is meant is for the caller to say. */
export function ambiguous(candidates: readonly ConnectionRow[]): PorinError {
  const described = candidates.map((row) => `${row.id} (${row.name}${row.sandbox ? ', sandbox' : ''})`);
  const [first] = candidates;
  return new PorinError('ambiguous_connection', `${candidates.length} connections fit: ${described.join('; ')}`, {
    hint: `Name one by its id wherever a connection is named, as in: porin connection get ${first?.id ?? ''} --json; porin connection list --json shows all`,
    details: { candidates: candidates.map(({ id, name, key, app }) => ({ id, name, key, app })) },
  });
}
