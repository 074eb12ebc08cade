import { isPorinError } from '../../kernel/errors.ts';
import type { ConnectionPatch, ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { startOf } from './new-connection.ts';

/** Works out, beside the requests, what connections to apps that nobody knows need. Nothing leaves the machine. */
export interface Building {
  /** Takes a connection that is BUILDING; returns at once. What fails is tried again, less and less often. */
  add(row: ConnectionRow): void;
  /** Builds it at once and gives what it is then; undefined when it is gone. Errors: the storage's own. */
  build(row: ConnectionRow): Promise<ConnectionRow | undefined>;
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

/** More than a process can have left; whatever is over waits for the next start, or for who asks for it. */
const maxResumed = 10_000;
const firstPauseMs = 500;
const longestPauseMs = 60_000;

export function createBuilding(parts: BuildingParts): Building {
  const { storage, logger } = parts;
  /** Ids of what is in line or waits to be tried again. */
  const taken = new Set<string>();
  const pauses = new Set<NodeJS.Timeout>();
  let last: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function attempt(row: ConnectionRow, pauseMs: number): Promise<void> {
    if (isStopped) return;
    try {
      await build(parts, row);
      taken.delete(row.id);
    } catch (error) {
      // The pause may have begun after the stop.
      if (isStopped) return;
      logger.error({ connectionId: row.id, error: String(error), pauseMs }, 'a connection could not be built');
      const pause = setTimeout(() => {
        pauses.delete(pause);
        line(row, Math.min(pauseMs * 2, longestPauseMs));
      }, pauseMs);
      pauses.add(pause.unref());
    }
  }

  function line(row: ConnectionRow, pauseMs: number): void {
    last = last.then(() => attempt(row, pauseMs));
  }

  function add(row: ConnectionRow): void {
    if (taken.has(row.id)) return;
    taken.add(row.id);
    line(row, firstPauseMs);
  }

  return {
    add,
    build: (row) => build(parts, row),
    async resume() {
      for (const row of await storage.connections.inState('BUILDING', maxResumed)) add(row);
    },
    stop() {
      isStopped = true;
      for (const pause of pauses) clearTimeout(pause);
    },
  };
}

const maxReadings = 5;

/** The connection, built by this call or another. Errors: `conflict` when it changes faster than it can be read. */
async function build(
  parts: Omit<BuildingParts, 'logger'>,
  { tenantId, id }: ConnectionRow,
  reading = 1,
): Promise<ConnectionRow | undefined> {
  const { storage, catalog, now } = parts;
  const row = await storage.connections.get(tenantId, id);
  if (row?.state !== 'BUILDING') return row;
  const patch = await nextStep(catalog, row, now());
  try {
    return await storage.connections.update({ tenantId, id, revision: row.revision }, { ...patch, updatedAt: now() });
  } catch (error) {
    // Another node was faster, or somebody renamed it meanwhile: the next reading shows which.
    if (!isPorinError(error) || error.code !== 'conflict' || reading === maxReadings) throw error;
    return build(parts, row, reading + 1);
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
