import { readFileSync } from 'node:fs';

/** How alike words of general English are, from `vectors.bin`: see docs/search.md for what it is made of. */
export interface Vectors {
  /** Row of a word; undefined for one that it does not know. */
  row(word: string): number | undefined;
  /** Cosine of two rows, −1 to 1. */
  cosine(a: number, b: number): number;
  /** How many numbers a row has. */
  readonly size: number;
  /** Adds a row of length 1, times a weight. */
  addTo(sum: Float32Array, row: number, weight: number): void;
  /** Copies a row's signed bytes to a place, and gives its length. */
  copyRow(row: number, to: Int8Array, at: number): number;
}

const header = 12;
const lineEnd = 10;

/** Reads the table: counts, then the words in order with line ends between, then a row of signed bytes each. It stays as bytes, outside the heap. */
export function readVectors(path: string | URL): Vectors {
  const file = readFileSync(path);
  const count = file.readUInt32LE(0);
  const size = file.readUInt32LE(4);
  const length = file.readUInt32LE(8);
  const rows = rowsOf(file.subarray(header, header + length), count);
  const values = new Int8Array(file.buffer, file.byteOffset + header + length, count * size);
  // 0 until it is needed.
  const norms = new Float32Array(count);
  const normOf = (row: number): number => {
    const known = norms[row] ?? 0;
    if (known !== 0) return known;
    let sum = 0;
    for (let at = row * size; at < (row + 1) * size; at += 1) sum += (values[at] ?? 0) ** 2;
    const norm = Math.sqrt(sum) || 1;
    norms[row] = norm;
    return norm;
  };
  return {
    row: rows,
    size,
    addTo(sum, row, weight) {
      const scale = weight / normOf(row);
      const from = row * size;
      for (let at = 0; at < size; at += 1) sum[at] = (sum[at] ?? 0) + (values[from + at] ?? 0) * scale;
    },
    cosine(a, b) {
      let sum = 0;
      const from = a * size;
      const other = b * size - from;
      for (let at = from; at < from + size; at += 1) sum += (values[at] ?? 0) * (values[at + other] ?? 0);
      return sum / (normOf(a) * normOf(b));
    },
    copyRow(row, to, at) {
      to.set(values.subarray(row * size, (row + 1) * size), at);
      return normOf(row);
    },
  };
}

/** Finds a word's place among those of the table: a hash table of numbers, because a map of so many strings takes megabytes of heap. */
function rowsOf(words: Uint8Array, count: number): (word: string) => number | undefined {
  const starts = new Uint32Array(count + 1);
  const slots = 2 ** Math.ceil(Math.log2(count * 2 + 1));
  const table = new Int32Array(slots).fill(-1);
  let hash = hashSeed;
  let start = 0;
  let row = 0;
  for (let at = 0; at <= words.length; at += 1) {
    const byte = words[at] ?? lineEnd;
    if (byte !== lineEnd) {
      hash = Math.imul(hash ^ byte, hashPrime);
      continue;
    }
    starts[row] = start;
    let slot = spread(hash) & (slots - 1);
    while ((table[slot] ?? -1) >= 0) slot = (slot + 1) & (slots - 1);
    table[slot] = row;
    row += 1;
    start = at + 1;
    hash = hashSeed;
  }
  starts[count] = words.length + 1;
  const isAt = (word: string, place: number) => {
    const from = starts[place] ?? 0;
    if ((starts[place + 1] ?? 0) - from - 1 !== word.length) return false;
    for (let at = 0; at < word.length; at += 1) if (words[from + at] !== word.charCodeAt(at)) return false;
    return true;
  };
  return (word) => {
    let code = hashSeed;
    for (let at = 0; at < word.length; at += 1) code = Math.imul(code ^ word.charCodeAt(at), hashPrime);
    for (let slot = spread(code) & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const place = table[slot] ?? -1;
      if (place < 0) return undefined;
      if (isAt(word, place)) return place;
    }
  };
}

/** FNV-1a. */
const hashSeed = 0x811c9dc5;
const hashPrime = 0x01000193;

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
