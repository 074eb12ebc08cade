import { stemsOf, trigramsOf } from './words.ts';

/** One action as the search knows it. */
export interface Searchable {
  /** Empty for one of no app. */
  readonly app: string;
  readonly appName: string;
  readonly action: {
    /** Of a saved one; a connector's own is `<app>.<key>`. */
    readonly id?: string;
    readonly key: string;
    readonly name: string;
    readonly description: string;
    readonly phrases: readonly string[];
  };
}

export interface Found extends Searchable {
  readonly score: number;
}

interface Entry extends Searchable {
  /** Weight of each stem, over all fields. */
  readonly weights: ReadonlyMap<string, number>;
  readonly length: number;
  /** The stems of its name and of each phrase, each a whole way of asking for it. */
  readonly askings: readonly ReadonlySet<string>[];
}

const fieldWeights = { name: 5, phrase: 3, description: 1, app: 1 } as const;
const saturation = 1.2;
const lengthPenalty = 0.4;
const fuzzyWeight = 0.6;
const leastOverlap = 0.5;

/** An index over actions that ranks them by how well they fit what a person says they want. Deterministic, in memory. */
export class ActionSearch {
  readonly #entries: readonly Entry[];
  readonly #documentsOf = new Map<string, number>();
  readonly #stemsByTrigram = new Map<string, Set<string>>();
  readonly #totalLength: number;
  readonly #base: ActionSearch | undefined;

  /** With a base, a small addition to a large index: what is in either is found, and weighed as if it were in one. */
  constructor(actions: readonly Searchable[], base?: ActionSearch) {
    this.#base = base;
    this.#entries = actions.map(entryOf);
    for (const { weights } of this.#entries)
      for (const stem of weights.keys()) this.#documentsOf.set(stem, (this.#documentsOf.get(stem) ?? 0) + 1);
    for (const stem of this.#documentsOf.keys())
      for (const piece of trigramsOf(stem)) addTo(this.#stemsByTrigram, piece, stem);
    this.#totalLength = this.#entries.reduce((sum, entry) => sum + entry.length, base ? base.#totalLength : 0);
  }

  get #all(): readonly Entry[] {
    return this.#base ? [...this.#base.#all, ...this.#entries] : this.#entries;
  }

  get #count(): number {
    return this.#entries.length + (this.#base ? this.#base.#count : 0);
  }

  #documents(stem: string): number {
    return (this.#documentsOf.get(stem) ?? 0) + (this.#base ? this.#base.#documents(stem) : 0);
  }

  #stemsWith(trigram: string): ReadonlySet<string> {
    const own = this.#stemsByTrigram.get(trigram) ?? new Set();
    return this.#base ? new Set([...this.#base.#stemsWith(trigram), ...own]) : own;
  }

  /** Best first; actions that share no word with the intent are left out. */
  find(intent: string, scope: { readonly apps?: readonly string[] | undefined }): Found[] {
    const wanted = new Map<string, number>();
    for (const stem of new Set(stemsOf(intent.slice(0, 1_000)))) {
      for (const [match, weight] of this.#matches(stem)) wanted.set(match, Math.max(weight, wanted.get(match) ?? 0));
    }
    return this.#all
      .filter((entry) => scope.apps === undefined || scope.apps.includes(entry.app))
      .map((entry) => ({
        app: entry.app,
        appName: entry.appName,
        action: entry.action,
        score: this.#score(entry, wanted),
      }))
      .filter((found) => found.score > 0)
      .sort((a, b) => b.score - a.score || a.app.localeCompare(b.app) || a.action.key.localeCompare(b.action.key));
  }

  #score({ weights, length, askings }: Entry, wanted: ReadonlyMap<string, number>): number {
    let score = 0;
    const average = this.#totalLength / Math.max(1, this.#count);
    for (const [stem, certainty] of wanted) {
      const weight = weights.get(stem);
      if (weight === undefined) continue;
      const rarity = Math.log(1 + this.#count / Math.max(1, this.#documents(stem)));
      const norm = 1 - lengthPenalty + (lengthPenalty * length) / average;
      score += certainty * rarity * ((weight * (saturation + 1)) / (weight + saturation * norm));
    }
    const closest = Math.max(0, ...askings.map((asking) => similarity(asking, wanted)));
    return Math.round(score * (1 + closest ** 2) * 1_000) / 1_000;
  }

  /** The stem itself when it is known, else the known stems that look most like it. */
  #matches(stem: string): [string, number][] {
    if (this.#documents(stem) > 0) return [[stem, 1]];
    const pieces = trigramsOf(stem);
    const shared = new Map<string, number>();
    for (const piece of pieces)
      for (const known of this.#stemsWith(piece)) shared.set(known, (shared.get(known) ?? 0) + 1);
    const alike = [...shared].map(([known, count]) => ({
      known,
      overlap: (2 * count) / (pieces.length + trigramsOf(known).length),
    }));
    const best = Math.max(leastOverlap, ...alike.map(({ overlap }) => overlap));
    return alike
      .filter(({ overlap }) => overlap >= best * 0.9)
      .map(({ known, overlap }) => [known, overlap * fuzzyWeight]);
  }
}

function entryOf(searchable: Searchable): Entry {
  const { action, appName } = searchable;
  const weights = new Map<string, number>();
  const count = (text: string, weight: number) => {
    for (const stem of stemsOf(text)) weights.set(stem, (weights.get(stem) ?? 0) + weight);
  };
  count(`${action.name} ${action.key}`, fieldWeights.name / 2);
  for (const phrase of action.phrases) count(phrase, fieldWeights.phrase);
  count(action.description, fieldWeights.description);
  count(appName, fieldWeights.app);
  const askings = [action.name, ...action.phrases].map((asking) => new Set(stemsOf(asking)));
  return { ...searchable, weights, askings, length: [...weights.values()].reduce((sum, weight) => sum + weight, 0) };
}

/** How much of the asking was said, and how little else: 1 when they are the same words. */
function similarity(asking: ReadonlySet<string>, wanted: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const stem of asking) shared += wanted.get(stem) ?? 0;
  return (2 * shared) / (asking.size + wanted.size);
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}
