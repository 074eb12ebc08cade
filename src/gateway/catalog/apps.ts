import { pageThrough } from '../../kernel/cursor.ts';
import type { AppsPort, AppView } from '../../kernel/ports/gateway.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import { readAppAddress } from './app-address.ts';
import type { Catalog, Connector } from './catalog.ts';

/** Lists and shows apps: those with a connector, then those that were added here. */
export function createApps(catalog: Catalog, sandboxUrl: (app: string) => string | undefined): AppsPort {
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
    async list(caller, { search }, page) {
      const wanted = search?.toLowerCase() ?? '';
      const known = (await catalog.all())
        .map(view)
        .filter((app) => `${app.key} ${app.name} ${app.domains.join(' ')}`.toLowerCase().includes(wanted));
      const added = (await catalog.added?.list(caller.tenantId, search)) ?? [];
      return pageThrough([...known, ...added.map(addedView)], page);
    },
    async get({ tenantId }, selector) {
      const byId = await catalog.app(tenantId, selector);
      if (byId) return byId.row ? addedView(byId.row) : view(byId.connector);
      const [row] = await addedNamed(catalog, tenantId, selector);
      return row ? addedView(row) : view(await catalog.match(selector));
    },
  };
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
