import { Pool } from 'undici';
import type { EgressPolicy } from '../../kernel/ports/egress.ts';
import {
  type AddressRule,
  addressRule,
  guardedLookup,
  literalAddress,
  parseRanges,
  privateAddress,
  type Resolve,
} from './addresses.ts';

const maxPools = 256;
const connectionsPerOrigin = 256;
const connectTimeoutMs = 10_000;
const keepAliveMs = 4_000;

interface Entry {
  readonly pool: Pool;
  usedAt: number;
}

export interface PoolsOptions {
  readonly allowCidrs: readonly string[];
  readonly resolve: Resolve;
}

/** Which addresses a pool may connect to: public ones and the operator's ranges, loopback too, or public ones alone. */
type Reach = 'operator' | 'loopback' | 'public';

/** Connections kept open per origin; each reach has pools of its own, because their address rules differ. */
export class Pools {
  readonly #entries: Readonly<Record<Reach, Map<string, Entry>>> = {
    operator: new Map(),
    loopback: new Map(),
    public: new Map(),
  };
  readonly #rules: Readonly<Record<Reach, AddressRule>>;
  readonly #resolve: Resolve;
  #uses = 0;

  constructor(options: PoolsOptions) {
    const ranges = parseRanges(options.allowCidrs);
    this.#rules = {
      operator: addressRule(ranges, false),
      loopback: addressRule(ranges, true),
      public: addressRule([], false),
    };
    this.#resolve = options.resolve;
  }

  /** The pool for an origin that the policy allows. Errors: `egress_denied` for a literal address that is not allowed. */
  get(origin: string, hostname: string, policy: EgressPolicy): Pool {
    const reach = policy.publicOnly ? 'public' : policy.allowPrivate ? 'loopback' : 'operator';
    const entries = this.#entries[reach];
    const known = entries.get(origin);
    if (known) {
      known.usedAt = ++this.#uses;
      return known.pool;
    }
    // undici asks no lookup for literal addresses, so they are judged here.
    const rule = this.#rules[reach];
    const literal = literalAddress(hostname);
    if (literal !== undefined && !rule(literal)) throw privateAddress(hostname);
    const pool = this.#open(origin, rule);
    entries.set(origin, { pool, usedAt: ++this.#uses });
    if (entries.size > maxPools) this.#closeOldest(entries);
    return pool;
  }

  get size(): number {
    return this.#all().reduce((sum, entries) => sum + entries.size, 0);
  }

  async close(): Promise<void> {
    const open = this.#all().flatMap((entries) => [...entries.values()]);
    for (const entries of this.#all()) entries.clear();
    await Promise.all(open.map(({ pool }) => pool.destroy()));
  }

  #all(): readonly Map<string, Entry>[] {
    return Object.values(this.#entries);
  }

  #open(origin: string, rule: AddressRule): Pool {
    return new Pool(origin, {
      connections: connectionsPerOrigin,
      keepAliveTimeout: keepAliveMs,
      pipelining: 1,
      connect: { timeout: connectTimeoutMs, lookup: guardedLookup(this.#resolve, rule) },
    });
  }

  #closeOldest(entries: Map<string, Entry>): void {
    let oldest: string | undefined;
    let usedAt = Number.POSITIVE_INFINITY;
    for (const [origin, entry] of entries) {
      if (entry.usedAt >= usedAt) continue;
      oldest = origin;
      usedAt = entry.usedAt;
    }
    if (oldest === undefined) return;
    const entry = entries.get(oldest);
    entries.delete(oldest);
    // close() lets requests under way finish; its failure only means that the pool is closed already.
    entry?.pool.close().catch(() => undefined);
  }
}
