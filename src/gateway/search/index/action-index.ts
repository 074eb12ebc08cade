import { readQuery, type Reading } from '../language/reading.ts';
import { affinity, classesOf, type VerbClass } from '../language/verbs.ts';
import type { Vectors } from '../language/vectors.ts';
import { lemmaOf, wordsOf } from '../language/words.ts';
import { WordNet } from './alike.ts';
import { AppNames } from './app-names.ts';
import { type Document, documentOf, type Searchable } from './document.ts';

export const W = [1.5, 1.6, 0.3, 0.4, 0.5, 0.1, 0.5, 0.4, 0, 0.2, 1.6, 0.1, 0.5, 0.3];

interface Entry {
  readonly searchable: Searchable;
  readonly verbs: Document['verbs'];
  readonly words: Int32Array;
  readonly weights: Float32Array;
  readonly objects: Int32Array;
  readonly objectWeights: Float32Array;
  readonly askings: readonly Int32Array[];
  meaning: Float32Array;
}

export interface Found extends Searchable {
  readonly score: number;
}

export class ActionIndex {
  readonly #entries: Entry[] = [];
  readonly #byApp = new Map<string, number[]>();
  readonly #postings: number[][] = [];
  readonly #net: WordNet;
  readonly #names: AppNames;
  readonly #vectors: Vectors;
  #appsNaming = new Map<string, Set<string>>();
  readonly #isKnown: (word: string) => boolean;

  constructor(actions: readonly Searchable[], vectors: Vectors) {
    this.#net = new WordNet(vectors);
    this.#isKnown = (word) => vectors.row(word) !== undefined;
    this.#names = new AppNames((word) => (this.#appsNaming.get(word)?.size ?? 0) > 5 || classesOf(word) !== undefined, (word) => this.#isKnown(word));
    this.#vectors = vectors;
    for (const action of actions) this.#add(action);
    for (const entry of this.#entries) entry.meaning = this.#meaning([...entry.words].map((id, i) => [this.#net.word(id), entry.weights[i] ?? 0] as const));
  }

  #add(searchable: Searchable): void {
    const document = documentOf(searchable, this.#isKnown);
    const at = this.#entries.length;
    for (const word of document.objects.keys()) this.#appsNaming.set(word, (this.#appsNaming.get(word) ?? new Set()).add(searchable.app));
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
      meaning: new Float32Array(),
    });
    for (const word of words) (this.#postings[word] ??= []).push(at);
    const own = this.#byApp.get(searchable.app);
    if (own) own.push(at);
    else {
      this.#byApp.set(searchable.app, [at]);
      this.#names.add(searchable.app, searchable.appName);
    }
  }

  read(query: string): Reading {
    const isHere = (word: string) => this.#net.id(word) !== undefined;
    return readQuery(query, isHere, (word) => isHere(word) || this.#isKnown(word));
  }

  find(query: string, scope: { readonly app?: string | undefined }): Found[] {
    const mention = scope.app === undefined ? this.#names.find(query) : undefined;
    if (mention !== undefined) {
      const within = [...mention.apps].flatMap((app) => this.#byApp.get(app) ?? []);
      const named = this.#findWithin(mention.rest, within);
      if (mention.isSure) return named;
      // A word that is also an ordinary one names the app when the app has what the rest asks for.
      const all = this.#findWithin(query, undefined);
      return (named[0]?.score ?? 0) >= 0.7 * (all[0]?.score ?? 0) ? named : all;
    }
    if (scope.app !== undefined) return this.#findWithin(query, this.#byApp.get(scope.app) ?? []);
    return this.#findWithin(query, undefined);
  }

  #findWithin(query: string, within: readonly number[] | undefined): Found[] {
    const reading = this.read(query);
    const asked = [...reading.words].map(([word, weight]) => ({ word, weight, alike: new Map(this.#net.neighbours(word).map((n) => [n.word, n.alike])) }));
    const candidates = within ?? this.#candidates(asked);
    const total = within === undefined ? this.#entries.length : candidates.length;
    const idf = this.#idf(asked, within, total);
    const meaning = this.#meaning(asked.map(({ word, weight }, index) => [word, weight * (idf[index] ?? 1)] as const));
    if (dump.on) dump.rows = candidates.map((at) => ({ id: `${(this.#entries[at] as Entry).searchable.app}/${(this.#entries[at] as Entry).searchable.action.key}`, f: this.features(this.#entries[at] as Entry, reading, asked, idf, meaning) }));
    return candidates
      .map((at) => this.#entries[at] as Entry)
      .map((entry) => ({ ...entry.searchable, score: this.#score(entry, reading, asked, idf, meaning) }))
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
      return 0.25 + 0.75 * Math.min(1, rarity) ;
    });
  }

  #meaning(words: Iterable<readonly [string, number]>): Float32Array {
    const sum = new Float32Array(this.#vectors.size);
    for (const [word, weight] of words) {
      const row = this.#vectors.row(word);
      if (row === undefined) continue;
      const documents = this.#postings[this.#net.id(word) ?? -1]?.length ?? 1;
      this.#vectors.addTo(sum, row, weight * Math.min(1, Math.log(1 + this.#entries.length / documents) / 7));
    }
    let norm = 0;
    for (const value of sum) norm += value * value;
    norm = Math.sqrt(norm) || 1;
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) / norm;
    return sum;
  }

  #score(entry: Entry, reading: Reading, asked: readonly Asked[], idf: readonly number[], meaning: Float32Array): number {
    const f = this.features(entry, reading, asked, idf, meaning);
    let score = 0;
    for (let at = 0; at < f.length; at += 1) score += (f[at] ?? 0) * (W[at] ?? 0);
    return score;
  }

  features(entry: Entry, reading: Reading, asked: readonly Asked[], idf: readonly number[], meaning: Float32Array): number[] {
    const verb = verbFit(reading.verbs, entry.verbs);
    let covered = 0;
    let named = 0;
    let all = 0;
    let last = 0;
    let strongest = 0;
    let exact = 0;
    for (const [index, { weight, alike }] of asked.entries()) {
      const w = weight * (idf[index] ?? 1);
      let best = 0;
      let bestName = 0;
      for (let at = 0; at < entry.words.length; at += 1) {
        const raw = alike.get(entry.words[at] ?? -1) ?? 0;
        if (raw === 0) continue;
        const how = raw * (entry.weights[at] ?? 0);
        if (how > best) best = how;
        if ((entry.weights[at] ?? 0) >= 0.8 && raw > bestName) bestName = raw;
      }
      covered += w * best;
      named += w * bestName;
      all += w;
      if (weight >= 0.8) last = bestName;
      strongest = Math.max(strongest, w * best);
      exact += w * (best >= 0.5 ? 1 : 0);
    }
    const query = all === 0 ? 0 : covered / all;
    const byName = all === 0 ? 0 : named / all;
    let shared = 0;
    let sum = 0;
    let head = 0;
    for (let at = 0; at < entry.objects.length; at += 1) {
      const weight = entry.objectWeights[at] ?? 0;
      let best = 0;
      for (const { weight: askedWeight, alike } of asked) {
        const how = (alike.get(entry.objects[at] ?? -1) ?? 0) * Math.min(1, askedWeight * 1.5);
        if (how > best) best = how;
      }
      shared += weight * best;
      sum += weight;
      if (weight === 1) head = best;
    }
    const object = sum === 0 ? 0 : shared / sum;
    let cosine = 0;
    for (let at = 0; at < meaning.length; at += 1) cosine += (meaning[at] ?? 0) * (entry.meaning[at] ?? 0);
    const noun = (query + object) / 2;
    return [verb, query, object, verb * noun, byName, head, Math.max(0, cosine), last, verb * verb, strongest, all === 0 ? 0 : exact / all, verb * Math.max(0, cosine), Math.min(entry.words.length, 30) / 30, query * object];
  }
}

export const dump: { on: boolean; rows: { id: string; f: number[] }[] } = { on: false, rows: [] };

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
