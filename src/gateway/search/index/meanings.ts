import type { Vectors } from '../language/vectors.ts';

/** The meaning of each entry as signed bytes, made when it is first asked for. */
export class Meanings {
  readonly #size: number;
  #values = new Int8Array();
  #norms = new Float32Array();
  /** In which state of the index each was made; what the words tell changes with it. */
  #madeIn = new Int32Array();

  constructor({ size }: Vectors) {
    this.#size = size;
  }

  isMade(at: number, state: number): boolean {
    return this.#madeIn[at] === state;
  }

  /** Cosine of an entry whose meaning is made with a meaning of length 1. */
  cosine(at: number, meaning: Float32Array): number {
    const from = at * this.#size;
    const values = this.#values;
    let sum = 0;
    // Within both.
    for (let place = 0; place < meaning.length; place += 1)
      sum += (meaning[place] as number) * (values[from + place] as number);
    return sum / (this.#norms[at] || 1);
  }

  keep(at: number, state: number, meaning: Float32Array): void {
    this.#reserve(at + 1);
    const from = at * this.#size;
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
    this.#madeIn[at] = state;
  }

  #reserve(count: number): void {
    if (count <= this.#madeIn.length) return;
    const length = Math.max(count, this.#madeIn.length * 2, 64);
    const [values, norms, madeIn] = [this.#values, this.#norms, this.#madeIn];
    this.#values = new Int8Array(length * this.#size);
    this.#values.set(values);
    this.#norms = new Float32Array(length);
    this.#norms.set(norms);
    this.#madeIn = new Int32Array(length).fill(-1);
    this.#madeIn.set(madeIn);
  }
}
