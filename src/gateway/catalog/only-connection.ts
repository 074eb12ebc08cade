import { PorinError } from '../../kernel/errors.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { Catalog } from './catalog.ts';

const maxCandidates = 20;

/**
 * The tenant's only connection of an app or integration, when the selector names one.
 * Errors: `not_found` when it names none or there is no connection; `ambiguous_connection` when there are several.
 */
export async function onlyConnectionOf(
  storage: Pick<Storage, 'connections' | 'integrations'>,
  catalog: Catalog,
  { tenantId, selector }: { readonly tenantId: string; readonly selector: string },
): Promise<ConnectionRow> {
  const namesApp = catalog.apps.includes(selector) || isAddedApp(selector);
  const filter = namesApp ? { app: selector } : { integrationId: (await storage.integrations.get(selector))?.id };
  const isKnown = namesApp || filter.integrationId !== undefined;
  const { items } = isKnown
    ? await storage.connections.find({ tenantId, ...filter }, { limit: maxCandidates })
    : { items: [] };
  const [only, ...others] = items;
  if (!only) throw unknownConnection(selector);
  if (others.length > 0) throw ambiguous(items);
  return only;
}

/** True for the id of an app that was added here, rather than the key of a connector. */
export function isAddedApp(app: string): boolean {
  return app.startsWith('app_');
}

/** No such connection of this tenant. */
export function unknownConnection(selector: string): PorinError {
  return new PorinError('not_found', `No connection ${selector.slice(0, 100)}`, {
    hint: 'porin connection list shows the ids',
  });
}

/** Several connections fit; which one is meant is for the caller to say. */
export function ambiguous(candidates: readonly ConnectionRow[]): PorinError {
  const described = candidates.map((row) => `${row.id} (${row.name}${row.sandbox ? ', sandbox' : ''})`);
  return new PorinError('ambiguous_connection', `${candidates.length} connections fit: ${described.join('; ')}`, {
    details: { candidates: candidates.map(({ id, name, key, app }) => ({ id, name, key, app })) },
  });
}
