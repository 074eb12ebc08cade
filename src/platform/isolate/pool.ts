import { PorinError } from '../../kernel/errors.ts';
import type { FromThread, Task, ToThread } from './protocol.ts';
import type { Listener, Peer } from './spawn.ts';

export interface PoolOptions {
  readonly spawn: (listener: Listener) => Peer;
  /** Threads in all, those that wait for an app among them. */
  readonly maxThreads: number;
  /** Threads that compute at a time. */
  readonly maxComputing: number;
  readonly idleMs: number;
  readonly maxQueued: number;
  readonly queueTimeoutMs: number;
}

/** Why a thread was lost with a job in it. */
export type Loss = { readonly reason: 'time' | 'memory' } | { readonly reason: 'crash'; readonly cause: unknown };

/** One piece of work for a thread of its own. */
export interface Job<T> {
  /** Whose it is: nobody's jobs take all the threads. */
  readonly owner: string;
  readonly task: Task;
  /** The thread is ended when it takes longer; what it has to load first is not counted. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Hears what the thread says; what it gives back, or throws, ends the job. */
  receive(message: FromThread, post: (message: ToThread) => void): { readonly result: T } | undefined;
  lost(loss: Loss): unknown;
  /** What it fails with when its task cannot be sent to a thread. */
  unsent?(): unknown;
}

interface Entry {
  readonly job: Job<unknown>;
  readonly settle: (outcome: Outcome) => void;
  readonly queueTimer: NodeJS.Timeout;
  readonly onAbort: () => void;
  thread?: Thread;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

interface Thread {
  readonly peer: Peer;
  entry?: Entry | undefined;
  /** Its code waits for an answer or a timer. */
  isWaiting: boolean;
  timer?: NodeJS.Timeout;
}

/** Loading takes milliseconds; a machine that needs longer than this is in trouble. */
const startTimeoutMs = 30_000;

/** Threads that are started when there is work and ended when there is none; each does one job at a time. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #threads = new Set<Thread>();
  #queue: readonly Entry[] = [];
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Errors: `unavailable` and `rate_limited` when too much waits; the signal's reason; what the job makes of its loss. */
  run<T>(job: Job<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      job.signal?.throwIfAborted();
      this.#refuseCrowd(job.owner);
      const entry: Entry = {
        job,
        settle: (outcome) => {
          if ('error' in outcome) reject(outcome.error);
          // Made by the job's own receive, whose type says that it is a T.
          else resolve(outcome.result as T);
        },
        queueTimer: setTimeout(() => this.#drop(entry, waitedTooLong()), this.#options.queueTimeoutMs).unref(),
        onAbort: () => this.#drop(entry, job.signal?.reason),
      };
      job.signal?.addEventListener('abort', entry.onAbort, { once: true });
      this.#queue = [...this.#queue, entry];
      this.#startMore();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#queue, ...[...this.#threads].flatMap(({ entry }) => entry ?? [])];
    for (const entry of entries) this.#drop(entry, stopping());
    await Promise.all([...this.#threads].map((thread) => this.#kill(thread)));
  }

  /** How many threads there are. */
  get size(): number {
    return this.#threads.size;
  }

  #refuseCrowd(owner: string): void {
    if (this.#isClosed) throw stopping();
    const { maxQueued } = this.#options;
    if (this.#queue.length >= maxQueued) throw waitedTooLong();
    const own = this.#queue.filter(({ job }) => job.owner === owner).length;
    if (own < Math.ceil(maxQueued / 2)) return;
    throw new PorinError('rate_limited', `${own} pieces of your code and formulas wait already`, {
      hint: 'Wait until some of them have ended',
      details: { retryAfterMs: 1_000 },
    });
  }

  #startMore(): void {
    for (let entry = this.#next(); entry !== undefined; entry = this.#next()) {
      const idle = [...this.#threads].find((thread) => thread.entry === undefined);
      this.#queue = this.#queue.filter((other) => other !== entry);
      this.#begin(entry, idle ?? this.#spawn());
    }
  }

  /** The oldest job of whoever has the fewest under way, if it may start. */
  #next(): Entry | undefined {
    const busy = [...this.#threads].filter(({ entry }) => entry !== undefined);
    const computing = busy.filter(({ isWaiting }) => !isWaiting);
    const { maxThreads, maxComputing } = this.#options;
    if (this.#queue.length === 0 || computing.length >= maxComputing || busy.length >= maxThreads) return undefined;
    const countOf = (threads: readonly Thread[], owner: string) =>
      threads.filter(({ entry }) => entry?.job.owner === owner).length;
    return this.#queue
      .filter(({ job }) => countOf(computing, job.owner) < Math.max(1, maxComputing - 1))
      .filter(({ job }) => countOf(busy, job.owner) < Math.max(1, Math.ceil(maxThreads / 2)))
      .map((entry) => ({ entry, underWay: countOf(busy, entry.job.owner) }))
      .reduce<{ entry: Entry; underWay: number } | undefined>(
        (best, one) => (best === undefined || one.underWay < best.underWay ? one : best),
        undefined,
      )?.entry;
  }

  #spawn(): Thread {
    const peer = this.#options.spawn({
      message: (message) => this.#receive(thread, message),
      lost: ({ isMemory, cause }) => this.#lose(thread, isMemory ? { reason: 'memory' } : { reason: 'crash', cause }),
    });
    const thread: Thread = { peer, isWaiting: false };
    this.#threads.add(thread);
    return thread;
  }

  #begin(entry: Entry, thread: Thread): void {
    clearTimeout(entry.queueTimer);
    entry.thread = thread;
    thread.entry = entry;
    thread.isWaiting = false;
    this.#watch(thread, startTimeoutMs);
    try {
      thread.peer.send(entry.job.task);
    } catch (error) {
      this.#finish(thread, { error: entry.job.unsent?.() ?? error });
    }
  }

  #watch(thread: Thread, timeoutMs: number): void {
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => this.#lose(thread, { reason: 'time' }), timeoutMs).unref();
  }

  #receive(thread: Thread, message: FromThread): void {
    const { entry } = thread;
    if (!entry) return;
    if (message.kind === 'begun') {
      this.#watch(thread, entry.job.timeoutMs);
      return;
    }
    if (message.kind === 'waiting') {
      thread.isWaiting = message.isWaiting;
      this.#startMore();
      return;
    }
    const post = (answer: ToThread) => {
      // What comes after its job must not reach the next one.
      if (thread.entry === entry) thread.peer.send(answer);
    };
    try {
      const end = entry.job.receive(message, post);
      if (end) this.#finish(thread, end);
    } catch (error) {
      this.#finish(thread, { error });
    }
  }

  /** The job has ended by itself; its thread can do another. */
  #finish(thread: Thread, outcome: Outcome): void {
    const { entry } = thread;
    thread.entry = undefined;
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => void this.#kill(thread), this.#options.idleMs).unref();
    this.#settle(entry, outcome);
  }

  /** The job is no longer wanted; a thread in the middle of it is of no use. */
  #drop(entry: Entry, error: unknown): void {
    this.#queue = this.#queue.filter((other) => other !== entry);
    if (entry.thread) void this.#kill(entry.thread);
    this.#settle(entry, { error });
  }

  #lose(thread: Thread, loss: Loss): void {
    const { entry } = thread;
    void this.#kill(thread);
    if (entry) this.#settle(entry, { error: entry.job.lost(loss) });
  }

  #settle(entry: Entry | undefined, outcome: Outcome): void {
    if (entry) {
      clearTimeout(entry.queueTimer);
      entry.job.signal?.removeEventListener('abort', entry.onAbort);
      entry.settle(outcome);
    }
    if (!this.#isClosed) this.#startMore();
  }

  async #kill(thread: Thread): Promise<void> {
    this.#threads.delete(thread);
    clearTimeout(thread.timer);
    thread.entry = undefined;
    await thread.peer.end();
  }
}

function waitedTooLong(): PorinError {
  return new PorinError('unavailable', 'Too much code and too many formulas wait to be evaluated', {
    hint: 'Try again in a moment; nothing of this one was done',
  });
}

function stopping(): PorinError {
  return new PorinError('unavailable', 'The gateway stops');
}
