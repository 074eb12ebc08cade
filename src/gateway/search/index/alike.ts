import { conceptsOf, isSameConcept, kinds } from '../language/concepts.ts';
import type { Vectors } from '../language/vectors.ts';
import { editsBetween, trigramsOf } from '../language/words.ts';

/** How much of two words' meaning is shared, 0 to 1: a function of the words alone. */
const scores = { concept: 0.8, derived: 0.9, edit1: 0.88, edit2: 0.78, part: 0.6 } as const;
/** Cosine from which words begin to be alike, and what the most alike ones get. */
const leastCosine = 0.5;
const mostByVector = 0.88;
const leastAlike = 0.2;

export interface Neighbour {
  readonly word: number;
  readonly alike: number;
}

/** Finds the known words that mean much the same as a given one. */
export class WordNet {
  readonly #words: string[] = [];
  readonly #ids = new Map<string, number>();
  readonly #rows: (number | undefined)[] = [];
  readonly #byTrigram = new Map<string, number[]>();
  readonly #byStart = new Map<string, number[]>();
  #neighbours = new Map<string, readonly Neighbour[]>();
  readonly #vectors: Vectors;

  constructor(vectors: Vectors) {
    this.#vectors = vectors;
  }

  get size(): number {
    return this.#words.length;
  }

  id(word: string): number | undefined {
    return this.#ids.get(word);
  }

  word(id: number): string {
    return this.#words[id] ?? '';
  }

  /** Id of a word, which is known from then on. */
  intern(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const id = this.#words.length;
    this.#words.push(word);
    this.#ids.set(word, id);
    this.#rows.push(this.#vectors.row(word));
    for (const piece of trigramsOf(word)) push(this.#byTrigram, piece, id);
    if (word.length >= 4) push(this.#byStart, word.slice(0, 4), id);
    if (this.#neighbours.size > 0) this.#neighbours = new Map();
    return id;
  }

  /** Most alike first is not promised; each word once. The word itself, if known, is there with 1. */
  neighbours(word: string): readonly Neighbour[] {
    const known = this.#neighbours.get(word);
    if (known !== undefined) return known;
    const kind = kinds[word];
    if (kind !== undefined) {
      const list = kind.flatMap((other) => this.#ids.get(other) ?? []).map((id) => ({ word: id, alike: 0.8 }));
      this.#neighbours.set(word, list);
      return list;
    }
    const found = new Map<number, number>();
    const add = (id: number, alike: number) => {
      if (alike >= leastAlike && alike > (found.get(id) ?? 0)) found.set(id, alike);
    };
    const own = this.#ids.get(word);
    if (own !== undefined) add(own, 1);
    for (const other of conceptsOf(word)) {
      const id = this.#ids.get(other);
      if (id !== undefined) add(id, scores.concept);
    }
    this.#byMeaning(word, add);
    this.#bySpelling(word, own !== undefined || this.#vectors.row(word) !== undefined, add);
    const list = [...found].map(([id, alike]) => ({ word: id, alike }));
    if (this.#neighbours.size > 5_000) this.#neighbours.clear();
    this.#neighbours.set(word, list);
    return list;
  }

  #byMeaning(word: string, add: (id: number, alike: number) => void): void {
    const row = this.#vectors.row(word);
    if (row === undefined) return;
    for (let id = 0; id < this.#rows.length; id += 1) {
      const other = this.#rows[id];
      if (other === undefined) continue;
      const cosine = this.#vectors.cosine(row, other);
      if (cosine > leastCosine) add(id, Math.min(1, ((cosine - leastCosine) / (0.92 - leastCosine)) ** 1) * mostByVector);
    }
  }

  #bySpelling(word: string, isWord: boolean, add: (id: number, alike: number) => void): void {
    if (word.length >= 4)
      for (const id of this.#byStart.get(word.slice(0, 4)) ?? []) {
        const other = this.word(id);
        const shared = sharedStart(word, other);
        const longest = Math.max(word.length, other.length);
        if (shared >= 5 && shared / longest >= 0.6 && longest - shared <= 5) add(id, 0.5 + (0.4 * shared) / longest);
      }
    if (isWord || word.length < 3) return;
    const pieces = trigramsOf(word);
    const counts = new Map<number, number>();
    for (const piece of pieces) for (const id of this.#byTrigram.get(piece) ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
    const most = word.length >= 8 ? 3 : word.length >= 5 ? 2 : 1;
    for (const [id, count] of counts) {
      if (count < Math.max(1, pieces.length - 3 * most - 1)) continue;
      const other = this.word(id);
      const edits = editsBetween(word, other, most);
      if (edits > most) continue;
      add(id, edits === 1 ? scores.edit1 : edits === 2 ? scores.edit2 : 0.66);
    }
  }
}

export { isSameConcept };

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function push(map: Map<string, number[]>, key: string, id: number): void {
  const known = map.get(key);
  if (known) known.push(id);
  else map.set(key, [id]);
}
