import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const format = 1;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + ivBytes;

/** Seals bytes: format, IV, ciphertext, tag. */
export function sealBytes(key: KeyObject | Buffer, plain: Uint8Array, associatedData: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(associatedData);
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(format), iv, body, cipher.getAuthTag()]);
}

/** Sealed bytes taken apart; what is opened for every request is taken apart once. */
export interface SealedParts {
  readonly iv: Buffer;
  readonly body: Buffer;
  readonly tag: Buffer;
}

/** The parts of what `sealBytes` sealed; undefined when it cannot be that. */
export function partsOf(sealed: Buffer): SealedParts | undefined {
  if (sealed.length < headBytes + tagBytes || sealed[0] !== format) return undefined;
  const end = sealed.length - tagBytes;
  return { iv: sealed.subarray(1, headBytes), body: sealed.subarray(headBytes, end), tag: sealed.subarray(end) };
}

const options = { authTagLength: tagBytes };

/** Opens what `sealBytes` sealed; undefined when any bit of it, the key or the associated data is another. */
export function openBytes(
  key: KeyObject | Buffer,
  parts: SealedParts | undefined,
  associatedData: Buffer,
): Buffer | undefined {
  if (!parts) return undefined;
  const decipher = createDecipheriv(algorithm, key, parts.iv, options);
  decipher.setAAD(associatedData);
  decipher.setAuthTag(parts.tag);
  const plain = decipher.update(parts.body);
  try {
    decipher.final();
    return plain;
  } catch {
    // The cipher's only failure here is a wrong tag; what it decrypted must not be used.
    plain.fill(0);
    return undefined;
  }
}

/** Associated data from several texts: each with its length before it, so that no two lists of texts look the same. */
export function associatedData(...parts: readonly string[]): Buffer {
  const chunks = parts.flatMap((part) => {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(chunks);
}
