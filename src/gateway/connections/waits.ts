import type { ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { ConnectionServices } from './connections.ts';
import { present } from './present.ts';
import { singleFlight } from './single-flight.ts';

interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Answers with a connection once it is not BUILDING, or as it is when the time is up. It is read again only when it changed, and those
 * who wake together share one reading and one view.
 */
export function createWaits(parts: ConnectionServices) {
  const { storage, waiting } = parts;
  const oneReading = singleFlight<ConnectionRow | undefined>();
  const oneView = singleFlight<ConnectionView>();

  const read = ({ tenantId, id }: Pick<ConnectionRow, 'tenantId' | 'id'>) =>
    oneReading(`${id} ${waiting.changes()}`, () => storage.connections.get(tenantId, id));

  async function settled(find: () => Promise<ConnectionRow>, { timeoutMs, signal }: Patience): Promise<ConnectionRow> {
    let row = await find();
    if (row.state !== 'BUILDING') return row;
    const endsAt = performance.now() + timeoutMs;
    const watch = waiting.watch(row.id);
    try {
      // What changed before the watch began would never be told.
      row = (await read(row)) ?? row;
      while (row.state === 'BUILDING') {
        const left = endsAt - performance.now();
        if (left <= 0 || !(await watch.changed(left, signal))) return row;
        row = (await read(row)) ?? row;
      }
      return row;
    } finally {
      watch.end();
    }
  }

  return async (caller: Caller, find: () => Promise<ConnectionRow>, patience: Patience): Promise<ConnectionView> => {
    const row = await settled(find, patience);
    // All that the view of a connection depends on, besides the connection: its link names the program that asks.
    const who = caller.scopes.has('connections:manage') ? (caller.clientName ?? '') : undefined;
    return oneView(`${row.id} ${row.revision} ${JSON.stringify(who)}`, () => present(parts, caller, row));
  };
}
