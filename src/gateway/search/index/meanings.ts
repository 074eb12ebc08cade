import type { Vectors } from '../language/vectors.ts';

/** The meaning of each entry as signed bytes, made when it is first asked for. */
export class Meanings {
  readonly #vectors: Vectors;
  #values = new Int8Array();
  #norms = new Float32Array();
  /** In which state of the index each was made; what the words tell changes with it. */
  #madeIn = new Int32Array();

  constructor(vectors: Vectors) {
    this.#vectors = vectors;
  }

  /** Cosine with a meaning of length 1. `make` gives that of an entry that has none yet. */
  cosine(at: number, meaning: Float32Array, state: number, make: () => Float32Array): number {
    this.#reserve(at + 1);
    if (this.#madeIn[at] !== state) {
      this.#keep(at, make());
      this.#madeIn[at] = state;
    }
    const from = at * this.#vectors.size;
    const values = this.#values;
    let sum = 0;
    for (let place = 0; place < meaning.length; place += 1) sum += (meaning[place] ?? 0) * (values[from + place] ?? 0);
    return sum / (this.#norms[at] || 1);
  }

  #keep(at: number, meaning: Float32Array): void {
    const from = at * this.#vectors.size;
    let most = 0;
    for (const value of meaning) most = Math.max(most, Math.abs(value));
    const scale = 127 / (most || 1);
    let norm = 0;
    for (let place = 0; place < meaning.length; place += 1) {
      const value = Math.round((meaning[place] ?? 0) * scale);
      this.#values[from + place] = value;
      norm += value * value;
    }
    this.#norms[at] = Math.sqrt(norm);
  }

  #reserve(count: number): void {
    if (count <= this.#madeIn.length) return;
    const length = Math.max(count, this.#madeIn.length * 2, 64);
    const [values, norms, madeIn] = [this.#values, this.#norms, this.#madeIn];
    this.#values = new Int8Array(length * this.#vectors.size);
    this.#values.set(values);
    this.#norms = new Float32Array(length);
    this.#norms.set(norms);
    this.#madeIn = new Int32Array(length).fill(-1);
    this.#madeIn.set(madeIn);
  }
}
