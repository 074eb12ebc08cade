import { PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';

const remembered = 10_000;

interface Window {
  readonly endsAt: number;
  readonly count: number;
}

/** Counts what one address does, on this node: a brake for guessing and flooding, not the lock (that is the database's). */
export interface Attempts {
  /** Counts one before it is made, so that many at once do not slip through. Errors: `rate_limited` when there were too many. */
  begin(ip: string): void;
  /** Takes one back that was no harm. */
  forgive(ip: string): void;
}

export function createAttempts(limit: number, windowMs: number, now: () => number): Attempts {
  const windows = new Lru<string, Window>(remembered);
  const current = (ip: string): Window => {
    const known = windows.get(ip);
    return known && known.endsAt > now() ? known : { endsAt: now() + windowMs, count: 0 };
  };
  return {
    begin(ip) {
      const { count, endsAt } = current(ip);
      if (count >= limit)
        throw new PorinError('rate_limited', 'Too many attempts from this address', {
          details: { retryAfterMs: endsAt - now() },
        });
      windows.set(ip, { endsAt, count: count + 1 });
    },
    forgive(ip) {
      const { count, endsAt } = current(ip);
      windows.set(ip, { endsAt, count: Math.max(0, count - 1) });
    },
  };
}
