import type { ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import { singleFlight } from '../../kernel/single-flight.ts';
import { createWaiting, type Patience, settled } from '../../kernel/waiting.ts';
import { unknownConnection } from '../catalog/only-connection.ts';
import type { ConnectionServices } from './connections.ts';
import { present } from './present.ts';

const isSettled = ({ state }: ConnectionRow) => state !== 'BUILDING';

export interface Waits {
  /**
   * Answers with a connection once it is not BUILDING, or as it is when the time is up. It is read again only when it changed, and those
   * who wake together share one reading and one view.
   */
  wait(caller: Caller, find: () => Promise<ConnectionRow>, patience: Patience): Promise<ConnectionView>;
  stop(): void;
}

export function createWaits(parts: ConnectionServices): Waits {
  const { storage } = parts;
  const waiting = createWaiting(storage, 'connection');
  const oneReading = singleFlight<ConnectionRow>();
  const oneView = singleFlight<ConnectionView>();

  async function reread(tenantId: string, id: string): Promise<ConnectionRow> {
    const row = await storage.connections.get(tenantId, id);
    if (row) return row;
    throw unknownConnection(id);
  }

  return {
    async wait(caller, find, patience) {
      const { tenantId, id } = await find();
      const read = () => oneReading(`${id} ${waiting.changes()}`, () => reread(tenantId, id));
      const row = await settled(waiting, { id, isSettled, read }, patience);
      // All that the view of a connection depends on, besides the connection: its link names the program that asks.
      const who = caller.scopes.has('connections:manage') ? (caller.clientName ?? '') : undefined;
      return oneView(`${row.id} ${row.revision} ${JSON.stringify(who)}`, () => present(parts, caller, row));
    },
    stop: waiting.stop,
  };
}
