import type { Action } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import type { Catalog, Connector } from '../catalog/catalog.ts';
import { ambiguous } from '../catalog/only-connection.ts';
import { inlineAction } from './inline.ts';
import type { Target, Targets } from './target.ts';

export interface Resolved {
  readonly target: Target;
  readonly action: Action;
  /** What a saved action is made of, and whose it is. */
  readonly saved?: Pick<SavedActionRow, 'type' | 'layer'>;
}

export interface Resolver {
  /** The connection and the action of a run. Errors: `not_found`, `ambiguous_connection`, `client_action_required`, `bad_request`. */
  resolve(caller: Caller, request: RunRequest): Promise<Resolved>;
  /** An action by id (`app.key`) or key among these connectors. Errors: `not_found` with the nearest key; `bad_request` when several apps have it. */
  findAction(
    selector: string,
    connectors: readonly Connector[],
  ): { readonly connector: Connector; readonly action: Action };
}

const maxCandidates = 20;

export function createResolver(storage: Storage, catalog: Catalog, targets: Targets): Resolver {
  async function connectorsOf(request: RunRequest, target: Target | undefined): Promise<readonly Connector[]> {
    if (target) return [target.connector];
    return request.app === undefined ? catalog.all() : [await catalog.connector(request.app)];
  }

  /** The caller's only connection of these apps; never a guess. */
  async function onlyConnection(caller: Caller, apps: readonly string[]): Promise<Target> {
    const pages = await Promise.all(
      apps.map((app) => storage.connections.find({ tenantId: caller.tenantId, app }, { limit: maxCandidates })),
    );
    const candidates = pages.flatMap((page) => page.items);
    const [only, ...others] = candidates;
    if (only && others.length === 0) return targets.get(caller.tenantId, only.id);
    if (!only) {
      throw new PorinError('not_found', `No connection to ${apps.join(' or ')}`, {
        hint: 'porin connection ensure <address of the app> makes one',
      });
    }
    throw ambiguous(candidates);
  }

  async function resolve(caller: Caller, request: RunRequest): Promise<Resolved> {
    const named =
      request.connectionId === undefined ? undefined : await targets.get(caller.tenantId, request.connectionId);
    if (request.api) {
      const target = named ?? (await onlyConnection(caller, request.app === undefined ? catalog.apps : [request.app]));
      return { target: usable(target), action: inlineAction(request.api) };
    }
    if (request.action === undefined)
      throw new PorinError('bad_request', 'Neither an action nor an API request was named');
    const { connector, action } = findAction(request.action, await connectorsOf(request, named));
    return { target: usable(named ?? (await onlyConnection(caller, [connector.app]))), action };
  }

  return { resolve, findAction };
}

function findAction(selector: string, connectors: readonly Connector[]) {
  const found = connectors.flatMap((connector) => {
    const key = selector.startsWith(`${connector.app}.`) ? selector.slice(connector.app.length + 1) : selector;
    const action = connector.actions.get(key);
    return action ? [{ connector, action }] : [];
  });
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only) {
    throw new PorinError(
      'bad_request',
      `Several apps have the action '${selector}': ${found.map(({ connector }) => connector.app).join(', ')}`,
      { hint: 'Name the connection, or use the action id <app>.<key>' },
    );
  }
  const nearest = nearestName(
    selector,
    connectors.flatMap((connector) => [...connector.actions.keys()]),
  );
  const where = connectors.length === 1 ? ` of ${connectors[0]?.definition.name}` : '';
  throw new PorinError('not_found', `No action '${selector.slice(0, 200)}'${where}`, {
    hint:
      nearest === undefined
        ? 'porin action list --intent "what you want to do" finds one'
        : `Did you mean ${nearest}? porin action list --intent "…" finds others`,
  });
}

/** The target, when its connection is READY. Errors: `client_action_required`. */
export function usable(target: Target): Target {
  const { connection, connector } = target;
  if (connection.state === 'READY') return target;
  const why = connection.error === null ? '' : `: ${connection.error.message}`;
  throw new PorinError(
    'client_action_required',
    `The connection ${connection.id} to ${connector.definition.name} is ${connection.state}${why}`,
    {
      hint: `porin connection get ${connection.id} shows the page where it is connected`,
      details: { connectionId: connection.id, state: connection.state },
    },
  );
}
