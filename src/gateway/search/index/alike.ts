import { conceptsOf, kinds } from '../language/concepts.ts';
import { sensesOf } from '../language/thesaurus.ts';
import type { Vectors } from '../language/vectors.ts';
import { editsBetween } from '../language/words.ts';
import { MeaningRows } from './meaning-rows.ts';
import { piecesOf, Spellings } from './spellings.ts';

/** How much of two words' meaning is shared, 0 to 1: a function of the words alone. */
const scores = { concept: 0.8, derived: 0.9, edit1: 0.88, edit2: 0.78, edit3: 0.66, part: 0.85 } as const;
/** Cosine from which words begin to be alike, and what the most alike ones get. */
const leastCosine = 0.5;
const mostByVector = 0.88;
const leastAlike = 0.2;
const mostCosine = 0.92;
/** The cosine at which `alikeBy` gives the least that counts. */
const leastNear = leastCosine + (leastAlike / mostByVector) * (mostCosine - leastCosine) - 1e-6;

/** Words of an index by their ids, and how alike each is; the same place in both. */
export interface Neighbours {
  readonly words: Int32Array;
  readonly alike: Float32Array;
}

const cachedWords = 2_000;

/** Finds the known words that mean much the same as a given one. */
export class WordNet {
  readonly #words: string[] = [];
  readonly #ids = new Map<string, number>();
  readonly #spellings = new Spellings(this.#words);
  readonly #rows: MeaningRows;
  readonly #neighbours = new Map<string, Neighbours>();
  readonly #vectors: Vectors;

  constructor(vectors: Vectors) {
    this.#vectors = vectors;
    this.#rows = new MeaningRows(vectors);
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
    const row = this.#vectors.row(word);
    if (row !== undefined) this.#rows.add(id, row);
    this.#neighbours.clear();
    return id;
  }

  /** Most alike first is not promised; each word once. The word itself, if known, is there with 1. */
  neighbours(word: string): Neighbours {
    const known = this.#neighbours.get(word);
    if (known !== undefined) return known;
    const found = Object.hasOwn(kinds, word) ? this.#ofKind(kinds[word] ?? []) : this.#alikeTo(word);
    const made = { words: Int32Array.from(found.keys()), alike: Float32Array.from(found.values()) };
    if (this.#neighbours.size >= cachedWords) this.#neighbours.clear();
    this.#neighbours.set(word, made);
    return made;
  }

  #ofKind(words: readonly string[]): ReadonlyMap<number, number> {
    return new Map(words.flatMap((word) => this.#ids.get(word) ?? []).map((id) => [id, scores.concept]));
  }

  #alikeTo(word: string): ReadonlyMap<number, number> {
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
    for (const { words, sureness } of sensesOf(word))
      for (const other of words) {
        const id = this.#ids.get(other);
        if (id !== undefined) add(id, words.length === 1 ? sureness : sureness * scores.part);
      }
    const row = this.#vectors.row(word);
    if (row !== undefined) this.#rows.near(row, leastNear, (id, cosine) => add(id, alikeBy(cosine)));
    this.#bySpelling(word, own !== undefined || row !== undefined, add);
    return found;
  }

  #bySpelling(word: string, isWord: boolean, add: (id: number, alike: number) => void): void {
    if (word.length >= 4)
      for (const id of this.#spellings.withStartOf(word)) {
        const other = this.word(id);
        const shared = sharedStart(word, other);
        const longest = Math.max(word.length, other.length);
        if (shared >= 5 && shared / longest >= 0.6 && longest - shared <= 5) add(id, 0.5 + (0.4 * shared) / longest);
      }
    if (isWord || word.length < 3) return;
    const most = word.length >= 8 ? 3 : word.length >= 5 ? 2 : 1;
    this.#spellings.sharing(word, Math.max(1, piecesOf(word).length - 3 * most - 1), (id) => {
      const edits = editsBetween(word, this.word(id), most);
      if (edits <= most) add(id, edits === 1 ? scores.edit1 : edits === 2 ? scores.edit2 : scores.edit3);
    });
  }
}

function alikeBy(cosine: number): number {
  return Math.min(1, (cosine - leastCosine) / (mostCosine - leastCosine)) * mostByVector;
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
