import { PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';

const remembered = 10_000;

interface Window {
  readonly endsAt: number;
  readonly count: number;
}

/** A brake for guessing, on this node: so many tries of one name or from one address in a while. */
export interface Attempts {
  /** Counts a try before it is made, so that many at once do not slip through. Errors: `rate_limited`. */
  begin(who: string): void;
  /** Takes tries back: this one was right. */
  forgive(who: string): void;
}

export function createAttempts(limit: number, windowMs: number, now: () => number): Attempts {
  const windows = new Lru<string, Window>(remembered);
  return {
    begin(who) {
      const known = windows.get(who);
      const { count, endsAt } = known && known.endsAt > now() ? known : { count: 0, endsAt: now() + windowMs };
      if (count >= limit) {
        const retryAfterMs = endsAt - now();
        throw new PorinError('rate_limited', 'Too many attempts to sign in', {
          hint: `Wait ${Math.ceil(retryAfterMs / 60_000)} min and try again; the owner can run porin owner link`,
          details: { retryAfterMs },
        });
      }
      windows.set(who, { endsAt, count: count + 1 });
    },
    forgive: (who) => windows.delete(who),
  };
}
