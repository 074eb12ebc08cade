import type { ActionView } from '../../kernel/ports/gateway.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import { reaches } from './nearest.ts';
import type { Place } from './place.ts';

type NextSteps = Pick<ActionView, 'required' | 'connection' | 'connections'>;

const mostRead = 20;
const mostTold = 5;

/** What whoever found an action by saying it needs next: its required inputs, and on which connection it runs. */
export function createNextSteps(
  { storage }: { readonly storage: Pick<Storage, 'connections'> },
  { tenantId, place }: { readonly tenantId: string; readonly place: Place },
): (action: ActionView) => Promise<NextSteps> {
  const known = new Map<string, Promise<readonly ConnectionRow[]>>();
  const connectionsOf = (app: string): Promise<readonly ConnectionRow[]> => {
    const asked = known.get(app) ?? findOf(app);
    known.set(app, asked);
    return asked;
  };
  const findOf = async (app: string) => {
    const { items } = await storage.connections.find({ tenantId, app }, { limit: mostRead });
    if (place.of === 'connection') return items.filter(({ id }) => id === place.connectionId);
    return items.filter((row) => place.of !== 'integration' || integrationOf(row) === place.integrationId);
  };
  return async (action) => {
    const { externalAppId } = action;
    const required = requiredOf(action.inputSchema);
    if (externalAppId === undefined) return { required };
    const rows = await connectionsOf(externalAppId);
    return { required, ...connectionMembers(rows.filter(runsOn(action)), externalAppId) };
  };
}

/** With several it is the caller who says which, so none of them is picked. */
function connectionMembers([first, ...others]: readonly ConnectionRow[], app: string): NextSteps {
  if (first === undefined) return { connection: { state: 'NOT_CONNECTED', connect: `porin connection ensure ${app}` } };
  if (others.length === 0) return { connection: told(first) };
  return { connections: [first, ...others].slice(0, mostTold).map(told) };
}

function told({ id, name, key, state }: ConnectionRow) {
  return {
    id,
    name,
    ...(key === null ? {} : { key }),
    state,
    ...(state === 'CLIENT_ACTION_REQUIRED' ? { connect: `porin connection get ${id}` } : {}),
  };
}

/** A connector's own action runs on every connection of its app, a saved one where its layer reaches. */
function runsOn({ isPublic, layer, externalAppId, connectionId, integrationId }: ActionView) {
  return (row: ConnectionRow): boolean =>
    isPublic ||
    reaches(
      {
        layer,
        connectionId: connectionId ?? null,
        integrationId: integrationId ?? null,
        app: externalAppId ?? null,
        instanceKey: null,
      },
      { connectionId: row.id, integrationId: integrationOf(row), app: row.app },
    );
}

function integrationOf({ integrationId, app }: ConnectionRow): string {
  return integrationId ?? app;
}

function requiredOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null || !('required' in schema)) return [];
  return Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
}
