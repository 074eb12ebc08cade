import { isPorinError } from '../../kernel/errors.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { ConnectionServices } from './connections.ts';
import { takeUpDisconnecting } from './lifecycle.ts';
import { startOf } from './new-connection.ts';

/** Longer than any living node works on a connection without a word. */
const abandonedMs = 60_000;

/**
 * The connection, taken up where a node that is gone has left it: nobody has to wait for that node's next start. What is BUILDING or
 * DISCONNECTING goes on beside the request; a question that has its answer by now is none.
 */
export async function movedOn(parts: ConnectionServices, row: ConnectionRow): Promise<ConnectionRow> {
  if (row.archivedAt !== null) return row;
  if (row.question?.about === 'definition') return withoutAnswered(parts, row);
  if (row.updatedAt + abandonedMs > parts.now()) return row;
  if (row.state === 'BUILDING') parts.building.add(row);
  if (row.state === 'DISCONNECTING') void takeUpDisconnecting(parts, row);
  return row;
}

async function withoutAnswered(parts: ConnectionServices, row: ConnectionRow): Promise<ConnectionRow> {
  const { tenantId, id, revision } = row;
  try {
    const app = await parts.catalog.app(tenantId, row.app);
    if (!app?.connector) return row;
    const patch = { ...startOf(app.connector.definition), error: null, updatedAt: parts.now() };
    return (await parts.storage.connections.update({ tenantId, id, revision }, patch)) ?? row;
  } catch (error) {
    if (!isPorinError(error)) throw error;
    // A stored definition that cannot be used is no answer.
    if (error.code === 'configuration') return row;
    // Somebody has moved it on this moment.
    if (error.code === 'conflict') return (await parts.storage.connections.get(tenantId, id)) ?? row;
    throw error;
  }
}
