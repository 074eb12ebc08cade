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
    this.#byStart = new Buckets(this.#words, putStart);
    this.#byPiece = new Buckets(this.#words, putPieces);
  }
}

/** Puts a word's numbers into a row; gives how many. */
type Put = (word: string, to: Int32Array) => number;

/** Longer words are known by their beginning. */
const mostPieces = 64;

/** Words by numbers that they have, all lists in one. */
class Buckets {
  readonly #starts = new Int32Array(buckets + 1);
  readonly #ids: Int32Array;

  constructor(words: readonly string[] = [], put: Put = () => 0) {
    const row = new Int32Array(mostPieces);
    const starts = this.#starts;
    for (const word of words) {
      const count = put(word, row);
      for (let at = 0; at < count; at += 1) {
        const next = (row[at] ?? 0) + 1;
        starts[next] = (starts[next] ?? 0) + 1;
      }
    }
    for (let key = 0; key < buckets; key += 1) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
    const ids = new Int32Array(starts[buckets] ?? 0);
    const next = starts.slice();
    for (let id = 0; id < words.length; id += 1) {
      const count = put(words[id] ?? '', row);
      for (let at = 0; at < count; at += 1) {
        const key = row[at] ?? 0;
        const place = next[key] ?? 0;
        ids[place] = id;
        next[key] = place + 1;
      }
    }
    this.#ids = ids;
  }

  of(key: number): Int32Array {
    return this.#ids.subarray(this.#starts[key], this.#starts[key + 1]);
  }
}

/** Three letters each, of the word with a space before and after it. */
export function piecesOf(word: string): Int32Array {
  const row = new Int32Array(mostPieces);
  return row.subarray(0, putPieces(word, row));
}

function putPieces(word: string, to: Int32Array): number {
  const count = Math.min(word.length, to.length);
  for (let at = 0; at < count; at += 1) to[at] = codeOf(word, at - 1, at + 2);
  return count;
}

function putStart(word: string, to: Int32Array): number {
  if (word.length < startLength) return 0;
  to[0] = startOf(word);
  return 1;
}

function startOf(word: string): number {
  return codeOf(word, 0, startLength);
}

const space = 32;

/** A number for a few letters of a word, and for the spaces around it. */
function codeOf(word: string, from: number, to: number): number {
  let code = 0;
  for (let at = from; at < to; at += 1)
    code = Math.imul(code, 31) + (at < 0 || at >= word.length ? space : word.charCodeAt(at));
  return (code ^ (code >>> 14)) & (buckets - 1);
}
