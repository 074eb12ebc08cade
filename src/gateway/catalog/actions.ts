import type { Action } from '../../kernel/action.ts';
import { pageThrough } from '../../kernel/cursor.ts';
import type { ActionsPort, ActionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { type Catalog, type Connector, unknownApp } from './catalog.ts';

/** What the action list needs of the rest of the gateway. */
export interface ActionsParts {
  readonly catalog: Catalog;
  /** The app and id of one of the caller's connections. Errors: `not_found`. */
  connection(caller: Caller, selector: string): Promise<{ readonly id: string; readonly app: string }>;
  findAction(
    selector: string,
    connectors: readonly Connector[],
  ): { readonly connector: Connector; readonly action: Action };
  /** The app of an integration by its id or key. */
  integrationApp(selector: string): Promise<string | undefined>;
  /** Ranks the actions of these apps by an intent, best first. */
  rank(
    intent: string,
    apps: readonly string[],
  ): Promise<readonly { readonly app: string; readonly action: Action; readonly score: number }[]>;
}

/** Lists and shows actions. */
export function createActions(parts: ActionsParts): ActionsPort {
  const { catalog, connection, findAction, rank } = parts;

  async function scopeOf(caller: Caller, scope: { connectionId?: string | undefined; app?: string | undefined }) {
    if (scope.connectionId !== undefined) {
      const { id, app } = await connection(caller, scope.connectionId);
      return { connectionId: id, connectors: [await catalog.connector(app)] };
    }
    return {
      connectionId: undefined,
      connectors: scope.app === undefined ? await catalog.all() : [await connectorOf(caller, scope.app)],
    };
  }

  async function ofIntegration(tenantId: string, selector: string) {
    const app = await parts.integrationApp(selector);
    return app === undefined ? undefined : catalog.app(tenantId, app);
  }

  /** By app or integration. Another tenant's app is an unknown one. */
  async function connectorOf({ tenantId }: Caller, selector: string): Promise<Connector> {
    const known = (await catalog.app(tenantId, selector)) ?? (await ofIntegration(tenantId, selector));
    if (!known) throw unknownApp(selector, catalog.apps);
    return known.connector ?? catalog.connector(known.id);
  }

  return {
    async list(caller, { intent, search, ...scope }, page) {
      const { connectionId, connectors } = await scopeOf(caller, scope);
      const apps = connectors.map((connector) => connector.app);
      const ranked = intent === undefined || intent.trim() === '' ? everyAction(connectors) : await rank(intent, apps);
      const wanted = search?.toLowerCase();
      const found =
        wanted === undefined
          ? ranked
          : ranked.filter(({ action }) =>
              `${action.key} ${action.name} ${action.description}`.toLowerCase().includes(wanted),
            );
      const { items, ...rest } = pageThrough(found, page);
      return {
        ...rest,
        items: items.map((item) =>
          actionView(item.app, item.action, connectionId, 'score' in item ? item.score : undefined),
        ),
      };
    },
    async get(caller, selector, scope) {
      const { connectionId, connectors } = await scopeOf(caller, scope);
      const { connector, action } = findAction(selector, connectors);
      return actionView(connector.app, action, connectionId, undefined);
    },
  };
}

function everyAction(connectors: readonly Connector[]) {
  return connectors.flatMap(({ app, actions }) => [...actions.values()].map((action) => ({ app, action })));
}

function actionView(
  app: string,
  action: Action,
  connectionId: string | undefined,
  score: number | undefined,
): ActionView {
  return {
    id: `${app}.${action.key}`,
    key: action.key,
    name: action.name,
    description: action.description,
    effect: action.effect,
    externalAppId: app,
    integrationId: app,
    ...(connectionId === undefined ? {} : { connectionId }),
    inputSchema: action.inputSchema,
    outputSchema: action.outputSchema,
    ...(score === undefined ? {} : { score }),
  };
}
