import { setTimeout as delay } from 'node:timers/promises';
import { PorinError } from '../../kernel/errors.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import type { KeyStore } from './key-store.ts';

export interface RotationParts {
  readonly vault: Vault;
  readonly credentials: Pick<Storage['credentials'], 'notWrappedBy' | 'rewrap'>;
  /** Secrets that belong to no connection. */
  readonly secrets: Pick<Storage['secrets'], 'notWrappedBy' | 'rewrap'>;
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
 * Moves all credentials and secrets to a new master key while the gateway runs; readers find either wrapping.
 * A crash at any point leaves everything readable, and the next rotation finishes this one instead of starting another.
 * Keys from the environment are not made here: everything moves to the current one.
 * Errors: `internal` when some cannot be re-wrapped; the old keys are kept then.
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

/** Sealed rows of one kind, as a rotation handles them. */
interface Wrapped<Row> {
  notWrappedBy(keyId: string, limit: number): Promise<readonly Row[]>;
  rewrap(rows: readonly { readonly before: Row; readonly after: Row }[]): Promise<number>;
  again(row: Row): Row;
  idOf(row: Row): string;
}

type Failures = ReadonlyMap<string, unknown>;

async function rewrapAll({ vault, credentials, secrets }: RotationParts, keyId: string): Promise<number> {
  const ofConnections = await rewrapKind(keyId, {
    notWrappedBy: (id, limit) => credentials.notWrappedBy(id, limit),
    rewrap: (rows) => credentials.rewrap(rows),
    again: vault.rewrap,
    idOf: ({ connectionId }) => connectionId,
  });
  const ofOwners = await rewrapKind(keyId, {
    notWrappedBy: (id, limit) => secrets.notWrappedBy(id, limit),
    rewrap: (rows) => secrets.rewrap(rows),
    again: vault.rewrapSecret,
    idOf: ({ ownerId }) => ownerId,
  });
  const rewrapped = ofConnections.rewrapped + ofOwners.rewrapped;
  refuseFailures(ofConnections.failed, ofOwners.failed, rewrapped);
  return rewrapped;
}

async function rewrapKind<Row>(
  keyId: string,
  rows: Wrapped<Row>,
): Promise<{ readonly rewrapped: number; readonly failed: Failures }> {
  const failed = new Map<string, unknown>();
  let rewrapped = 0;
  for (;;) {
    const batch = await rows.notWrappedBy(keyId, batchRows + failed.size);
    const open = batch.filter((row) => !failed.has(rows.idOf(row)));
    if (open.length === 0) return { rewrapped, failed };
    rewrapped += await rows.rewrap(open.flatMap((before) => attempt(rows, before, failed)));
  }
}

function attempt<Row>(rows: Wrapped<Row>, before: Row, failed: Map<string, unknown>): { before: Row; after: Row }[] {
  try {
    return [{ before, after: rows.again(before) }];
  } catch (error) {
    failed.set(rows.idOf(before), error);
    return [];
  }
}

function refuseFailures(connections: Failures, owners: Failures, rewrapped: number): void {
  const [first] = [...connections, ...owners];
  if (!first) return;
  const counts = [
    ...(connections.size > 0 ? [`the credentials of ${connections.size} connections`] : []),
    ...(owners.size > 0 ? [`the secrets of ${owners.size} workspaces or integrations`] : []),
  ];
  const what = counts.join(' and ');
  throw new PorinError(
    'internal',
    `${what.charAt(0).toUpperCase()}${what.slice(1)} could not be re-wrapped, the first is ${first[0]}`,
    {
      hint: 'The old master keys are kept. Enter what could not be re-wrapped again, then rotate again',
      details: { connectionIds: listed(connections), ownerIds: listed(owners), rewrapped },
      cause: first[1],
    },
  );
}

function listed(failed: Failures): readonly string[] {
  return [...failed.keys()].slice(0, 100);
}
