import { pageThrough } from '../../kernel/cursor.ts';
import type { ConnectionView } from '../../kernel/ports/gateway.ts';
import type { IntegrationItem, IntegrationsPort, IntegrationView } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import { callbackUriAt } from '../catalog/callback-uri.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { neededParameters } from '../catalog/parameters.ts';
import { type Integration, idOf, integrationView } from './integration-view.ts';
import { unknownOf, visibleApp, visibleApps } from './own-apps.ts';
import type { SecretParts } from './parameters.ts';
import { archive, create, patch, restore } from './write.ts';

export interface IntegrationsParts extends SecretParts {
  readonly storage: Pick<Storage, 'integrations' | 'connections' | 'secrets'>;
  readonly catalog: Catalog;
  /** Address under which people reach the pages. */
  readonly publicUrl: () => string;
  /** One of the caller's connections as the API shows it. */
  showConnection(caller: Caller, id: string): Promise<ConnectionView>;
  readonly now: () => number;
}

const storagePage = 1_000;

/** Finds and changes a workspace's settings for connectors. */
export function createIntegrations(parts: IntegrationsParts): IntegrationsPort {
  const { catalog } = parts;
  const find = (caller: Caller, selector: string) => findIntegration(parts, caller, selector);
  const show = async (caller: Caller, integration: Integration) => {
    const { items } = await parts.storage.connections.find(
      { tenantId: caller.tenantId, integrationId: idOf(integration) },
      { limit: storagePage },
    );
    return present(parts, caller, { integration, connection: preferred(items) });
  };
  return {
    async list(caller, filter, page) {
      const found = await everyIntegration(parts, caller, filter);
      const { items, ...rest } = pageThrough(found, page);
      const connections = await connectionsByIntegration(parts, caller);
      const views = items.map((integration) =>
        present(parts, caller, { integration, connection: connections.get(idOf(integration)) }),
      );
      return { ...rest, items: (await Promise.all(views)).map(asItem) };
    },
    get: async (caller, selector) => show(caller, await find(caller, selector)),
    async create(caller, request) {
      const app = await visibleApp(catalog, caller, request.connector);
      if (!app?.definition) throw await unknownOf(catalog, 'connector', request.connector);
      return show(caller, await create(parts, caller, { app, edit: request }));
    },
    patch: async (caller, selector, edit) =>
      show(caller, await patch(parts, caller, { integration: await find(caller, selector), edit })),
    async put(caller, selector, edit) {
      const integration = await find(caller, selector);
      const cleared = Object.fromEntries(Object.keys(integration.row?.parameters ?? {}).map((name) => [name, null]));
      const whole = {
        description: null,
        meta: null,
        optionsConfig: {},
        ...edit,
        parameters: { ...cleared, ...edit.parameters },
      };
      return show(caller, await patch(parts, caller, { integration, edit: whole }));
    },
    archive: async (caller, selector, { revision } = {}) =>
      show(caller, await archive(parts, caller, { integration: await find(caller, selector), revision })),
    restore: async (caller, selector) => show(caller, await restore(parts, await find(caller, selector))),
  };
}

/** By id or key. Errors: `not_found`, also where the app is another tenant's. */
async function findIntegration(
  { storage, catalog }: IntegrationsParts,
  caller: Caller,
  selector: string,
): Promise<Integration> {
  const row = await storage.integrations.get(selector);
  const app = await visibleApp(catalog, caller, row?.app ?? selector);
  if (app) return { app, row };
  throw await unknownOf(catalog, 'integration', selector);
}

/** Those that were changed or made here, and the apps' own; by name. */
async function everyIntegration(
  { storage, catalog }: IntegrationsParts,
  caller: Caller,
  filter: Parameters<IntegrationsPort['list']>[1],
): Promise<Integration[]> {
  const [apps, rows] = await Promise.all([visibleApps(catalog, caller), everyRow(storage)]);
  const byId = new Map(apps.map((app) => [app.id, app]));
  const stored = rows.flatMap((row): Integration[] => {
    const app = byId.get(row.app);
    return app === undefined || (row.archivedAt !== null && !filter.includeArchived) ? [] : [{ app, row }];
  });
  const changed = new Set(rows.map(({ id }) => id));
  const untouched = apps
    .filter(({ id, definition }) => {
      const isWanted = definition ? filter.connectors !== false : filter.externalApps === true;
      return isWanted && !changed.has(id);
    })
    .map((app): Integration => ({ app, row: undefined }));
  const wanted = filter.search?.trim().toLowerCase() ?? '';
  return [...stored, ...untouched]
    .filter(({ app, row }) =>
      `${row?.name ?? ''} ${row?.key ?? ''} ${app.id} ${app.name}`.toLowerCase().includes(wanted),
    )
    .sort((a, b) => compare(nameOf(a), nameOf(b)) || compare(idOf(a), idOf(b)));
}

async function everyRow(storage: IntegrationsParts['storage']): Promise<readonly IntegrationRow[]> {
  const rows: IntegrationRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.integrations.list({ includeArchived: true }, { limit: storagePage, cursor });
    rows.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return rows;
}

/** The one connection to show of each integration. */
async function connectionsByIntegration(
  { storage }: IntegrationsParts,
  { tenantId }: Caller,
): Promise<ReadonlyMap<string, ConnectionRow>> {
  const { items } = await storage.connections.find({ tenantId }, { limit: storagePage });
  const found = new Map<string, ConnectionRow>();
  for (const row of items) {
    const id = row.integrationId ?? row.app;
    const before = found.get(id);
    if (!before || (before.state !== 'READY' && row.state === 'READY')) found.set(id, row);
  }
  return found;
}

/** The one that works, else the newest. */
function preferred(rows: readonly ConnectionRow[]): ConnectionRow | undefined {
  return rows.find(({ state }) => state === 'READY') ?? rows[0];
}

async function present(
  parts: IntegrationsParts,
  caller: Caller,
  { integration, connection }: { readonly integration: Integration; readonly connection: ConnectionRow | undefined },
): Promise<IntegrationView> {
  const { app, row } = integration;
  const mayHaveSecrets =
    row !== undefined && app.definition?.auth.some((option) => neededParameters(option).length > 0);
  return integrationView(caller, integration, {
    callbackUri: callbackUriAt(parts.publicUrl()),
    sealed: mayHaveSecrets ? await parts.storage.secrets.get(row.id) : undefined,
    connection: connection && (await parts.showConnection(caller, connection.id)),
  });
}

function asItem({ id, ...view }: IntegrationView): IntegrationItem {
  return view.connectorId === undefined ? view : { id, ...view };
}

function nameOf({ app, row }: Integration): string {
  return row?.name ?? app.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
