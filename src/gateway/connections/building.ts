import { isPorinError } from '../../kernel/errors.ts';
import type { ConnectionPatch, ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { startOf } from './new-connection.ts';

/** Works out, beside the requests, what connections to apps that nobody knows need. Nothing leaves the machine. */
export interface Building {
  /** Takes a connection that is BUILDING; returns at once. */
  add(row: ConnectionRow): void;
  /** Takes up what a stopped process left. */
  resume(): Promise<void>;
  stop(): void;
}

export interface BuildingParts {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly logger: Logger;
  readonly now: () => number;
}

/** More than a process can have left; whatever is over waits for the next start. */
const maxResumed = 10_000;

export function createBuilding(parts: BuildingParts): Building {
  const { storage, logger } = parts;
  let last: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function attempt(row: ConnectionRow): Promise<void> {
    if (isStopped) return;
    try {
      await build(parts, row);
    } catch (error) {
      // It stays BUILDING; the next start takes it up again.
      logger.error({ connectionId: row.id, error: String(error) }, 'a connection could not be built');
    }
  }

  const add = (row: ConnectionRow) => {
    last = last.then(() => attempt(row));
  };
  return {
    add,
    async resume() {
      for (const row of await storage.connections.inState('BUILDING', maxResumed)) add(row);
    },
    stop() {
      isStopped = true;
    },
  };
}

async function build({ storage, catalog, now }: BuildingParts, { tenantId, id }: ConnectionRow): Promise<void> {
  const row = await storage.connections.get(tenantId, id);
  if (row?.state !== 'BUILDING') return;
  const patch = await nextStep(catalog, row, now());
  try {
    await storage.connections.update({ tenantId, id, revision: row.revision }, { ...patch, updatedAt: now() });
  } catch (error) {
    // Another node was faster, or somebody changed it: it is built, or comes again at the next start.
    if (!isPorinError(error) || error.code !== 'conflict') throw error;
  }
}

async function nextStep(catalog: Catalog, row: ConnectionRow, at: number): Promise<ConnectionPatch> {
  try {
    const app = await catalog.app(row.tenantId, row.app);
    if (!app) return { state: 'SETUP_FAILED', error: { message: 'Its app is not known any more', at } };
    if (app.connector) return { ...startOf(app.connector.definition), error: null };
    return { state: 'CLIENT_ACTION_REQUIRED', question: { about: 'definition' } };
  } catch (error) {
    if (isPorinError(error) && error.code === 'configuration')
      return { state: 'SETUP_FAILED', error: { message: error.message, at } };
    throw error;
  }
}
