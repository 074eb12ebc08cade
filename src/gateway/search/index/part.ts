import type { Vectors } from '../language/vectors.ts';
import { affinity, type VerbClass } from '../language/verbs.ts';
import { WordNet } from './alike.ts';
import { AppNames } from './app-names.ts';
import type { Document, Searchable } from './document.ts';
import { Entries } from './entries.ts';
import { withRoom } from './grow.ts';
import { Meanings } from './meanings.ts';
import { lines, linesOf, type Section } from './packing.ts';
import { Postings } from './postings.ts';

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
  readonly #scratch: Float32Array[] = [];
  #near = new Uint8Array();
  #scores = new Float64Array();
  #touched = new Int32Array();
  #state = 0;
  /** What follows from the entries, and of which state it is. */
  #postings: Postings | undefined;
  readonly #naming = new Map<number, number>();
  readonly #serving = new Map<VerbClass, Float64Array>();

  constructor(vectors: Vectors, { isCommon, isWord }: Tests) {
    this.net = new WordNet(vectors);
    this.names = new AppNames(isCommon, isWord);
    this.meanings = new Meanings(vectors);
  }

  /** Another number after each change. */
  get state(): number {
    return this.#state;
  }

  /** Made anew at the first question after a change, which takes less than keeping lists that grow. */
  get postings(): Postings {
    const { entries, net } = this;
    this.#postings ??= new Postings(entries.words, {
      size: net.size,
      isGone: (at) => entries.searchables[at] === undefined,
    });
    return this.#postings;
  }

  /** How well each verb of the entries serves a wanted one. */
  serving(wanted: VerbClass): Float64Array {
    const { verbNames } = this.entries;
    const known = this.#serving.get(wanted);
    if (known?.length === verbNames.length) return known;
    const made = Float64Array.from(verbNames, (offered) => affinity(wanted, offered));
    this.#serving.set(wanted, made);
    return made;
  }

  has(word: string): boolean {
    return this.documents(this.net.id(word)) > 0;
  }

  /** How many entries have a word. */
  documents(id: number | undefined): number {
    return id === undefined ? 0 : this.postings.count(id);
  }

  of(app: string): readonly number[] {
    return this.#byApp.get(app) ?? [];
  }

  /** How many apps name a thing so; counted no further than `commonAbove` needs. */
  appsNaming(word: string): number {
    const id = this.net.id(word);
    if (id === undefined) return 0;
    const known = this.#naming.get(id);
    if (known !== undefined) return known;
    const apps = new Set<string>();
    const { starts, entries } = this.postings;
    const { objects } = this.entries;
    for (let place = starts[id] ?? 0; place < (starts[id + 1] ?? 0) && apps.size <= commonAbove; place += 1) {
      const at = entries[place] ?? 0;
      const own = objects.words.values.subarray(objects.starts.values[at], objects.starts.values[at + 1]);
      if (own.includes(id)) apps.add(this.entries.at(at).app);
    }
    this.#naming.set(id, apps.size);
    return apps.size;
  }

  add(searchable: Searchable, document: Document): void {
    this.#changed();
    this.#file(this.entries.add(searchable, document, (word) => this.net.intern(word)));
  }

  /** What it knows of its searchables. */
  sections(): Section[] {
    const words = Array.from({ length: this.net.size }, (_, id) => this.net.word(id));
    return [lines(words), ...this.entries.sections()];
  }

  /** Knows from then on, being empty, what another part knew of the same searchables. */
  take([words = new Uint8Array(), ...sections]: readonly Uint8Array[], searchables: readonly Searchable[]): void {
    this.#changed();
    for (const word of linesOf(words)) this.net.intern(word);
    this.entries.take(sections, searchables);
    for (let at = 0; at < this.entries.length; at += 1) this.#file(at);
  }

  remove(app: string): void {
    const own = this.#byApp.get(app);
    if (own === undefined) return;
    this.#changed();
    for (const at of own) this.entries.remove(at);
    this.#byApp.delete(app);
    this.names.remove(app);
    if (this.entries.gone > Math.max(leastToClear, this.entries.count)) this.#clear();
  }

  /** A row of zeros as long as the words are many, for the time of one query. */
  scratch(index: number): Float32Array {
    const known = this.#scratch[index];
    if (known !== undefined && known.length >= this.net.size) return known;
    const made = new Float32Array(withRoom(this.net.size));
    this.#scratch[index] = made;
    return made;
  }

  /** The same for yes and no. */
  near(): Uint8Array {
    if (this.#near.length < this.net.size) this.#near = new Uint8Array(withRoom(this.net.size));
    return this.#near;
  }

  /** A row of zeros as long as the entries are many, for the time of one query, and room to note which are no longer zero. */
  scores(): { readonly scores: Float64Array; readonly touched: Int32Array } {
    if (this.#scores.length < this.entries.length) {
      this.#scores = new Float64Array(withRoom(this.entries.length));
      this.#touched = new Int32Array(this.#scores.length);
    }
    return { scores: this.#scores, touched: this.#touched };
  }

  #changed(): void {
    this.#state += 1;
    this.#postings = undefined;
    this.#naming.clear();
  }

  /** Notes an entry under its app, and the first one's app under its name. */
  #file(at: number): void {
    const { app, appName } = this.entries.at(at);
    const own = this.#byApp.get(app);
    if (own) own.push(at);
    else {
      this.#byApp.set(app, [at]);
      if (appName !== '') this.names.add(app, appName);
    }
  }

  #clear(): void {
    this.entries = this.entries.cleared();
    for (const own of this.#byApp.values()) own.length = 0;
    for (let at = 0; at < this.entries.length; at += 1) this.#file(at);
  }
}
