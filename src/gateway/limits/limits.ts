import { PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';
import type { LimitKind, LimitState, Limits } from '../../kernel/ports/limits.ts';

export interface LimitsParts {
  /** Requests of one tenant in a minute; 0: as many as it likes. */
  readonly tenantRequestsPerMinute: number;
  /** Runs and raw requests of one connection in a minute; 0: as many as it likes. */
  readonly connectionRequestsPerMinute: number;
  /** Milliseconds of a clock that is never set back. */
  readonly now?: () => number;
}

const windowMs = 60_000;
/** Whoever is forgotten starts afresh, so it has to be more than are busy in a minute. */
const maxKnown = 50_000;
/** Sums of fractions are a little off; this share of a request nobody misses. */
const rounding = 0.01;

/**
 * Counts requests in memory, on each node for itself, by the generic cell rate algorithm: a minute's worth may come at once, and what
 * was taken comes back evenly. One number for each tenant and connection.
 */
export function createLimits(parts: LimitsParts): Limits {
  const { now = () => performance.now() } = parts;
  const limits: Record<LimitKind, Limit | undefined> = {
    tenant: limitOf('tenant', parts.tenantRequestsPerMinute, 'tenantRequestsPerMinute'),
    connection: limitOf('connection', parts.connectionRequestsPerMinute, 'connectionRequestsPerMinute'),
  };
  return {
    take(kind, id) {
      const limit = limits[kind];
      return limit === undefined ? undefined : takeOne(limit, id, now());
    },
  };
}

interface Limit {
  readonly kind: LimitKind;
  readonly perMinute: number;
  /** Time in which one comes back. */
  readonly everyMs: number;
  readonly setting: string;
  /** When each is owed nothing any more. */
  readonly known: Lru<string, Debt>;
}

interface Debt {
  paidAt: number;
}

function limitOf(kind: LimitKind, perMinute: number, setting: string): Limit | undefined {
  if (perMinute === 0) return undefined;
  return { kind, perMinute, everyMs: windowMs / perMinute, setting, known: new Lru(maxKnown) };
}

function takeOne(limit: Limit, id: string, now: number): LimitState {
  let debt = limit.known.get(id);
  if (debt === undefined) {
    debt = { paidAt: now };
    limit.known.set(id, debt);
  }
  const owedMs = Math.max(0, debt.paidAt - now) + limit.everyMs;
  const overMs = owedMs - windowMs;
  if (overMs > limit.everyMs * rounding) throw refusal(limit, owedMs - limit.everyMs, overMs);
  debt.paidAt = now + owedMs;
  return stateOf(limit, owedMs);
}

function stateOf({ kind, perMinute, everyMs }: Limit, owedMs: number): LimitState {
  const remaining = Math.max(0, Math.floor((windowMs - owedMs) / everyMs + rounding));
  return { kind, limit: perMinute, windowMs, remaining, resetMs: owedMs };
}

const whose: Readonly<Record<LimitKind, string>> = { tenant: 'this tenant', connection: 'this connection' };

function refusal(limit: Limit, owedMs: number, retryAfterMs: number): PorinError {
  const { kind, perMinute, setting } = limit;
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new PorinError('rate_limited', `Too many requests of ${whose[kind]}: ${perMinute} a minute are allowed`, {
    hint: `Wait ${seconds} s and send fewer; the setting ${setting} allows more, on each node`,
    details: {
      retryAfterMs: Math.ceil(retryAfterMs),
      limit: { ...stateOf(limit, owedMs), remaining: 0, resetMs: Math.ceil(owedMs) },
    },
  });
}
