import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import type { Egress } from '../../kernel/ports/egress.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import { type PublicKey, readJwk } from './public-keys.ts';

const freshMs = 600_000;
/** How long keys serve on while their server does not answer. */
const staleMs = 3_600_000;
const coolDownMs = 30_000;
const failedCoolDownMs = 5_000;
const mostKeys = 100;
const never = Number.NEGATIVE_INFINITY;

const jwksSchema = z.object({ keys: z.array(z.unknown()) });

export interface RemoteKeysParts {
  readonly egress: Egress;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The keys of a JWKS address, fetched when they are needed. */
export interface RemoteKeys {
  /** What is known of the address; fetched when that is old. Errors: `unavailable` when nothing usable is known. */
  keys(uri: string): Promise<readonly PublicKey[]>;
  /** Fetched again, for a token that none of them fits; undefined when that was done less than 30 s ago or failed. */
  again(uri: string): Promise<readonly PublicKey[] | undefined>;
}

interface KeySet {
  readonly uri: string;
  keys: readonly PublicKey[];
  /** When they were last had. */
  fetchedAt: number;
  /** Before this nobody asks again. */
  restsUntil: number;
  pending: Promise<boolean> | undefined;
}

/** Keeps the keys of the address in use; another address takes its place. */
export function createRemoteKeys(parts: RemoteKeysParts): RemoteKeys {
  let current: KeySet | undefined;
  const setOf = (uri: string): KeySet => {
    if (current?.uri !== uri) current = { uri, keys: [], fetchedAt: never, restsUntil: never, pending: undefined };
    return current;
  };
  return {
    async keys(uri) {
      const set = setOf(uri);
      if (parts.now() >= set.fetchedAt + freshMs) await refresh(parts, set);
      if (parts.now() < set.fetchedAt + staleMs) return set.keys;
      throw new PorinError('unavailable', `The workspace's public keys cannot be had from ${new URL(uri).origin}`, {
        hint: 'Check jwksUri and that its server answers; a private address needs PORIN_EGRESS_ALLOW_CIDRS',
      });
    },
    async again(uri) {
      const set = setOf(uri);
      return (await refresh(parts, set)) ? set.keys : undefined;
    },
  };
}

/** One fetch at a time; false when it rests or failed. */
function refresh(parts: RemoteKeysParts, set: KeySet): Promise<boolean> {
  if (set.pending !== undefined) return set.pending;
  if (parts.now() < set.restsUntil) return Promise.resolve(false);
  set.pending = fetchKeys(parts, set.uri)
    .then(
      (keys) => {
        set.keys = keys;
        set.fetchedAt = parts.now();
        set.restsUntil = parts.now() + coolDownMs;
        return true;
      },
      (error: unknown) => {
        parts.logger.warn(
          { origin: new URL(set.uri).origin, error: String(error) },
          'public keys could not be fetched',
        );
        set.restsUntil = parts.now() + failedCoolDownMs;
        return false;
      },
    )
    .finally(() => {
      set.pending = undefined;
    });
  return set.pending;
}

async function fetchKeys({ egress }: RemoteKeysParts, uri: string): Promise<readonly PublicKey[]> {
  const url = new URL(uri);
  const { status, body } = await egress.send({
    method: 'GET',
    url,
    headers: { accept: 'application/json, application/jwk-set+json' },
    // Only a manager names this address, so the operator's ranges count.
    policy: { origins: [url.origin], allowPrivate: false },
    limits: { key: `jwks ${url.origin}`, concurrency: 1, timeoutMs: 5_000, maxResponseBytes: 512 * 1024 },
    retry: 'safe',
  });
  if (status !== 200) throw new Error(`answered ${status}`);
  const { keys } = jwksSchema.parse(JSON.parse(new TextDecoder().decode(body)));
  return keys.slice(0, mostKeys).flatMap((jwk) => readJwk(jwk) ?? []);
}
