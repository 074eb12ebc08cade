import { setTimeout as wait } from 'node:timers/promises';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';

export interface KeepingParts {
  readonly storage: Pick<Storage, 'runs' | 'apiLogs' | 'idempotency' | 'approvals'>;
  readonly logger: Logger;
  readonly now: () => number;
  /** Days that ended runs and logged requests are kept; 0 keeps them for ever. */
  readonly retentionDays: number;
}

/** The work in the background that keeps the records of runs true and few. Any number of nodes may do it at once. */
export interface Keeping {
  /** Closes the runs of processes that died, and deletes what is old. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** No run takes as long; one that does is completed all the same. */
export const longestRunMs = 15 * 60_000;

const dayMs = 24 * 3_600_000;
/** What was asked may be personal, and the run that came of it has a record of its own. */
const approvalsKeptMs = 7 * dayMs;
const firstPurgeMs = 60_000;
const purgeEveryMs = 3_600_000;
const closeEveryMs = 60_000;
const batchRows = 500;
/** Between two batches, so that runs come first. */
const pauseMs = 50;

export function createKeeping({ storage, logger, now, retentionDays }: KeepingParts): Keeping {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function all(deleteSome: (limit: number) => Promise<number>): Promise<void> {
    while (!signal.aborted && (await deleteSome(batchRows)) === batchRows) await wait(pauseMs, undefined, { signal });
  }

  async function purge(): Promise<void> {
    await all((limit) => storage.idempotency.deleteExpired(now(), limit));
    await all((limit) => storage.approvals.deleteBefore(now() - approvalsKeptMs, limit));
    if (retentionDays === 0) return;
    const before = now() - retentionDays * dayMs;
    await all((limit) => storage.apiLogs.deleteBefore(before, limit));
    await all((limit) => storage.runs.deleteBefore(before, limit));
  }

  async function closeDead(): Promise<void> {
    const closed = await storage.runs.closeAbandoned(now() - longestRunMs, now());
    if (closed > 0) logger.warn({ runs: closed }, 'runs of a stopped process were closed');
  }

  /** One kind of work, again and again; a failure is that of one round. */
  async function regularly(work: () => Promise<void>, firstMs: number, everyMs: number): Promise<void> {
    // Jitter, so that nodes which start together do not work together.
    for (let pause = firstMs * spread(); ; pause = everyMs * spread()) {
      await wait(pause, undefined, { signal, ref: false });
      await work().catch((error: unknown) => {
        if (!signal.aborted) logger.warn({ error: String(error) }, 'old records could not be put in order');
      });
    }
  }

  const loops = Promise.allSettled([
    regularly(purge, firstPurgeMs, purgeEveryMs),
    regularly(closeDead, closeEveryMs, closeEveryMs),
  ]);

  return {
    async sweep() {
      await closeDead();
      await purge();
    },
    async stop() {
      stopping.abort();
      await loops;
    },
  };
}

function spread(): number {
  return 0.75 + Math.random() / 2;
}
