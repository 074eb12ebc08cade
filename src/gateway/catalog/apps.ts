import { pageThrough } from '../../kernel/cursor.ts';
import type { AppsPort, AppView } from '../../kernel/ports/gateway.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import { readAppAddress } from './app-address.ts';
import type { Catalog, Connector } from './catalog.ts';

export interface AppsParts {
  readonly catalog: Catalog;
  readonly storage: Pick<Storage, 'connections'>;
  sandboxUrl(app: string): string | undefined;
}

/** Lists and shows apps: those with a connector, then those that were added here. */
export function createApps({ catalog, storage, sandboxUrl }: AppsParts): AppsPort {
  const view = ({ app, definition }: Connector): AppView => {
    const url = sandboxUrl(app);
    return {
      id: app,
      key: app,
      name: definition.name,
      description: definition.description,
      appUri: definition.links.homepage,
      domains: [...definition.domains],
      defaultConnectorId: app,
      ...(url === undefined ? {} : { sandbox: { url } }),
    };
  };
  return {
    async list(caller, { search, isConnected, category = '' }, page) {
      if (category !== '') return { items: [] };
      const wanted = search?.toLowerCase() ?? '';
      const known = (await catalog.all())
        .map(view)
        .filter((app) => `${app.key} ${app.name} ${app.domains.join(' ')}`.toLowerCase().includes(wanted));
      const added = (await catalog.added?.list(caller.tenantId, search)) ?? [];
      const found = [...known, ...added.map(addedView)];
      if (isConnected === undefined) return pageThrough(found, page);
      const connected = await connectedApps(storage, caller.tenantId);
      return pageThrough(
        found.filter(({ id }) => connected.has(id) === isConnected),
        page,
      );
    },
    async get({ tenantId }, selector) {
      const byId = await catalog.app(tenantId, selector);
      if (byId) return byId.row ? addedView(byId.row) : view(byId.connector);
      const [row] = await addedNamed(catalog, tenantId, selector);
      return row ? addedView(row) : view(await catalog.match(selector));
    },
  };
}

const storagePage = 500;

/** Those that a tenant has a working connection to. */
async function connectedApps(
  { connections }: Pick<Storage, 'connections'>,
  tenantId: string,
): Promise<ReadonlySet<string>> {
  const apps = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await connections.find({ tenantId, isConnected: true }, { limit: storagePage, cursor });
    for (const { app } of page.items) apps.add(app);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return apps;
}

/** The added apps that an address or a name may mean, where no connector answers to it. */
async function addedNamed(catalog: Catalog, tenantId: string, selector: string): Promise<readonly AppRow[]> {
  if (!catalog.added || (await catalog.candidates(selector)).length > 0) return [];
  return catalog.added.named(tenantId, readAppAddress(selector));
}

function addedView(row: AppRow): AppView {
  return {
    id: row.id,
    key: row.id,
    name: row.name,
    description: row.definition?.description ?? 'Added by its address; nobody has said yet how to talk to it',
    appUri: row.url,
    domains: row.host === '' ? [] : [row.path === '' ? row.host : `${row.host}/${row.path}`],
    ...(row.definition === null ? {} : { defaultConnectorId: row.id }),
    ...(row.tenantId === null ? {} : { tenantId: row.tenantId }),
  };
}
