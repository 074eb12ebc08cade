import { PorinError } from '../../kernel/errors.ts';
import type { EgressLimits } from '../../kernel/ports/egress.ts';

const maxWaiting = 256;
const sweepAbove = 1_000;

interface Waiter {
  readonly limits: EgressLimits;
  start(): void;
}

interface Line {
  active: number;
  tokens: number;
  refilledAt: number;
  /** What the tokens were last refilled for; a full bucket can be forgotten. */
  perSecond: number;
  readonly waiting: Waiter[];
  wake: NodeJS.Timeout | undefined;
}

/** Who may send at this moment: per key, so many at once and so many per second, in order of arrival. */
export class Lines {
  readonly #lines = new Map<string, Line>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a place when one is free, without a promise; otherwise `wait` is the way in. */
  tryEnter(limits: EgressLimits): boolean {
    const line = this.#line(limits.key);
    if (line.waiting.length > 0 || !this.#hasRoom(line, limits)) return false;
    take(line, limits);
    return true;
  }

  /**
   * Waits for a place. Errors: `rate_limited` when the line is full or no place came free within `timeoutMs`;
   * the signal's reason when it is aborted.
   */
  wait(limits: EgressLimits, signal: AbortSignal | undefined): Promise<void> {
    const line = this.#line(limits.key);
    if (line.waiting.length >= maxWaiting) return Promise.reject(tooMany(line, limits, 'are waiting already'));
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        limits,
        start() {
          done();
          resolve();
        },
      };
      const leave = (reason: unknown) => {
        done();
        const index = line.waiting.indexOf(waiter);
        if (index >= 0) line.waiting.splice(index, 1);
        this.#advance(line);
        reject(reason);
      };
      const onAbort = () => leave(signal?.reason);
      const timer = setTimeout(
        () => leave(tooMany(line, limits, `waited; none came free in ${limits.timeoutMs} ms`)),
        limits.timeoutMs,
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      line.waiting.push(waiter);
      this.#advance(line);
    });
  }

  /** Gives the place back. */
  leave(key: string): void {
    const line = this.#lines.get(key);
    if (!line) return;
    line.active--;
    if (line.waiting.length > 0) this.#advance(line);
  }

  get size(): number {
    return this.#lines.size;
  }

  #line(key: string): Line {
    const known = this.#lines.get(key);
    if (known) return known;
    if (this.#lines.size >= sweepAbove) this.#sweep();
    const line: Line = {
      active: 0,
      tokens: Number.NaN,
      refilledAt: this.#now(),
      perSecond: 0,
      waiting: [],
      wake: undefined,
    };
    this.#lines.set(key, line);
    return line;
  }

  #hasRoom(line: Line, limits: EgressLimits): boolean {
    if (line.active >= limits.concurrency) return false;
    return limits.perSecond === undefined || this.#tokens(line, limits.perSecond) >= 1;
  }

  #tokens(line: Line, perSecond: number): number {
    const now = this.#now();
    const capacity = Math.max(1, perSecond);
    // A clock that was set back refills nothing, rather than taking tokens away.
    const gained = (Math.max(0, now - line.refilledAt) / 1000) * perSecond;
    line.tokens = Number.isNaN(line.tokens) ? capacity : Math.min(capacity, line.tokens + gained);
    line.refilledAt = now;
    line.perSecond = perSecond;
    return line.tokens;
  }

  #advance(line: Line): void {
    for (let next = line.waiting[0]; next && this.#hasRoom(line, next.limits); next = line.waiting[0]) {
      line.waiting.shift();
      take(line, next.limits);
      next.start();
    }
    const next = line.waiting[0];
    if (!next || line.wake || line.active >= next.limits.concurrency || next.limits.perSecond === undefined) return;
    // A place is free and only the rate holds the line up, so nobody leaving will move it.
    const waitMs = Math.max(1, Math.ceil(((1 - line.tokens) / next.limits.perSecond) * 1000));
    line.wake = setTimeout(() => {
      line.wake = undefined;
      this.#advance(line);
    }, waitMs);
  }

  #sweep(): void {
    const now = this.#now();
    for (const [key, line] of this.#lines) {
      const isIdle = line.active === 0 && line.waiting.length === 0;
      // One idle second fills any bucket of one second's worth; slower ones need the time of one token.
      const fullAfterMs = line.perSecond === 0 ? 0 : Math.max(1000, 1000 / line.perSecond);
      if (isIdle && now - line.refilledAt >= fullAfterMs) this.#lines.delete(key);
    }
  }
}

function take(line: Line, limits: EgressLimits): void {
  line.active++;
  if (limits.perSecond !== undefined) line.tokens--;
}

function tooMany(line: Line, limits: EgressLimits, what: string): PorinError {
  const perSecond = limits.perSecond ?? limits.concurrency;
  const retryAfterMs = Math.ceil(((line.waiting.length + 1) / Math.max(perSecond, 0.001)) * 1000);
  return new PorinError('rate_limited', `Too many requests for this connection: ${line.waiting.length} ${what}`, {
    hint: `Its app takes ${limits.concurrency} at once${limits.perSecond === undefined ? '' : ` and ${limits.perSecond} per second`}; wait and send fewer`,
    details: { retryAfterMs: Math.min(retryAfterMs, 60_000) },
  });
}
