import type { Action } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { reaches } from '../actions/nearest.ts';
import type { SavedSource } from '../actions/saved-source.ts';
import type { Place } from '../actions/types/place.ts';
import { namesLike, unknownAction } from '../actions/unknown-action.ts';
import type { Catalog, Connector } from '../catalog/catalog.ts';
import { ambiguous } from '../catalog/only-connection.ts';
import { inlineAction, inlineCode } from './inline.ts';
import { byKeyAlone, meant, placed, placeOf, reachOf, type SavedParts, savedAt, targetOf } from './saved.ts';
import { nowhere, type Target, usable } from './target.ts';

export interface Resolved {
  readonly target: Target;
  readonly action: Action;
  /** What a saved action is made of, and whose it is. */
  readonly saved?: SavedActionRow;
  /** What formulas and code see besides the input. */
  readonly place?: Place;
}

export interface Resolver {
  /** The connection and the action of a run. Errors: `not_found`, `ambiguous_connection`, `client_action_required`, `bad_request`. */
  resolve(caller: Caller, request: RunRequest): Promise<Resolved>;
}

export interface ResolverParts extends SavedParts {
  readonly storage: SavedParts['storage'] & Pick<Storage, 'actions'>;
  readonly catalog: Catalog;
  readonly saved: SavedSource;
}

const maxCandidates = 20;

export function createResolver(parts: ResolverParts): Resolver {
  const { catalog, targets, isolate } = parts;
  return {
    async resolve(caller, request) {
      const { tenantId } = caller;
      const { connectionId, api, code, action, app } = request;
      const found = connectionId === undefined ? undefined : targets.get(tenantId, connectionId);
      const named = found instanceof Promise ? await found : found;
      if (api) {
        const apps = app === undefined ? catalog.apps : [app];
        return { target: usable(named ?? (await onlyConnection(parts, tenantId, apps))), action: inlineAction(api) };
      }
      if (code !== undefined) {
        const target = await forCode(parts, { tenantId, app, named });
        const place = placeOf(parts, target);
        return { target, action: inlineCode(code, place, isolate), place };
      }
      if (action === undefined)
        throw new PorinError('bad_request', 'Neither an action, an API request nor code was named');
      const asked = { tenantId, action, named, app, layer: request.layer, instanceKey: request.instanceKey };
      return action.startsWith('act_') ? byId(parts, asked) : byName(parts, asked);
    },
  };
}

/** An action that was asked for, and the connection that was named. */
interface Asked extends Pick<RunRequest, 'app' | 'layer' | 'instanceKey'> {
  readonly tenantId: string;
  readonly action: string;
  readonly named: Target | undefined;
}

/** The caller's only connection of these apps; never a guess. */
async function onlyConnection(
  { storage, targets }: ResolverParts,
  tenantId: string,
  apps: readonly string[],
): Promise<Target> {
  const pages = await Promise.all(
    apps.map((app) => storage.connections.find({ tenantId, app }, { limit: maxCandidates })),
  );
  const candidates = pages.flatMap((page) => page.items);
  const [only, ...others] = candidates;
  if (only && others.length === 0) return targets.get(tenantId, only.id);
  if (!only) {
    throw new PorinError('not_found', `No connection to ${apps.join(' or ')}`, {
      hint: 'porin connection ensure <address of the app> makes one',
    });
  }
  throw ambiguous(candidates);
}

/** Code needs a connection only for its requests. */
async function forCode(
  parts: ResolverParts,
  { tenantId, app, named }: Pick<Asked, 'tenantId' | 'app' | 'named'>,
): Promise<Target> {
  if (named) return usable(named);
  if (app !== undefined) return usable(await onlyConnection(parts, tenantId, [app]));
  const { items } = await parts.storage.connections.find({ tenantId, isConnected: true }, { limit: 2 });
  const [only, ...others] = items;
  return only && others.length === 0 ? parts.targets.get(tenantId, only.id) : nowhere(tenantId);
}

async function byId(parts: ResolverParts, asked: Asked): Promise<Resolved> {
  const { tenantId, action, app, named } = asked;
  const row = await parts.saved.byId(tenantId, action);
  if (row) {
    const target = await targetOf(parts, tenantId, row, { named, app });
    return placed(parts, (await copyAt(parts, asked, row, target)) ?? row, target);
  }
  throw new PorinError('not_found', `No action '${action.slice(0, 200)}'`, {
    hint: 'porin action list --intent "what you want to do" finds one',
  });
}

async function byName(parts: ResolverParts, asked: Asked): Promise<Resolved> {
  const { tenantId, action: key, named, app } = asked;
  const connectors = await connectorsOf(parts.catalog, asked);
  if (connectors.some((connector) => isOwnId(key, connector))) return own(parts, asked, connectors);
  const rows = await rowsOf(parts, asked, key);
  if (rows.length === 0) return own(parts, asked, connectors);
  if (named) {
    const row = savedAt(rows, named);
    return row ? placed(parts, row, usable(named)) : own(parts, asked, connectors);
  }
  const owners = isOwnMeant(asked) ? connectors.filter(({ actions }) => actions.has(key)) : [];
  const { target, row } = await byKeyAlone(parts, { tenantId, app }, rows, owners);
  return row ? placed(parts, row, target) : own(parts, { ...asked, named: target }, [target.connector]);
}

async function connectorsOf(catalog: Catalog, { named, app }: Asked): Promise<readonly Connector[]> {
  if (named) return [named.connector];
  return app === undefined ? catalog.all() : [await catalog.connector(app)];
}

/** One of a connector's own actions; by its id the customised copy that stands in its place. */
async function own(parts: ResolverParts, asked: Asked, connectors: readonly Connector[]): Promise<Resolved> {
  const found = findAction(asked.action, connectors);
  const { connector, action } =
    found.length > 1
      ? await connectedOne(parts, asked, found)
      : (found[0] ?? (await notFound(parts, asked, connectors)));
  const target = usable(asked.named ?? (await onlyConnection(parts, asked.tenantId, [connector.app])));
  const id = `${connector.app}.${action.key}`;
  const copy = asked.action === id ? await copyAt(parts, asked, { id, key: action.key }, target) : undefined;
  if (copy) return placed(parts, copy, target);
  if (!isOwnMeant(asked)) throw notThere(asked);
  return { target, action };
}

/** What was made of an action on this connection, or nearer to it than the action is. */
async function copyAt(
  parts: ResolverParts,
  asked: Asked,
  of: { readonly id: string; readonly key: string },
  target: Target,
): Promise<SavedActionRow | undefined> {
  const copies = (await rowsOf(parts, asked, of.key)).filter(({ parentId }) => parentId === of.id);
  return savedAt(copies, target);
}

/** The saved actions of a key that may be meant. */
async function rowsOf({ saved }: ResolverParts, asked: Asked, key: string): Promise<readonly SavedActionRow[]> {
  const found = saved.named(asked.tenantId, key);
  return meant(found instanceof Promise ? await found : found, asked);
}

/** A connector's own actions count as those of its app's integration, and have no instances. */
function isOwnMeant({ layer, instanceKey }: Asked): boolean {
  return instanceKey === undefined && (layer === undefined || layer === 'integration');
}

/** True when it is the id of one of the connector's own actions, rather than a key that saved ones may have too. */
function isOwnId(selector: string, { app, actions }: Connector): boolean {
  return selector.startsWith(`${app}.`) && actions.has(selector.slice(app.length + 1));
}

function notThere({ action, layer, instanceKey }: Asked): PorinError {
  const where = layer === undefined ? '' : ` on the layer ${layer}`;
  const which = instanceKey === undefined ? '' : ` with the instance key '${instanceKey}'`;
  return new PorinError('not_found', `No action '${action.slice(0, 200)}'${where}${which}`, {
    hint: 'porin action list shows what there is',
  });
}

interface Own {
  readonly connector: Connector;
  readonly action: Action;
}

/** The actions of that id (`app.key`) or key among these connectors. */
function findAction(selector: string, connectors: readonly Connector[]): readonly Own[] {
  return connectors.flatMap((connector) => {
    const key = selector.startsWith(`${connector.app}.`) ? selector.slice(connector.app.length + 1) : selector;
    const action = connector.actions.get(key);
    return action ? [{ connector, action }] : [];
  });
}

/** Of several apps' actions that of the only app with a connection. Errors: `bad_request` with the ids to choose from. */
async function connectedOne({ storage }: ResolverParts, asked: Asked, found: readonly Own[]): Promise<Own> {
  const { tenantId, action: key } = asked;
  const pages = await Promise.all(
    found.map(({ connector: { app } }) => storage.connections.find({ tenantId, app }, { limit: 1 })),
  );
  const connected = found.filter((_, index) => pages[index]?.items[0]);
  const [only, ...others] = connected;
  if (only && others.length === 0) return only;
  const candidates = connected.length === 0 ? found : connected;
  const ids = candidates.map(({ connector }) => `${connector.app}.${key}`);
  throw new PorinError('bad_request', `Several apps have the action '${key}': ${ids.join(', ')}`, {
    hint: `Name one of them by its id: ${ids.map((id) => `porin action run ${id}`).join(', or ')}; or its connection: --connectionId=CONNECTION_ID`,
    details: { candidates: ids.map((id) => ({ id })) },
  });
}

const maxHeads = 1_000;

async function notFound(
  { storage }: ResolverParts,
  { tenantId, action, named }: Asked,
  connectors: readonly Connector[],
): Promise<never> {
  const lists = (['shared', 'own'] as const).map((whose) =>
    storage.actions.heads(tenantId, whose, { limit: maxHeads }),
  );
  const heads = (await Promise.all(lists)).flatMap(({ items }) => items);
  const where = connectors.length === 1 ? ` of ${connectors[0]?.definition.name}` : '';
  const keys = namesLike(action, connectors);
  throw unknownAction(action, {
    keys,
    heads: named ? heads.filter((head) => reaches(head, reachOf(named))) : heads,
    where,
  });
}
