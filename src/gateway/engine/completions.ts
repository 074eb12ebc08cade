import { setTimeout as wait } from 'node:timers/promises';
import { isPorinError } from '../../kernel/errors.ts';
import type { RunCompletion, Storage } from '../../kernel/ports/storage.ts';
import type { SealedAnswer } from '../../kernel/ports/storage-actions.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';

/** Stores how claimed runs ended. One that cannot be stored at once is tried again behind its caller, who has the answer already. */
export interface Completions {
  /** Never fails. `answer` is kept under the run's key, null frees the key. */
  store(completion: RunCompletion, answer: SealedAnswer | null | undefined): Promise<void>;
  /** Tries what is waiting once more. */
  stop(): Promise<void>;
}

// Until the sweep closes the run as unknown, a database that is full or restarts has some time to come back.
const pausesMs = [500, 2_000, 5_000, 15_000, 30_000, 60_000];
const maxWaiting = 1_000;

export function createCompletions({
  storage,
  logger,
  pauses = pausesMs,
}: {
  readonly storage: Pick<Storage, 'runs'>;
  readonly logger: Logger;
  readonly pauses?: readonly number[];
}): Completions {
  const waiting = new Set<Promise<void>>();
  const stopping = new AbortController();
  const { signal } = stopping;

  async function isStored(...[completion, answer]: Parameters<Completions['store']>): Promise<boolean> {
    try {
      await storage.runs.complete(completion, answer);
      return true;
    } catch (error) {
      if (isPorinError(error) && error.code === 'not_found') {
        // Done already, most likely: an earlier try reached the database, and its answer did not reach us.
        logger.warn({ actionRunId: completion.id }, 'a completed run was not open');
        return true;
      }
      logger.error({ actionRunId: completion.id, error: String(error) }, 'a completed run could not be recorded');
      return false;
    }
  }

  async function again(...given: Parameters<Completions['store']>): Promise<void> {
    for (const pauseMs of pauses) {
      // Stopping ends the pause, and the try after it is the last.
      await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      if ((await isStored(...given)) || signal.aborted) return;
    }
  }

  return {
    async store(...given) {
      if ((await isStored(...given)) || signal.aborted || waiting.size >= maxWaiting) return;
      const work = again(...given).finally(() => waiting.delete(work));
      waiting.add(work);
    },
    async stop() {
      stopping.abort();
      await Promise.all(waiting);
    },
  };
}
