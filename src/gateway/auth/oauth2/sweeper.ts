import type { Storage } from '../../../kernel/ports/storage.ts';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import type { TokenKeeper } from './keeper.ts';

export interface SweeperParts {
  readonly storage: Pick<Storage, 'refreshLeases'>;
  readonly keeper: Pick<TokenKeeper, 'renewAhead'>;
  readonly logger: Logger;
  readonly now: () => number;
}

export interface Sweeper {
  /** One round; resolves when everything that was due has been tried. */
  sweep(): Promise<void>;
  stop(): void;
}

const aheadMs = 5 * 60_000;
const everyMs = 30_000;
const perRound = 500;
const atOnce = 4;
/** What failed is left alone for a while, so that a dead server does not keep the others waiting. */
const afterFailureMs = 2 * 60_000;

/** Refreshes what ends soon, on every node at moments of its own; leases keep two nodes from refreshing the same. */
export function startSweeper(parts: SweeperParts): Sweeper {
  const failedAt = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function sweep(): Promise<void> {
    const now = parts.now();
    for (const [id, at] of failedAt) if (at + afterFailureMs <= now) failedAt.delete(id);
    const due = await parts.storage.refreshLeases.due(now + aheadMs, now, perRound);
    const rows = due.filter(({ id }) => !failedAt.has(id)).values();
    const work = async () => {
      for (const row of rows) {
        if (isStopped) return;
        await parts.keeper.renewAhead(row).catch((error: unknown) => {
          failedAt.set(row.id, parts.now());
          parts.logger.warn({ connectionId: row.id, error: String(error) }, 'credentials could not be refreshed ahead');
        });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  function plan(): void {
    if (isStopped) return;
    timer = setTimeout(
      () =>
        void sweep()
          .catch((error: unknown) => parts.logger.warn({ error: String(error) }, 'nothing could be refreshed ahead'))
          .finally(plan),
      everyMs * (0.5 + Math.random()),
    );
    timer.unref();
  }

  plan();
  return {
    sweep,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
