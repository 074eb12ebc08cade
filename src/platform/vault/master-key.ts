import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { PorinError } from '../../kernel/errors.ts';

const keyBytes = 32;
const minDistinctBytes = 17;

/** A master key and the id that follows from it, so that a damaged or exchanged key is noticed. */
export interface MasterKey {
  readonly id: string;
  readonly key: KeyObject;
  /** As it lies in the key file or the environment. */
  readonly base64: string;
}

/** A new random master key. */
export function newMasterKey(): MasterKey {
  return fromBytes(randomBytes(keyBytes));
}

/**
 * Reads a key written in base64 or base64url.
 * Errors: `configuration` when it is not 32 bytes, or is plainly not random; `source` tells where it came from, the key itself is never shown.
 */
export function parseMasterKey(text: string, source: string): MasterKey {
  const bytes = /^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim()) ? Buffer.from(text.trim(), 'base64') : undefined;
  if (bytes?.length !== keyBytes) throw badKey(`${source} is not 32 bytes in base64`);
  const weakness = weaknessOf(bytes);
  if (weakness !== undefined) throw badKey(`${source} is too weak: ${weakness}`);
  return fromBytes(bytes);
}

function fromBytes(bytes: Buffer): MasterKey {
  const id = `mk_${createHash('sha256').update('porin master key id\0').update(bytes).digest('hex').slice(0, 16)}`;
  return { id, key: createSecretKey(bytes), base64: bytes.toString('base64') };
}

// A random key fails one of these less than once in 10^12.
function weaknessOf(bytes: Buffer): string | undefined {
  const distinct = new Set(bytes).size;
  if (distinct === 1) return 'all bytes are the same';
  if (distinct < minDistinctBytes) return `only ${distinct} different bytes`;
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'it is readable text';
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0) + 256) % 256;
  const isSequence = bytes.every((byte, index) => index === 0 || (byte - (bytes[index - 1] ?? 0) + 256) % 256 === step);
  return isSequence ? 'its bytes are a sequence' : undefined;
}

function badKey(message: string): PorinError {
  return new PorinError('configuration', message, { hint: 'Make a key with: openssl rand -base64 32' });
}
