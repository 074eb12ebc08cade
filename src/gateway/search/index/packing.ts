import { createHash } from 'node:crypto';

/** One list of an index as it is written down: numbers, or words with a line each. */
export type Section = Int32Array | Float32Array | Uint8Array | Int8Array;

const digestLength = 32;

/** Bytes that say for what key they hold, and tell when one of them changed. */
export function pack(key: Uint8Array, sections: readonly Section[]): Uint8Array {
  const lengths = Uint32Array.from([sections.length, ...sections.map(({ byteLength }) => byteLength)]);
  const size = sections.reduce((sum, { byteLength }) => sum + byteLength, lengths.byteLength);
  const packed = new Uint8Array(2 * digestLength + size);
  let at = 2 * digestLength;
  for (const part of [lengths, ...sections]) {
    packed.set(bytesOf(part), at);
    at += part.byteLength;
  }
  packed.set(key);
  packed.set(digestOfBytes(packed.subarray(2 * digestLength)), digestLength);
  return packed;
}

/** What was packed, each section's bytes; undefined for another key, and for bytes that are not as they were. */
export function unpack(key: Uint8Array, packed: Uint8Array): readonly Uint8Array[] | undefined {
  const [own, sum] = [packed.subarray(0, digestLength), packed.subarray(digestLength, 2 * digestLength)];
  const rest = packed.subarray(2 * digestLength);
  if (!isSame(own, key) || !isSame(sum, digestOfBytes(rest))) return undefined;
  // A copy, because where the bytes lie may be no place for numbers.
  const countAndLengths = (count: number) => new Uint32Array(new Uint8Array(rest.subarray(0, 4 * (count + 1))).buffer);
  const [count = 0] = countAndLengths(0);
  let at = 4 * (count + 1);
  return Array.from(countAndLengths(count).subarray(1), (length) => {
    at += length;
    return rest.subarray(at - length, at);
  });
}

/** The words of a section that `lines` made. */
export function linesOf(bytes: Uint8Array): string[] {
  return bytes.length === 0 ? [] : new TextDecoder().decode(bytes).split('\n');
}

/** Words without line ends as a section. */
export function lines(words: readonly string[]): Uint8Array {
  return new TextEncoder().encode(words.join('\n'));
}

function bytesOf({ buffer, byteOffset, byteLength }: Section | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function digestOfBytes(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
