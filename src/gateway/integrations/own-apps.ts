import type { ConnectorDefinition } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { type Catalog, type KnownApp, namesOf } from '../catalog/catalog.ts';

/** An app that somebody can see, with how to talk to it when that is known. */
export interface VisibleApp {
  readonly id: string;
  readonly name: string;
  readonly homepage: string | undefined;
  /** Undefined while nobody has said how to talk to it. */
  readonly definition: ConnectorDefinition | undefined;
  readonly actionsCount: number;
  /** Whose it is; undefined for everybody's. */
  readonly tenantId: string | undefined;
  /** When it was added; undefined for apps with a connector folder. */
  readonly addedAt: number | undefined;
}

/** The apps that a caller can see: those with a connector folder, the workspace's and its own. */
export async function visibleApps(catalog: Catalog, { tenantId }: Caller): Promise<readonly VisibleApp[]> {
  const { added } = catalog;
  const [known, rows] = await Promise.all([catalog.all(), added?.list(tenantId) ?? []]);
  // Of what is remembered the connector is, too.
  const current = await Promise.all(rows.map(({ id }) => added?.get(id)));
  return [
    ...known.map((connector) => appOf({ id: connector.app, name: connector.definition.name, connector })),
    ...current.flatMap((row) =>
      row ? [appOf({ id: row.id, name: row.name, connector: added?.usable(row), row })] : [],
    ),
  ];
}

/** One of them by its id; undefined for another tenant's. */
export async function visibleApp(catalog: Catalog, { tenantId }: Caller, id: string): Promise<VisibleApp | undefined> {
  const app = await catalog.app(tenantId, id);
  return app && appOf(app);
}

/** No such connector or integration. */
export async function unknownOf(catalog: Catalog, what: string, selector: string): Promise<PorinError> {
  const nearest = nearestName(selector.slice(0, 100), namesOf(await catalog.all()));
  return new PorinError('not_found', `No ${what} ${selector.slice(0, 100)}`, {
    hint:
      nearest === undefined
        ? `porin ${what === 'connector' ? 'external-app' : what} list shows what there is`
        : `Did you mean ${nearest}? porin search "${nearest}" shows more`,
  });
}

function appOf({ id, name, connector, row }: KnownApp): VisibleApp {
  return {
    id,
    name,
    homepage: row ? row.url || undefined : connector?.definition.links.homepage,
    definition: connector?.definition,
    actionsCount: connector?.actions.size ?? 0,
    tenantId: row?.tenantId ?? undefined,
    addedAt: row?.createdAt,
  };
}
