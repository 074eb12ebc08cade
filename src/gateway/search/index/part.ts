import type { Vectors } from '../language/vectors.ts';
import { WordNet } from './alike.ts';
import { AppNames } from './app-names.ts';
import type { Document, Searchable } from './document.ts';
import { Entries } from './entries.ts';
import { Meanings } from './meanings.ts';

/** Entries of which half went are written anew. */
const leastToClear = 1_000;
/** Above so many apps that name a thing so, the word is no sign of one app. */
export const commonAbove = 5;

interface Tests {
  /** True for a word that means something besides an app. */
  isCommon(word: string): boolean;
  /** True for a word of the language. */
  isWord(word: string): boolean;
}

/** The actions that everybody sees, or what one tenant sees besides: entries, their words, and who has which word. */
export class Part {
  entries = new Entries();
  readonly net: WordNet;
  readonly names: AppNames;
  readonly meanings: Meanings;
  readonly #byApp = new Map<string, number[]>();
  /** Entries of each word. */
  #postings: number[][] = [];
  readonly #scratch: Float32Array[] = [];
  #scores = new Float64Array();
  #state = 0;

  constructor(vectors: Vectors, { isCommon, isWord }: Tests) {
    this.net = new WordNet(vectors);
    this.names = new AppNames(isCommon, isWord);
    this.meanings = new Meanings(vectors);
  }

  /** Another number after each change. */
  get state(): number {
    return this.#state;
  }

  get apps(): Iterable<string> {
    return this.#byApp.keys();
  }

  has(word: string): boolean {
    return this.documents(this.net.id(word)) > 0;
  }

  /** How many entries have a word. */
  documents(id: number | undefined): number {
    return id === undefined ? 0 : (this.#postings[id]?.length ?? 0);
  }

  postings(id: number): readonly number[] {
    return this.#postings[id] ?? [];
  }

  of(app: string): readonly number[] {
    return this.#byApp.get(app) ?? [];
  }

  /** How many apps name a thing so; counted no further than `commonAbove` needs. */
  appsNaming(word: string): number {
    const id = this.net.id(word);
    const apps = new Set<string>();
    const { objects } = this.entries;
    for (const at of id === undefined ? [] : this.postings(id)) {
      const own = objects.words.values.subarray(objects.starts.values[at], objects.starts.values[at + 1]);
      if (id !== undefined && own.includes(id)) apps.add(this.entries.at(at).app);
      if (apps.size > commonAbove) break;
    }
    return apps.size;
  }

  add(searchable: Searchable, document: Document): void {
    this.#state += 1;
    const at = this.entries.add(searchable, document, (word) => this.net.intern(word));
    if (!this.#byApp.has(searchable.app) && searchable.appName !== '')
      this.names.add(searchable.app, searchable.appName);
    this.#file(at);
  }

  remove(app: string): void {
    const own = new Set(this.#byApp.get(app));
    if (own.size === 0) return;
    this.#state += 1;
    const touched = new Set<number>();
    for (const at of own) {
      for (const word of this.#wordsOf(at)) touched.add(word);
      this.entries.remove(at);
    }
    for (const id of touched) this.#postings[id] = this.postings(id).filter((at) => !own.has(at));
    this.#byApp.delete(app);
    this.names.remove(app);
    if (this.entries.gone > Math.max(leastToClear, this.entries.count)) this.#clear();
  }

  /** A row of zeros as long as the words are many, for the time of one query. */
  scratch(index: number): Float32Array {
    const known = this.#scratch[index];
    if (known !== undefined && known.length >= this.net.size) return known;
    const made = new Float32Array(Math.ceil(this.net.size * 1.25) + 64);
    this.#scratch[index] = made;
    return made;
  }

  /** A row of zeros as long as the entries are many, for the time of one query. */
  scores(): Float64Array {
    if (this.#scores.length < this.entries.length)
      this.#scores = new Float64Array(Math.ceil(this.entries.length * 1.25));
    return this.#scores;
  }

  /** Notes an entry under its words and its app. */
  #file(at: number): void {
    for (const word of this.#wordsOf(at)) {
      const list = this.#postings[word];
      if (list) list.push(at);
      else this.#postings[word] = [at];
    }
    const { app } = this.entries.at(at);
    const own = this.#byApp.get(app);
    if (own) own.push(at);
    else this.#byApp.set(app, [at]);
  }

  #wordsOf(at: number): Int32Array {
    const { starts, words } = this.entries.words;
    return words.values.subarray(starts.values[at], starts.values[at + 1]);
  }

  #clear(): void {
    this.entries = this.entries.cleared();
    this.#postings = [];
    this.#byApp.clear();
    for (let at = 0; at < this.entries.length; at += 1) this.#file(at);
  }
}
