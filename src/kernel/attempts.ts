import { isIPv6 } from 'node:net';
import { PorinError } from './errors.ts';
import { Lru } from './lru.ts';

const remembered = 10_000;

interface Window {
  readonly endsAt: number;
  readonly count: number;
}

/** Counts what one address or name tries, on this node: a brake for guessing and flooding, not the lock (that is the database's). */
export interface Attempts {
  /** Counts one before it is made, so that many at once do not slip through. Errors: `rate_limited` when there were too many. */
  begin(who: string): void;
  /** Takes one back that was no harm. */
  forgive(who: string): void;
  /** Takes all back: whoever tried is known by now. */
  forget(who: string): void;
}

export interface AttemptsOptions {
  readonly limit: number;
  readonly windowMs: number;
  readonly now: () => number;
  /** What was tried too often. */
  readonly message: string;
  /** What helps beside waiting. */
  readonly hint?: string;
}

export function createAttempts({ limit, windowMs, now, message, hint }: AttemptsOptions): Attempts {
  const windows = new Lru<string, Window>(remembered);
  const current = (who: string): Window => {
    const known = windows.get(who);
    return known && known.endsAt > now() ? known : { endsAt: now() + windowMs, count: 0 };
  };
  return {
    begin(who) {
      const { count, endsAt } = current(who);
      if (count >= limit) {
        const retryAfterMs = endsAt - now();
        const wait = `Wait ${Math.ceil(retryAfterMs / 60_000)} min and try again`;
        throw new PorinError('rate_limited', message, {
          hint: hint === undefined ? wait : `${wait}; ${hint}`,
          details: { retryAfterMs },
        });
      }
      windows.set(who, { endsAt, count: count + 1 });
    },
    forgive(who) {
      const { count, endsAt } = current(who);
      windows.set(who, { endsAt, count: Math.max(0, count - 1) });
    },
    forget: (who) => windows.delete(who),
  };
}

/** Whom an address is counted as: a subscriber of IPv6 has a whole /64, and could try each time from another address. */
export function subscriberOf(ip: string): string {
  const [address = ''] = ip.split('%');
  if (!isIPv6(address)) return ip;
  const [left = '', right] = address.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  // Two colons stand for as many zeros as are missing of eight groups; an IPv4 address at the end is two of them.
  const missing = 8 - head.length - tail.length - (address.includes('.') ? 1 : 0);
  const groups = right === undefined ? head : [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
