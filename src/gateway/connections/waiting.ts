import type { Storage } from '../../kernel/ports/storage.ts';

/** Who waits for a change of which connection. One listener on the storage serves all, and nobody asks the database meanwhile. */
export interface Waiting {
  /** Begins to listen; a change after this call ends the waiting, also one that happens before `changed` is awaited. */
  watch(connectionId: string): Watch;
  /** Grows with every change of a connection: who has seen the same number has seen the same changes. */
  changes(): number;
  stop(): void;
}

export interface Watch {
  /** True when the connection changed, false when the time is up or the caller went away. */
  changed(timeoutMs: number, signal: AbortSignal): Promise<boolean>;
  end(): void;
}

export function createWaiting(storage: Pick<Storage, 'onChange'>): Waiting {
  const watched = new Map<string, Set<() => void>>();
  let changes = 0;
  const stop = storage.onChange(({ kind, id }) => {
    if (kind !== 'connection') return;
    changes += 1;
    for (const watchers of id === '*' ? watched.values() : [watched.get(id) ?? []]) for (const wake of watchers) wake();
  });
  return {
    watch(connectionId) {
      let hasChanged = false;
      let resume: (() => void) | undefined;
      const wake = () => {
        hasChanged = true;
        resume?.();
      };
      const watchers = watched.get(connectionId) ?? new Set();
      watched.set(connectionId, watchers.add(wake));
      return {
        async changed(timeoutMs, signal) {
          if (!hasChanged && !signal.aborted) {
            await new Promise<void>((resolve) => {
              const done = () => {
                clearTimeout(timer);
                // The signal is a socket's, which outlives many waits.
                signal.removeEventListener('abort', done);
                resolve();
              };
              const timer = setTimeout(done, timeoutMs);
              signal.addEventListener('abort', done);
              resume = done;
            });
          }
          const answer = hasChanged;
          hasChanged = false;
          return answer;
        },
        end() {
          watchers.delete(wake);
          if (watchers.size === 0 && watched.get(connectionId) === watchers) watched.delete(connectionId);
        },
      };
    },
    changes: () => changes,
    stop,
  };
}
