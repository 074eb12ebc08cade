import { Pool } from 'undici';
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

/** Connections kept open per origin; sandboxes and the public have pools of their own, because their address rules differ. */
export class Pools {
  readonly #entries = { public: new Map<string, Entry>(), private: new Map<string, Entry>() };
  readonly #rules: { readonly public: AddressRule; readonly private: AddressRule };
  readonly #resolve: Resolve;
  #uses = 0;

  constructor(options: PoolsOptions) {
    const ranges = parseRanges(options.allowCidrs);
    this.#rules = { public: addressRule(ranges, false), private: addressRule(ranges, true) };
    this.#resolve = options.resolve;
  }

  /** The pool for an origin that the policy allows. Errors: `egress_denied` for a literal address that is not allowed. */
  get(origin: string, hostname: string, allowPrivate: boolean): Pool {
    const entries = this.#entries[allowPrivate ? 'private' : 'public'];
    const known = entries.get(origin);
    if (known) {
      known.usedAt = ++this.#uses;
      return known.pool;
    }
    // undici asks no lookup for literal addresses, so they are judged here.
    const rule = this.#rules[allowPrivate ? 'private' : 'public'];
    const literal = literalAddress(hostname);
    if (literal !== undefined && !rule(literal)) throw privateAddress(hostname);
    const pool = this.#open(origin, rule);
    entries.set(origin, { pool, usedAt: ++this.#uses });
    if (entries.size > maxPools) this.#closeOldest(entries);
    return pool;
  }

  get size(): number {
    return this.#entries.public.size + this.#entries.private.size;
  }

  async close(): Promise<void> {
    const all = [...this.#entries.public.values(), ...this.#entries.private.values()];
    this.#entries.public.clear();
    this.#entries.private.clear();
    await Promise.all(all.map(({ pool }) => pool.destroy()));
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
