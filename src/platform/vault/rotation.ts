import { setTimeout as delay } from 'node:timers/promises';
import { PorinError } from '../../kernel/errors.ts';
import type { SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import type { KeyStore } from './key-store.ts';

export interface RotationParts {
  readonly vault: Vault;
  readonly credentials: Pick<Storage['credentials'], 'notWrappedBy' | 'rewrap'>;
  readonly keyStore: KeyStore;
  /** How long a caller may take from sealing credentials to storing them. */
  readonly settleMs?: number;
}

export interface RotationResult {
  /** The master key that wraps everything from here on. */
  readonly keyId: string;
  readonly rewrapped: number;
}

const batchRows = 500;
const defaultSettleMs = 2000;

/**
 * Moves all credentials to a new master key while the gateway runs; readers find either wrapping.
 * A crash at any point leaves everything readable, and the next rotation finishes this one instead of starting another.
 * Keys from the environment are not made here: everything moves to the current one.
 * Errors: `internal` when credentials cannot be re-wrapped; the old keys are kept then.
 */
export async function rotate(parts: RotationParts): Promise<RotationResult> {
  const { own } = parts.keyStore;
  // The key is in the file before anything is wrapped with it.
  if (own && own.retiring().length === 0) own.add();
  const keyId = parts.keyStore.active().id;
  const old = own?.retiring() ?? [];
  let rewrapped = await rewrapAll(parts, keyId);
  if (!own) return { keyId, rewrapped };
  for (;;) {
    // Whoever sealed with the old key just before the change stores it in this time.
    await delay(parts.settleMs ?? defaultSettleMs);
    const late = await rewrapAll(parts, keyId);
    rewrapped += late;
    if (late === 0) break;
  }
  own.retire(old);
  return { keyId, rewrapped };
}

async function rewrapAll({ vault, credentials }: RotationParts, keyId: string): Promise<number> {
  const failed = new Map<string, unknown>();
  let rewrapped = 0;
  for (;;) {
    const rows = await credentials.notWrappedBy(keyId, batchRows + failed.size);
    const open = rows.filter(({ connectionId }) => !failed.has(connectionId));
    if (open.length === 0) break;
    rewrapped += await credentials.rewrap(open.flatMap((before) => attempt(vault, before, failed)));
  }
  const [first] = failed;
  if (!first) return rewrapped;
  throw new PorinError(
    'internal',
    `The credentials of ${failed.size} connections could not be re-wrapped, the first is ${first[0]}`,
    {
      hint: 'The old master keys are kept. Enter the credentials of these connections again, then rotate again',
      details: { connectionIds: [...failed.keys()].slice(0, 100), rewrapped },
      cause: first[1],
    },
  );
}

function attempt(
  vault: Vault,
  before: SealedCredentials,
  failed: Map<string, unknown>,
): { before: SealedCredentials; after: SealedCredentials }[] {
  try {
    return [{ before, after: vault.rewrap(before) }];
  } catch (error) {
    failed.set(before.connectionId, error);
    return [];
  }
}
