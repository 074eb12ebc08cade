import { PorinError } from '../../kernel/errors.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { Isolate } from '../../kernel/ports/isolate.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { nearest, type Reach, reaches } from '../actions/nearest.ts';
import type { Place } from '../actions/types/place.ts';
import { compileAction, needsConnection } from '../actions/types/types.ts';
import type { Connector } from '../catalog/catalog.ts';
import { ambiguous } from '../catalog/only-connection.ts';
import type { Resolved } from './resolve.ts';
import { isNowhere, nowhere, type Target, type Targets, usable } from './target.ts';

export interface SavedParts {
  readonly storage: Pick<Storage, 'connections' | 'integrations' | 'tenants'>;
  readonly targets: Targets;
  readonly isolate: Isolate;
}

const maxCandidates = 20;

/** What a connection offers of the saved actions: its own, its integration's, its app's and everybody's. */
export function reachOf({ connection }: Target): Required<Reach> {
  const { id, app, integrationId } = connection;
  return { connectionId: id, integrationId: integrationId ?? app, app };
}

/** The saved action of a key that counts on this connection; undefined when there is none, and the connector's own is meant. */
export function savedAt(rows: readonly SavedActionRow[], target: Target): SavedActionRow | undefined {
  if (rows.length === 0) return undefined;
  const [row, other] = nearest(rows, reachOf(target));
  if (row && other && row.instanceKey !== null) {
    throw new PorinError('bad_request', `There are several instances of the action ${row.key}`, {
      hint: `Say which one with instanceKey: ${row.instanceKey} or ${other.instanceKey}`,
    });
  }
  return row;
}

/** Those of a key that the request may mean. */
export function meant(
  rows: readonly SavedActionRow[],
  { layer, instanceKey }: Pick<RunRequest, 'layer' | 'instanceKey'>,
): readonly SavedActionRow[] {
  if (rows.length === 0 || (layer === undefined && instanceKey === undefined)) return rows;
  return rows.filter(
    (row) =>
      (layer === undefined || row.layer === layer) && (instanceKey === undefined || row.instanceKey === instanceKey),
  );
}

/** A saved action on its target. Errors: `bad_request` for one that is switched off. */
export function placed(parts: SavedParts, row: SavedActionRow, target: Target): Resolved {
  if (row.isDeactivated)
    throw new PorinError('bad_request', `The action ${row.key} (${row.id}) is deactivated`, {
      hint: `porin action update ${row.id} --data '{"isDeactivated": false}' switches it on again`,
    });
  const place = placeOf(parts, target);
  return { target, action: compileAction(parts, row, place), saved: row, place };
}

/** The target as formulas and code see it. */
export function placeOf({ storage }: Pick<SavedParts, 'storage'>, target: Target): Place {
  const { connection, connector } = target;
  const { tenantId, app, integrationId } = connection;
  const isFree = isNowhere(target);
  return {
    tenantId,
    connector: isFree ? undefined : connector,
    connection: isFree ? undefined : { id: connection.id, name: connection.name },
    integration: once(async () => {
      if (isFree) return undefined;
      const row = integrationId === null ? undefined : await storage.integrations.get(integrationId);
      return row ? { id: row.id, name: row.name } : { id: app, name: connector.definition.name };
    }),
    user: once(async () => {
      const row = await storage.tenants.get(tenantId);
      return row && { id: row.id, name: row.name, internalId: row.key, fields: row.fields ?? {} };
    }),
  };
}

/** Looked up once, so that a run sees what its approval was compared with. */
function once<T>(look: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= look();
    return found;
  };
}

/**
 * Where a saved action runs that was named by its id: its own connection whatever was named; else the named one, when it is one of the
 * action's; else the only one of those.
 */
export async function targetOf(
  parts: SavedParts,
  tenantId: string,
  row: SavedActionRow,
  { named, app }: { readonly named: Target | undefined; readonly app: string | undefined },
): Promise<Target> {
  if (row.connectionId !== null) return usable(await parts.targets.get(tenantId, row.connectionId));
  if (named) {
    if (reaches(row, reachOf(named))) return usable(named);
    throw elsewhere(row, named);
  }
  const found = await connectionsOf(parts, tenantId, row, app);
  const target = await only(parts, tenantId, found, { isFree: !needsConnection(row.type) && app === undefined });
  return target ?? noneFits(row.app ?? app ?? row.integrationId ?? undefined);
}

/** A key that was named without a connection: the only one that has such an action, or none when the action needs none. */
export async function byKeyAlone(
  parts: SavedParts,
  { tenantId, app }: { readonly tenantId: string; readonly app: string | undefined },
  rows: readonly SavedActionRow[],
  own: readonly Connector[],
): Promise<{ readonly target: Target; readonly row: SavedActionRow | undefined }> {
  const lists = [
    ...rows.map((row) => connectionsOf(parts, tenantId, row, app)),
    ...own.map((connector) => connectionsIn(parts, tenantId, { app: connector.app })),
  ];
  const found = new Map((await Promise.all(lists)).flat().map((connection) => [connection.id, connection]));
  const able = app === undefined ? rows.filter((row) => row.connectionId === null && !needsConnection(row.type)) : [];
  const target = await only(parts, tenantId, [...found.values()], { isFree: able.length > 0 });
  if (!target) return noneFits(app ?? own[0]?.app ?? rows[0]?.app ?? undefined);
  return { target, row: isNowhere(target) ? freeOf(able) : savedAt(rows, target) };
}

/** Of those that need no connection the one that is meant: of any app before that of one, without an instance key before the others. */
function freeOf(able: readonly SavedActionRow[]): SavedActionRow | undefined {
  const ofAny = able.filter(({ app }) => app === null);
  const candidates = ofAny.length > 0 ? ofAny : able;
  const plain = candidates.filter(({ instanceKey }) => instanceKey === null);
  const [free, other] = plain.length > 0 ? plain : candidates;
  if (!free || !other) return free;
  const ids = candidates.map(({ id }) => id).join(', ');
  throw new PorinError('bad_request', `Several actions have the key '${free.key}': ${ids}`, {
    hint: 'Name one by its id, or the connection that it is to run on',
  });
}

/** The only one of these; with `isFree` none at all rather than a choice between several. Errors: `ambiguous_connection`. */
async function only(
  { targets }: SavedParts,
  tenantId: string,
  found: readonly ConnectionRow[],
  { isFree }: { readonly isFree: boolean },
): Promise<Target | undefined> {
  const candidates = isFree ? found.filter(({ state }) => state === 'READY') : found;
  const [one, ...others] = candidates;
  if (one && others.length === 0) return usable(await targets.get(tenantId, one.id));
  if (isFree) return nowhere(tenantId);
  if (one) throw ambiguous(candidates);
  return undefined;
}

/** The tenant's connections that an action may run on. */
async function connectionsOf(
  parts: SavedParts,
  tenantId: string,
  row: SavedActionRow,
  app: string | undefined,
): Promise<readonly ConnectionRow[]> {
  if (row.connectionId !== null) {
    const own = await parts.storage.connections.get(tenantId, row.connectionId);
    return own && own.archivedAt === null && (app === undefined || own.app === app) ? [own] : [];
  }
  const wanted = row.app ?? app;
  const found = await connectionsIn(parts, tenantId, wanted === undefined ? {} : { app: wanted });
  return found.filter((connection) => {
    const at = {
      connectionId: connection.id,
      integrationId: connection.integrationId ?? connection.app,
      app: connection.app,
    };
    return reaches(row, at) && (app === undefined || connection.app === app);
  });
}

async function connectionsIn(
  { storage }: SavedParts,
  tenantId: string,
  filter: { readonly app?: string },
): Promise<readonly ConnectionRow[]> {
  return (await storage.connections.find({ tenantId, ...filter }, { limit: maxCandidates })).items;
}

function elsewhere({ key, id }: SavedActionRow, { connection }: Target): PorinError {
  return new PorinError(
    'bad_request',
    `The action ${key} (${id}) is none of the connection ${connection.id} (${connection.name})`,
    {
      hint: `porin action get ${id} shows whose it is`,
    },
  );
}

function noneFits(of: string | undefined): never {
  throw new PorinError(
    'not_found',
    of === undefined ? 'There is no connection to run it on' : `No connection to ${of}`,
    {
      hint: 'porin connection ensure <address of the app> makes one',
    },
  );
}
