import type { Vectors } from '../language/vectors.ts';

/** The first numbers of a row hold most of it: where they rule out that two rows are alike, the others are not looked at. */
const firstPart = 32;

/** The rows of an index's own words, one behind the other, so that all of them are compared in no time. */
export class MeaningRows {
  readonly #vectors: Vectors;
  readonly #asked: Int8Array;
  #values = new Int8Array();
  #norms = new Float32Array();
  /** Length of what comes behind the first part. */
  #rests = new Float32Array();
  #words = new Int32Array();
  #count = 0;

  constructor(vectors: Vectors) {
    this.#vectors = vectors;
    this.#asked = new Int8Array(vectors.size);
  }

  add(word: number, row: number): void {
    const { size } = this.#vectors;
    if (this.#count === this.#words.length) this.#grow();
    const from = this.#count * size;
    this.#norms[this.#count] = this.#vectors.copyRow(row, this.#values, from);
    this.#rests[this.#count] = lengthOf(this.#values, from + firstPart, from + size);
    this.#words[this.#count] = word;
    this.#count += 1;
  }

  /** Sees each word whose cosine with a row is above `least`. */
  near(row: number, least: number, see: (word: number, cosine: number) => void): void {
    const { size } = this.#vectors;
    const [asked, values] = [this.#asked, this.#values];
    const norm = this.#vectors.copyRow(row, asked, 0);
    const rest = lengthOf(asked, firstPart, size);
    for (let place = 0; place < this.#count; place += 1) {
      const from = place * size;
      const other = this.#norms[place] ?? 1;
      const needed = least * norm * other;
      let dot = 0;
      for (let at = 0; at < firstPart; at += 1) dot += (asked[at] as number) * (values[from + at] as number); // Within both.
      if (dot + rest * (this.#rests[place] ?? 0) <= needed) continue;
      for (let at = firstPart; at < size; at += 1) dot += (asked[at] as number) * (values[from + at] as number); // Within both.
      if (dot > needed) see(this.#words[place] ?? 0, dot / (norm * other));
    }
  }

  #grow(): void {
    const length = Math.max(64, this.#words.length * 2);
    this.#values = larger(this.#values, new Int8Array(length * this.#vectors.size));
    this.#norms = larger(this.#norms, new Float32Array(length));
    this.#rests = larger(this.#rests, new Float32Array(length));
    this.#words = larger(this.#words, new Int32Array(length));
  }
}

function larger<T extends Int8Array | Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function lengthOf(values: Int8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += (values[at] ?? 0) ** 2;
  return Math.sqrt(sum);
}
