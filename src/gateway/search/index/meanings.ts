import type { Vectors } from '../language/vectors.ts';
import { withRoom } from './grow.ts';
import { countIn, documentsIn, shortened, tellingOf } from './meaning-of.ts';
import type { Part } from './part.ts';

/** No row of a word is known yet, or it has none. */
const unknown = -2;
const none = -1;

/** The meaning of each entry of a part as signed bytes, made when it is first asked for. */
export class Meanings {
  readonly #vectors: Vectors;
  readonly #sum: Float32Array;
  #state = -1;
  #values = new Int8Array();
  #norms = new Float32Array();
  /** In which state of the index each was made; what the words tell changes with it. */
  #madeIn = new Int32Array();
  /** Of each word the row of its vector, and how much it tells in this state; 0 when that was not asked yet. */
  #rows = new Int32Array();
  #telling = new Float64Array();

  constructor(vectors: Vectors) {
    this.#vectors = vectors;
    this.#sum = new Float32Array(vectors.size);
  }

  /** What is asked for from here on is of this state of the index. */
  begin(state: number): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#telling.fill(0);
  }

  /** Cosine of an entry of the part with a meaning of length 1, the words weighed by what is in some parts. */
  cosine(at: number, meaning: Float32Array, part: Part, parts: readonly Part[]): number {
    if (this.#madeIn[at] !== this.#state) this.#make(at, part, parts);
    const from = at * meaning.length;
    const values = this.#values;
    let [a, b, c, d] = [0, 0, 0, 0];
    // Four sums, so that none waits for the one before; within both rows, whose length is a multiple of four.
    for (let place = 0; place < meaning.length; place += 4) {
      const own = from + place;
      a += (meaning[place] as number) * (values[own] as number);
      b += (meaning[place + 1] as number) * (values[own + 1] as number);
      c += (meaning[place + 2] as number) * (values[own + 2] as number);
      d += (meaning[place + 3] as number) * (values[own + 3] as number);
    }
    return (a + b + c + d) / (this.#norms[at] || 1);
  }

  #make(at: number, part: Part, parts: readonly Part[]): void {
    this.#reserve(part);
    const { starts, words, weights } = part.entries.words;
    const sum = this.#sum.fill(0);
    for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1) {
      const id = words.values[place] ?? 0;
      const row = this.#rowOf(id, part);
      if (row === none) continue;
      if (this.#telling[id] === 0) this.#telling[id] = tellingOf(documentsIn(part, id, parts), countIn(parts));
      this.#vectors.addTo(sum, row, (weights.values[place] ?? 0) * (this.#telling[id] ?? 0));
    }
    this.#keep(at, shortened(sum));
  }

  #rowOf(id: number, { net }: Part): number {
    if (this.#rows[id] === unknown) this.#rows[id] = this.#vectors.row(net.word(id)) ?? none;
    return this.#rows[id] ?? none;
  }

  #keep(at: number, meaning: Float32Array): void {
    const from = at * meaning.length;
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
    this.#madeIn[at] = this.#state;
  }

  /** Makes room for all entries and words of the part. */
  #reserve({ entries, net }: Part): void {
    if (net.size > this.#rows.length) {
      const [rows, telling] = [this.#rows, this.#telling];
      this.#rows = new Int32Array(withRoom(net.size)).fill(unknown);
      this.#rows.set(rows);
      this.#telling = new Float64Array(this.#rows.length);
      this.#telling.set(telling);
    }
    if (entries.length <= this.#madeIn.length) return;
    const [values, norms, madeIn] = [this.#values, this.#norms, this.#madeIn];
    this.#madeIn = new Int32Array(withRoom(entries.length)).fill(-1);
    this.#madeIn.set(madeIn);
    this.#norms = new Float32Array(this.#madeIn.length);
    this.#norms.set(norms);
    this.#values = new Int8Array(this.#madeIn.length * this.#vectors.size);
    this.#values.set(values);
  }
}
