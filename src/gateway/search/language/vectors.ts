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
}

/** Reads the table: counts, then the words in order with line ends between, then a row of signed bytes each. */
export function readVectors(path: string | URL): Vectors {
  const file = readFileSync(path);
  const count = file.readUInt32LE(0);
  const size = file.readUInt32LE(4);
  const length = file.readUInt32LE(8);
  const words = file.toString('latin1', 12, 12 + length).split('\n');
  const rows = new Map(words.map((word, index) => [word, index]));
  const values = new Int8Array(file.buffer, file.byteOffset + 12 + length, count * size);
  const norms = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    let sum = 0;
    for (let at = row * size; at < (row + 1) * size; at += 1) sum += (values[at] ?? 0) ** 2;
    norms[row] = Math.sqrt(sum) || 1;
  }
  return {
    row: (word) => rows.get(word),
    size,
    addTo(sum, row, weight) {
      const scale = weight / (norms[row] ?? 1);
      for (let at = 0; at < size; at += 1) sum[at] = (sum[at] ?? 0) + (values[row * size + at] ?? 0) * scale;
    },
    cosine(a, b) {
      let sum = 0;
      const from = a * size;
      const other = b * size - from;
      for (let at = from; at < from + size; at += 1) sum += (values[at] ?? 0) * (values[at + other] ?? 0);
      return sum / ((norms[a] ?? 1) * (norms[b] ?? 1));
    },
  };
}
