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

/** Opens what `sealBytes` sealed; undefined when any bit of it, the key or the associated data is another. */
export function openBytes(key: KeyObject | Buffer, sealed: Buffer, associatedData: Buffer): Buffer | undefined {
  if (sealed.length < headBytes + tagBytes || sealed[0] !== format) return undefined;
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, headBytes), { authTagLength: tagBytes });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const plain = decipher.update(sealed.subarray(headBytes, sealed.length - tagBytes));
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
