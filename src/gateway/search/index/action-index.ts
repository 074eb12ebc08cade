import { readQuery, type Reading } from '../language/reading.ts';
import { affinity, classesOf, type VerbClass } from '../language/verbs.ts';
import type { Vectors } from '../language/vectors.ts';
import { lemmaOf, wordsOf } from '../language/words.ts';
import { WordNet } from './alike.ts';
import { type Document, documentOf, type Searchable } from './document.ts';

export const W = { verb: 0.9, query: 1.3, object: 0.7, both: 1.0, phrase: 0.9, idfApp: 1.0, app: 1.0, desc: 0.25 };

interface Entry {
  readonly searchable: Searchable;
  readonly verbs: Document['verbs'];
  readonly words: Int32Array;
  readonly weights: Float32Array;
  readonly objects: Int32Array;
  readonly objectWeights: Float32Array;
  readonly askings: readonly Int32Array[];
}

export interface Found extends Searchable {
  readonly score: number;
}

export class ActionIndex {
  readonly #entries: Entry[] = [];
  readonly #byApp = new Map<string, number[]>();
  readonly #postings: number[][] = [];
  readonly #net: WordNet;
  readonly #isKnown: (word: string) => boolean;

  constructor(actions: readonly Searchable[], vectors: Vectors) {
    this.#net = new WordNet(vectors);
    this.#isKnown = (word) => vectors.row(word) !== undefined;
    for (const action of actions) this.#add(action);
  }

  #add(searchable: Searchable): void {
    const document = documentOf(searchable, this.#isKnown);
    const at = this.#entries.length;
    const ids = (words: Iterable<string>) => Int32Array.from(words, (word) => this.#net.intern(word));
    const words = ids(document.words.keys());
    this.#entries.push({
      searchable,
      verbs: document.verbs,
      words,
      weights: Float32Array.from(document.words.values()),
      objects: ids(document.objects.keys()),
      objectWeights: Float32Array.from(document.objects.values()),
      askings: document.askings.map(ids),
    });
    for (const word of words) (this.#postings[word] ??= []).push(at);
    const own = this.#byApp.get(searchable.app);
    if (own) own.push(at);
    else this.#byApp.set(searchable.app, [at]);
  }

  read(query: string): Reading {
    return readQuery(query, (word) => this.#net.id(word) !== undefined);
  }

  find(query: string, scope: { readonly app?: string | undefined }): Found[] {
    const reading = this.read(query);
    const asked = [...reading.words].map(([word, weight]) => ({ word, weight, alike: new Map(this.#net.neighbours(word).map((n) => [n.word, n.alike])) }));
    const candidates = scope.app === undefined ? this.#candidates(asked) : (this.#byApp.get(scope.app) ?? []);
    const total = scope.app === undefined ? this.#entries.length : candidates.length;
    const idf = this.#idf(asked, scope.app === undefined ? undefined : candidates, total);
    return candidates
      .map((at) => this.#entries[at] as Entry)
      .map((entry) => ({ ...entry.searchable, score: this.#score(entry, reading, asked, idf) }))
      .sort((a, b) => b.score - a.score || (a.app < b.app ? -1 : a.app > b.app ? 1 : a.action.key < b.action.key ? -1 : 1));
  }

  #candidates(asked: readonly Asked[]): number[] {
    const found = new Map<number, number>();
    for (const { weight, alike } of asked) {
      for (const [word, how] of alike) {
        if (how < 0.45) continue;
        const list = this.#postings[word] ?? [];
        const rarity = Math.log(1 + this.#entries.length / list.length);
        for (const at of list) found.set(at, (found.get(at) ?? 0) + weight * how * rarity);
      }
    }
    return [...found].sort((a, b) => b[1] - a[1]).slice(0, 400).map(([at]) => at);
  }

  /** How much each asked word tells within the scope: one that fits everything tells nothing. */
  #idf(asked: readonly Asked[], within: readonly number[] | undefined, total: number): number[] {
    return asked.map(({ alike }) => {
      let documents = 0;
      if (within === undefined) {
        let most = 0;
        for (const [word, how] of alike) if (how > 0.75) most += this.#postings[word]?.length ?? 0;
        documents = most;
      } else {
        for (const at of within) {
          const entry = this.#entries[at] as Entry;
          let best = 0;
          for (let index = 0; index < entry.words.length; index += 1) {
            const how = (alike.get(entry.words[index] ?? -1) ?? 0) * (entry.weights[index] ?? 0);
            if (how > best) best = how;
          }
          documents += best;
        }
      }
      const rarity = Math.log(1 + total / (0.5 + documents)) / Math.log(1 + total / 1.5);
      return 0.25 + 0.75 * Math.min(1, rarity) ** W.idfApp;
    });
  }

  #score(entry: Entry, reading: Reading, asked: readonly Asked[], idf: readonly number[]): number {
    const verb = verbFit(reading.verbs, entry.verbs);
    let covered = 0;
    let all = 0;
    for (const [index, { weight, alike }] of asked.entries()) {
      const w = weight * (idf[index] ?? 1);
      let best = 0;
      for (let at = 0; at < entry.words.length; at += 1) {
        const how = (alike.get(entry.words[at] ?? -1) ?? 0) * (entry.weights[at] ?? 0);
        if (how > best) best = how;
      }
      covered += w * best;
      all += w;
    }
    const query = all === 0 ? 0 : covered / all;
    let shared = 0;
    let sum = 0;
    for (let at = 0; at < entry.objects.length; at += 1) {
      const weight = entry.objectWeights[at] ?? 0;
      let best = 0;
      for (const { weight: askedWeight, alike } of asked) {
        const how = (alike.get(entry.objects[at] ?? -1) ?? 0) * Math.min(1, askedWeight * 1.5);
        if (how > best) best = how;
      }
      shared += weight * best;
      sum += weight;
    }
    const object = sum === 0 ? 0 : shared / sum;
    const phrase = 0;
    const noun = (W.query * query + W.object * object) / (W.query + W.object);
    return W.verb * verb + W.query * query + W.object * object + W.both * verb * noun + W.phrase * phrase;
  }
}

interface Asked {
  readonly word: string;
  readonly weight: number;
  readonly alike: ReadonlyMap<number, number>;
}

function verbFit(wanted: ReadonlyMap<VerbClass, number>, offered: ReadonlyMap<VerbClass, number>): number {
  let best = 0;
  for (const [want, weight] of wanted)
    for (const [offer, sureness] of offered) {
      const fit = weight * sureness * affinity(want, offer);
      if (fit > best) best = fit;
    }
  return best;
}

void classesOf;
void lemmaOf;
void wordsOf;
