import type { Storage } from '../../../kernel/ports/storage.ts';
import type { RefreshLease } from '../../../kernel/ports/storage-connect.ts';
import { pollMs } from './generations.ts';

/** Milliseconds. */
export interface LeaseTiming {
  /** How long a holder that says nothing keeps its lease. */
  readonly leaseMs: number;
  /** How often a holder says that it lives. */
  readonly beatMs: number;
}

export type OwnLease = Pick<RefreshLease, 'connectionId' | 'generation' | 'holder'>;

interface Parts extends LeaseTiming {
  readonly storage: Pick<Storage, 'refreshLeases'>;
  readonly now: () => number;
}

/**
 * Notes that a token request leaves and makes it; the lease is kept for as long as that takes and this process lives. Undefined when the
 * lease was lost before.
 */
export async function sending<T>(parts: Parts, own: OwnLease, request: () => Promise<T>): Promise<T | undefined> {
  const { storage, now, leaseMs, beatMs } = parts;
  const sentAt = now();
  const hold = () => storage.refreshLeases.hold({ ...own, sentAt, expiresAt: now() + leaseMs });
  // Durable before the request leaves: whoever finds a dead holder's lease knows whether its refresh token may be used up.
  if (!(await hold())) return undefined;
  // A beat that fails is made up for by the next.
  const beat = setInterval(() => void hold().catch(() => undefined), beatMs);
  try {
    return await request();
  } finally {
    clearInterval(beat);
  }
}

/** Of a holder that lives, at least one of so many beats is seen. */
const beatsMissed = 3;

/**
 * Finds out that a holder is gone: it had sent its request and did not live to store the answer. Clocks differ, and a machine that wakes up
 * has a holder that is as alive as whoever looks; so the time must be over **and** the lease have stood still before these eyes.
 */
export function createWatch({ now, beatMs }: Parts) {
  let seen: number | undefined;
  let lookedAt = performance.now();
  let stoodStillMs = 0;
  return {
    /** To be asked at every look. */
    isLost({ sentAt, expiresAt }: RefreshLease): boolean {
      const since = performance.now() - lookedAt;
      lookedAt += since;
      // Of a long absence nothing was seen but its end.
      stoodStillMs = expiresAt === seen ? stoodStillMs + Math.min(since, 2 * pollMs) : 0;
      seen = expiresAt;
      if (sentAt === null || expiresAt > now()) return false;
      return expiresAt === 0 || stoodStillMs >= beatsMissed * beatMs;
    },
  };
}
