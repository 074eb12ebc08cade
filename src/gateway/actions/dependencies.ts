import type { SavedActionsPort } from '../../kernel/ports/gateway-actions.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { FindParts, Found } from './find.ts';
import { originOf, parentNamed } from './origin.ts';

type Dependency = Awaited<ReturnType<SavedActionsPort['dependencies']>>[number];

/** What an action needs, and the actions that were made from it. */
export async function dependenciesOf(parts: FindParts, caller: Caller, found: Found): Promise<Dependency[]> {
  const id = originOf(found).id;
  const { heads } = await parts.library.of(caller.tenantId);
  const children = heads.filter(({ parentId, archivedAt }) => parentId === id && archivedAt === null);
  return [
    ...(await needs(parts, caller, found)),
    ...children.map(({ id: child, name }) => ({ type: 'action', id: child, name, usedBy: true })),
  ];
}

async function needs({ storage, catalog }: FindParts, { tenantId }: Caller, found: Found): Promise<Dependency[]> {
  if (!found.row) {
    const { app, definition } = found.connector;
    return [{ type: 'connector', id: app, name: definition.name, usedBy: false }];
  }
  const { row } = found;
  const [connection, integration, app, parent] = await Promise.all([
    row.connectionId === null ? undefined : storage.connections.get(tenantId, row.connectionId),
    row.integrationId === null ? undefined : storage.integrations.get(row.integrationId),
    row.app === null ? undefined : catalog.app(tenantId, row.app),
    row.parentId === null ? undefined : parentNamed({ storage, catalog }, tenantId, row.parentId),
  ]);
  return [
    { type: 'connection', of: connection },
    { type: 'integration', of: integration },
    { type: 'connector', of: app },
    { type: 'action', of: parent },
  ].flatMap(({ type, of }) => (of ? [{ type, id: of.id, name: of.name, usedBy: false }] : []));
}
