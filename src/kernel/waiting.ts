import type { Departure } from './departure.ts';
import type { ChangeKind, Storage } from './ports/storage.ts';

/** Who waits for a change of which row of one kind. One listener on the storage serves all, and nobody asks the database meanwhile. */
export interface Waiting {
  /** Begins to listen; a change after this call ends the waiting, also one that happens before `changed` is awaited. */
  watch(id: string): Watch;
  /** Grows with every change of this kind: who has seen the same number has seen the same changes. */
  changes(): number;
  stop(): void;
}

/** What is waited for. */
export interface Subject<Row> {
  /** Under which its changes are told. */
  readonly id: string;
  isSettled(row: Row): boolean;
  read(): Promise<Row>;
}

/** How long somebody waits. */
export interface Patience {
  readonly timeoutMs: number;
  readonly departure: Departure;
}

export interface Watch {
  /** True when the row changed, false when the time is up or the caller went away. */
  changed(timeoutMs: number, departure: Departure): Promise<boolean>;
  end(): void;
}

export function createWaiting(storage: Pick<Storage, 'onChange'>, kind: ChangeKind): Waiting {
  const watched = new Map<string, Set<() => void>>();
  let changes = 0;
  const stop = storage.onChange(({ kind: changed, id }) => {
    if (changed !== kind) return;
    changes += 1;
    for (const watchers of id === '*' ? watched.values() : [watched.get(id) ?? []]) for (const wake of watchers) wake();
  });
  function watch(id: string): Watch {
    let hasChanged = false;
    let resume: (() => void) | undefined;
    const wake = () => {
      hasChanged = true;
      resume?.();
    };
    const watchers = watched.get(id) ?? new Set();
    watched.set(id, watchers.add(wake));
    return {
      async changed(timeoutMs, departure) {
        if (!hasChanged && !departure.aborted) {
          await new Promise<void>((resolve) => {
            const done = () => {
              clearTimeout(timer);
              // It is a socket's, which outlives many waits.
              departure.removeEventListener('abort', done);
              resolve();
            };
            const timer = setTimeout(done, timeoutMs);
            departure.addEventListener('abort', done);
            resume = done;
          });
        }
        const answer = hasChanged;
        hasChanged = false;
        return answer;
      },
      end() {
        watchers.delete(wake);
        if (watchers.size === 0 && watched.get(id) === watchers) watched.delete(id);
      },
    };
  }

  return {
    watch,
    changes: () => changes,
    stop,
  };
}

/** A row once it is settled, or as it is when the time is up or the caller went away; read at first, when it changed, and at the end. */
export async function settled<Row>(
  waiting: Pick<Waiting, 'watch'>,
  { id, isSettled, read }: Subject<Row>,
  patience: Patience,
): Promise<Row> {
  const endsAt = performance.now() + patience.timeoutMs;
  const isOver = () => patience.departure.aborted || performance.now() >= endsAt;
  // Apart, so that those who wait hold no row.
  const look = async (): Promise<Row | undefined> => {
    const row = await read();
    return isSettled(row) || isOver() ? row : undefined;
  };
  const watching = waiting.watch(id);
  try {
    for (;;) {
      const row = await look();
      if (row !== undefined) return row;
      await watching.changed(Math.max(1, endsAt - performance.now()), patience.departure);
    }
  } finally {
    watching.end();
  }
}
