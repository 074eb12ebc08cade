import type { VerbClass } from '../language/verbs.ts';
import type { Document, Searchable } from './document.ts';
import { bytes, floats, type Grow, ints } from './grow.ts';
import { lines, linesOf, type Section } from './packing.ts';

/** Lists of numbers behind each other: those of entry `at` are from `starts[at]` to `starts[at + 1]`. */
export interface Lists {
  readonly starts: Grow<Int32Array>;
  readonly words: Grow<Int32Array>;
  readonly weights: Grow<Float32Array>;
}

/** The documents of an index as numbers, one entry each. Entries are never changed; one that goes is passed over until the next clearing. */
export class Entries {
  readonly searchables: (Searchable | undefined)[] = [];
  /** Words by which it is found, and how much each says. */
  readonly words = lists();
  /** Words of its name alone. */
  readonly objects = lists();
  /** What it does, as places in `verbNames`, and how surely. */
  readonly verbs = lists();
  /** Ways to ask for it: of each entry the lists, and of each list the words. */
  readonly askings = ints();
  readonly askingWords = lists();
  /** Its name and phrases as `wholeOf` has them. */
  readonly wholes = lists();
  /** 1 for one that destroys something. */
  readonly destroys = bytes();
  /** 1 for one that is for many at once. */
  readonly bulks = bytes();
  readonly #verbNames: VerbClass[] = [];
  readonly #verbIds = new Map<VerbClass, number>();
  #gone = 0;

  constructor() {
    this.askings.push(0);
  }

  /** All that ever were, those that went too. */
  get length(): number {
    return this.searchables.length;
  }

  get count(): number {
    return this.searchables.length - this.#gone;
  }

  get gone(): number {
    return this.#gone;
  }

  get verbNames(): readonly VerbClass[] {
    return this.#verbNames;
  }

  at(place: number): Searchable {
    const found = this.searchables[place];
    if (found === undefined) throw new RangeError(`no entry ${place}`);
    return found;
  }

  add(searchable: Searchable, document: Document, idOf: (word: string) => number): number {
    for (const [word, weight] of document.words) push(this.words, idOf(word), weight);
    for (const [word, weight] of document.objects) push(this.objects, idOf(word), weight);
    for (const [verb, sureness] of document.verbs) push(this.verbs, this.#verbId(verb), sureness);
    for (const asking of document.askings) {
      for (const word of asking) push(this.askingWords, idOf(word), 1);
      close(this.askingWords);
    }
    for (const whole of document.wholes) push(this.wholes, whole, 1);
    for (const list of [this.words, this.objects, this.verbs, this.wholes]) close(list);
    this.askings.push(this.askingWords.starts.length - 1);
    this.destroys.push(searchable.action.effect === 'destroy' ? 1 : 0);
    this.bulks.push(document.isBulk ? 1 : 0);
    return this.searchables.push(searchable) - 1;
  }

  remove(at: number): void {
    if (this.searchables[at] === undefined) return;
    this.searchables[at] = undefined;
    this.#gone += 1;
  }

  /** The same without those that went. */
  cleared(): Entries {
    const kept = new Entries();
    for (const verb of this.#verbNames) kept.#verbId(verb);
    for (const [at, searchable] of this.searchables.entries()) {
      if (searchable === undefined) continue;
      copy(this.words, kept.words, at);
      copy(this.objects, kept.objects, at);
      copy(this.verbs, kept.verbs, at);
      copy(this.wholes, kept.wholes, at);
      for (let list = this.askings.values[at] ?? 0; list < (this.askings.values[at + 1] ?? 0); list += 1)
        copy(this.askingWords, kept.askingWords, list);
      kept.askings.push(kept.askingWords.starts.length - 1);
      kept.destroys.push(this.destroys.values[at] ?? 0);
      kept.bulks.push(this.bulks.values[at] ?? 0);
      kept.searchables.push(searchable);
    }
    return kept;
  }

  /** All that it holds but the searchables. */
  sections(): Section[] {
    return [lines(this.#verbNames), ...this.#lists().map((list) => list.written())];
  }

  /** Holds from then on what the sections of another one say of the same searchables. */
  take([verbs = new Uint8Array(), ...sections]: readonly Uint8Array[], searchables: readonly Searchable[]): void {
    for (const verb of linesOf(verbs)) this.#verbId(verb as VerbClass); // As it was written.
    for (const [index, list] of this.#lists().entries()) list.take(sections[index] ?? new Uint8Array());
    for (const searchable of searchables) this.searchables.push(searchable);
  }

  #lists(): (Grow<Int32Array> | Grow<Float32Array> | Grow<Uint8Array>)[] {
    const all = [this.words, this.objects, this.verbs, this.askingWords, this.wholes];
    const rest = [this.askings, this.destroys, this.bulks];
    return [...all.flatMap(({ starts, words, weights }) => [starts, words, weights]), ...rest];
  }

  #verbId(verb: VerbClass): number {
    const known = this.#verbIds.get(verb);
    if (known !== undefined) return known;
    const id = this.#verbNames.push(verb) - 1;
    this.#verbIds.set(verb, id);
    return id;
  }
}

function lists(): Lists {
  const starts = ints();
  starts.push(0);
  return { starts, words: ints(), weights: floats() };
}

function push({ words, weights }: Lists, word: number, weight: number): void {
  words.push(word);
  weights.push(weight);
}

function copy(from: Lists, to: Lists, at: number): void {
  for (let place = from.starts.values[at] ?? 0; place < (from.starts.values[at + 1] ?? 0); place += 1)
    push(to, from.words.values[place] ?? 0, from.weights.values[place] ?? 0);
  close(to);
}

function close({ starts, words }: Lists): void {
  starts.push(words.length);
}
