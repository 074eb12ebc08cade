/** Power of two. */
const buckets = 16_384;
const startLength = 4;

/** Finds the words of an index that are spelt like another: by their first letters, and by three-letter pieces that they share. */
export class Spellings {
  readonly #words: readonly string[];
  #byStart = new Buckets();
  #byPiece = new Buckets();
  /** How many words both know. */
  #known = 0;
  #counts = new Uint8Array();

  /** The list may grow. */
  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** Words that begin with the same four letters, and some that do not. */
  withStartOf(word: string): Int32Array {
    if (word.length < startLength) return new Int32Array();
    this.#catchUp();
    return this.#byStart.of(startOf(word));
  }

  /** Sees each word that shares at least so many three-letter pieces, more or less. */
  sharing(word: string, least: number, see: (word: number) => void): void {
    this.#catchUp();
    const counts = this.#counts;
    const seen: number[] = [];
    for (const piece of piecesOf(word))
      for (const id of this.#byPiece.of(piece)) {
        const count = (counts[id] ?? 0) + 1;
        if (count === 1) seen.push(id);
        counts[id] = count;
      }
    for (const id of seen) if ((counts[id] ?? 0) >= least) see(id);
    for (const id of seen) counts[id] = 0;
  }

  #catchUp(): void {
    if (this.#known === this.#words.length) return;
    this.#known = this.#words.length;
    this.#counts = new Uint8Array(this.#known);
    this.#byStart = new Buckets(this.#words, (word) => (word.length < startLength ? [] : [startOf(word)]));
    this.#byPiece = new Buckets(this.#words, piecesOf);
  }
}

/** Words by numbers that they have, all lists in one. */
class Buckets {
  readonly #starts = new Int32Array(buckets + 1);
  readonly #ids: Int32Array;

  constructor(words: readonly string[] = [], keysOf: (word: string) => readonly number[] = () => []) {
    const keys = words.map(keysOf);
    for (const own of keys) for (const key of own) this.#starts[key + 1] = (this.#starts[key + 1] ?? 0) + 1;
    for (let key = 0; key < buckets; key += 1)
      this.#starts[key + 1] = (this.#starts[key + 1] ?? 0) + (this.#starts[key] ?? 0);
    this.#ids = new Int32Array(this.#starts[buckets] ?? 0);
    const next = this.#starts.slice();
    for (const [id, own] of keys.entries())
      for (const key of own) {
        this.#ids[next[key] ?? 0] = id;
        next[key] = (next[key] ?? 0) + 1;
      }
  }

  of(key: number): Int32Array {
    return this.#ids.subarray(this.#starts[key], this.#starts[key + 1]);
  }
}

/** Three letters each, of the word with a space before and after it. */
export function piecesOf(word: string): number[] {
  const padded = ` ${word} `;
  const pieces: number[] = [];
  for (let at = 0; at + 2 < padded.length; at += 1) pieces.push(codeOf(padded, at, at + 3));
  return pieces;
}

function startOf(word: string): number {
  return codeOf(word, 0, startLength);
}

function codeOf(text: string, from: number, to: number): number {
  let code = 0;
  for (let at = from; at < to; at += 1) code = Math.imul(code, 31) + text.charCodeAt(at);
  return (code ^ (code >>> 14)) & (buckets - 1);
}
