import type { Action } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { ActionScope } from '../../kernel/ports/gateway-actions.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import type { Connector } from '../catalog/catalog.ts';
import { isHidden, type Library } from './library.ts';
import { nearest, nearness, reaches } from './nearest.ts';
import { connectorsAt, type Place, type PlaceParts, placeOf } from './place.ts';
import { namesLike, unknownAction } from './unknown-action.ts';

/** An action that was asked for, and where. */
export type Found = { readonly place: Place } & (Own | { readonly row: SavedActionRow });

/** One of a connector's own. */
export interface Own {
  readonly row?: undefined;
  readonly connector: Connector;
  readonly action: Action;
}

export interface FindParts extends PlaceParts {
  readonly storage: PlaceParts['storage'] & Pick<Storage, 'actions'>;
  readonly library: Library;
}

export type Selected = ActionScope & { readonly app?: string | undefined };

const savedId = /^act_/;

/**
 * The action of an id or key. Where it is looked for, a copy that was made of it there is meant; archived ones are found by id alone.
 * Errors: `not_found` with the nearest key, also for another tenant's; `bad_request` when it is not clear which is meant.
 */
export async function findAction(
  parts: FindParts,
  caller: Caller,
  { selector, scope }: { readonly selector: string; readonly scope: Selected },
): Promise<Found> {
  const place = await placeOf(parts, caller.tenantId, scope);
  if (savedId.test(selector)) return byId(parts, caller, { selector, scope, place });
  const own = await ownOf(parts, caller, selector, place);
  const [only] = own;
  // `<app>.<key>`
  if (only && selector === ownId(only))
    return { place, ...((await copyOf(parts, caller, { of: only, scope, place })) ?? only) };
  return byKey(parts, caller, { selector, scope, place, own });
}

/** Id of a connector's own action. */
export function ownId({ connector, action }: Pick<Own, 'connector' | 'action'>): string {
  return `${connector.app}.${action.key}`;
}

interface Asked {
  readonly selector: string;
  readonly scope: Selected;
  readonly place: Place;
}

async function byId(parts: FindParts, { tenantId }: Caller, { selector, scope, place }: Asked): Promise<Found> {
  const row = await parts.storage.actions.get(tenantId, selector);
  if (!row) throw unknownAction(selector, { keys: [], heads: [], where: '' });
  const isThere = place.of === 'app' ? row.app === null || row.app === place.app : reaches(row, place);
  if (place.of !== undefined && !isThere) {
    throw new PorinError('not_found', `The action ${row.id} is not on ${place.name}`, {
      hint: `porin action get ${row.id} shows where it is`,
    });
  }
  if (scope.layer !== undefined && nearness(row.layer) > nearness(scope.layer)) {
    throw new PorinError('not_found', `The action ${row.id} is not on the layer ${scope.layer}, but on ${row.layer}`, {
      hint: `Name it by its id alone: ${row.id}`,
    });
  }
  if (row.archivedAt !== null || place.of === undefined || scope.layer !== undefined) return { row, place };
  const nearer = nearest(await parts.storage.actions.named(tenantId, row.key), place);
  return { row: nearer.find(({ parentId }) => parentId === row.id) ?? row, place };
}

/** The customised copy that stands there in place of a connector's own. */
async function copyOf(
  { storage }: FindParts,
  { tenantId }: Caller,
  { of, scope, place }: { readonly of: Own; readonly scope: Selected; readonly place: Place },
): Promise<{ readonly row: SavedActionRow } | undefined> {
  if (place.of === undefined && scope.layer === undefined) return undefined;
  const rows = inScope(await storage.actions.named(tenantId, of.action.key), scope);
  const row = nearest(rows, place).find(({ parentId }) => parentId === ownId(of));
  return row && { row };
}

async function byKey(
  parts: FindParts,
  { tenantId }: Caller,
  { selector, scope, place, own }: Asked & { readonly own: readonly Own[] },
): Promise<Found> {
  const named = inScope(await parts.storage.actions.named(tenantId, selector), scope);
  if (place.of === 'connection' || place.of === 'integration') {
    const [first, second] = nearest(named, place);
    if (first && second && first.instanceKey !== null) throw unclear(selector, nearest(named, place), []);
    if (first) return { row: first, place };
    const [only] = own;
    if (only) return { ...only, place };
  }
  const { hidden, heads } = await parts.library.of(tenantId);
  const rows =
    place.of === 'app' || place.of === undefined
      ? named.filter((row) => isOf(row, place) && !isHidden(row, hidden))
      : [];
  // Whoever names a layer means what was saved there, when there is something.
  const connectors = scope.layer !== undefined && rows.length > 0 ? [] : own.filter((one) => !isShadowed(one, rows));
  const [row, otherRow] = rows;
  const [connector, otherConnector] = connectors;
  if (row && !otherRow && !connector) return { row, place };
  if (connector && !otherConnector && !row) return { ...connector, place };
  if (row || connector) throw unclear(selector, rows, connectors);
  const keys = namesLike(selector, await connectorsAt(parts.catalog, tenantId, place));
  throw unknownAction(selector, { keys, heads, where: place.of === undefined ? '' : ` on ${place.name}` });
}

/** True when everybody's action of that key stands in its place wherever it could run. */
export function isShadowed(
  { connector, action }: Pick<Own, 'connector' | 'action'>,
  rows: readonly Pick<SavedActionRow, 'layer' | 'app' | 'key'>[],
): boolean {
  return rows.some(
    ({ layer, app, key }) => layer === 'universal' && key === action.key && (app === null || app === connector.app),
  );
}

function isOf({ app }: SavedActionRow, place: Place): boolean {
  return place.app === undefined || app === null || app === place.app;
}

function inScope(rows: readonly SavedActionRow[], { layer, instanceKey }: Selected): readonly SavedActionRow[] {
  return rows.filter(
    (row) =>
      (layer === undefined || row.layer === layer) && (instanceKey === undefined || row.instanceKey === instanceKey),
  );
}

/** The connectors' own of that key, or the one of that id. */
async function ownOf(
  { catalog }: FindParts,
  { tenantId }: Caller,
  selector: string,
  place: Place,
): Promise<readonly Own[]> {
  const connectors = await connectorsAt(catalog, tenantId, place);
  return connectors.flatMap((connector) => {
    const key = selector.startsWith(`${connector.app}.`) ? selector.slice(connector.app.length + 1) : selector;
    const action = connector.actions.get(key);
    return action ? [{ connector, action }] : [];
  });
}

/** The newest archived one of that id or key, for bringing it back. */
export async function findArchived(
  parts: FindParts,
  caller: Caller,
  { selector, scope }: { readonly selector: string; readonly scope: Selected },
): Promise<SavedActionRow | undefined> {
  if (savedId.test(selector)) return parts.storage.actions.get(caller.tenantId, selector);
  const place = await placeOf(parts, caller.tenantId, scope);
  const { heads } = await parts.library.of(caller.tenantId);
  const [newest] = heads
    .filter(
      (head) =>
        head.key === selector &&
        head.archivedAt !== null &&
        (place.of === undefined || reaches(head, place)) &&
        (scope.layer === undefined || head.layer === scope.layer) &&
        (scope.instanceKey === undefined || head.instanceKey === scope.instanceKey),
    )
    .sort((a, b) => nearness(b.layer) - nearness(a.layer) || (b.archivedAt ?? 0) - (a.archivedAt ?? 0));
  return newest && parts.storage.actions.get(caller.tenantId, newest.id);
}

function unclear(selector: string, rows: readonly SavedActionRow[], own: readonly Own[]): PorinError {
  const candidates = [
    ...rows.map(({ id, layer, instanceKey, connectionId, integrationId, app }) => ({
      id,
      layer,
      on: [
        connectionId ?? integrationId ?? app ?? 'any app',
        ...(instanceKey === null ? [] : [`instance ${instanceKey}`]),
      ].join(', '),
    })),
    ...own.map((one) => ({ id: ownId(one), layer: 'integration', on: one.connector.app })),
  ];
  return new PorinError(
    'bad_request',
    `${candidates.length} actions have the key '${selector.slice(0, 200)}': ${candidates.map(({ id, on }) => `${id} (${on})`).join(', ')}`,
    {
      hint: `Name one by its id: porin action get ${candidates[0]?.id}; or say where: --connectionId=CONNECTION_ID, --integrationId=INTEGRATION_ID`,
      details: { candidates },
    },
  );
}
