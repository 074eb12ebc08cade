import type { World } from '../../../../sandbox/definition.ts';
import { Refusal } from './refusal.ts';

export interface Limits {
  /** Requests a minute of one account. */
  readonly perMinute: number;
  /** Requests a minute for the account itself. */
  readonly accountPerMinute: number;
}

const usual: Limits = { perMinute: 6000, accountPerMinute: 20 };
const stateKey = 'limits';
const windowMs = 60_000;

interface Window {
  readonly startedAt: number;
  count: number;
}

// In memory: a count that were kept would make every read a write. A restarted service starts to count anew.
const windows = new WeakMap<World, Map<string, Window>>();

export function limitsOf({ store }: World): Limits {
  return store.getState<Limits>(stateKey) ?? usual;
}

/** Changes the limits and starts to count anew. */
export function setLimits(world: World, change: Partial<Limits>): Limits {
  const limits = { ...limitsOf(world), ...change };
  world.store.setState(stateKey, limits);
  forgetCounts(world);
  return limits;
}

export function forgetCounts(world: World): void {
  windows.delete(world);
}

/** What the headers of an answer say. */
export interface Counted {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** Counts one request of somebody. */
export function countRequest(world: World, who: string, isForAccount: boolean): Counted {
  const { perMinute, accountPerMinute } = limitsOf(world);
  const limit = isForAccount ? accountPerMinute : perMinute;
  const key = isForAccount ? `${who} account` : who;
  const ofWorld = windows.get(world) ?? new Map<string, Window>();
  windows.set(world, ofWorld);
  const now = world.clock.now();
  const known = ofWorld.get(key);
  const isOver = known === undefined || now < known.startedAt || now >= known.startedAt + windowMs;
  // Made-up names must not fill the memory.
  if (isOver && ofWorld.size > 1000) ofWorld.clear();
  const window = isOver ? { startedAt: now, count: 0 } : known;
  ofWorld.set(key, window);
  window.count += 1;
  const resetSeconds = Math.max(1, Math.ceil((window.startedAt + windowMs - now) / 1000));
  return { limit, remaining: limit - window.count, resetSeconds };
}

/** Errors: 429 when the request was one too many. */
export function refuseTooMany({ remaining }: Counted): void {
  if (remaining < 0) throw new Refusal(429, 'HTTP_TOO_MANY_REQUESTS', 'Too many attempts.');
}

export function rateHeaders({ limit, remaining, resetSeconds }: Counted): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, remaining)),
    'ratelimit-reset': String(resetSeconds),
    ...(remaining < 0 ? { 'retry-after': String(resetSeconds) } : {}),
  };
}
