import { type Reading, readQuery } from '../language/reading.ts';
import type { Vectors } from '../language/vectors.ts';
import { classesOf } from '../language/verbs.ts';
import type { Mention } from './app-names.ts';
import { type AskedIn, askIn, forget, shareOf, verbFits } from './asking.ts';
import { asksToDestroy } from './destroying.ts';
import { documentOf, type Searchable } from './document.ts';
import { explainEntry } from './explain.ts';
import { featuresOf, type Query, type Signs, scoreOf, signsOf } from './features.ts';
import { commonAbove, Part } from './part.ts';
import { wholeOf } from './whole.ts';

export interface Found extends Searchable {
  readonly score: number;
  readonly signs: Signs;
}

/** What is searched: the actions of some apps, or all. */
export interface Scope {
  readonly app?: string | undefined;
  readonly apps?: readonly string[] | undefined;
}

interface Place {
  readonly part: Part;
  readonly at: number;
}

type See = (
  place: Place,
  query: Query,
  more: { readonly reading: Reading; readonly asked: readonly AskedIn[] },
) => void;

/** Over the whole catalogue only so many, those that share most with the query, are looked at closely. */
const mostCandidates = 400;
const leastAlike = 0.45;
/** From here on a word stands for the asked one when it is counted how rare that is. */
const leastSame = 0.75;
/** An app that a word may name is meant when its best action is so much of the best one anywhere. */
const leastOfNamed = 0.7;
const leastBehind = 0.01;
/** The logarithm of how rare a word is that tells most. */
const rarest = 7;

/**
 * Ranks actions by how well they fit what somebody says they want to do. With a base, an addition to it: what is in either is found, and
 * weighed by what is in both, and the base knows nothing of it.
 */
export class ActionIndex {
  readonly #own: Part;
  readonly #parts: readonly Part[];
  readonly #vectors: Vectors;
  readonly #isKnown: (word: string) => boolean;

  constructor(actions: readonly Searchable[], vectors: Vectors, base?: ActionIndex) {
    this.#vectors = vectors;
    this.#isKnown = (word) => vectors.row(word) !== undefined;
    this.#own = new Part(vectors, { isCommon: (word) => this.#isCommon(word), isWord: this.#isKnown });
    this.#parts = [...(base ? base.#parts : []), this.#own];
    this.add(actions);
  }

  /** How many actions it holds, those of its base too. */
  get count(): number {
    return this.#parts.reduce((sum, { entries }) => sum + entries.count, 0);
  }

  add(actions: readonly Searchable[]): void {
    for (const action of actions) this.#own.add(action, documentOf(action, this.#isKnown));
  }

  /** Forgets the actions of an app that are its own. */
  remove(app: string): void {
    this.#own.remove(app);
  }

  read(query: string): Reading {
    const isHere = (word: string) => this.#parts.some((part) => part.has(word));
    return readQuery(query, isHere, (word) => isHere(word) || this.#isKnown(word));
  }

  /** Best first. */
  find(query: string, scope: Scope): Found[] {
    const named = this.#mention(query, scope);
    if (named === undefined) return this.#findIn(query, given(scope).apps);
    const there = this.#findIn(named.rest, [...named.apps]);
    if (named.isSure) return there;
    // A word that is also an ordinary one names the app when the app has what the rest asks for.
    const anywhere = this.#findIn(query, undefined);
    return (there[0]?.score ?? 0) >= leastOfNamed * (anywhere[0]?.score ?? 0) ? there : anywhere;
  }

  /** What speaks for each action that is looked at, in numbers; the same as `find` looks at but for words that may be an app or none. */
  look(query: string, scope: Scope): { readonly id: string; readonly features: number[] }[] {
    const named = this.#mention(query, scope);
    const rows: { id: string; features: number[] }[] = [];
    const see = ({ part, at }: Place, asked: Query) => {
      const { app, action } = part.entries.at(at);
      rows.push({ id: `${app}/${action.key}`, features: featuresOf(signsOf(part.entries, at, asked)) });
    };
    this.#look(named?.rest ?? query, named ? [...named.apps] : given(scope).apps, see);
    return rows;
  }

  /** Why actions rank where they do, in words, for those that `keyOf` gives a name. */
  explain(
    query: string,
    scope: Scope,
    keyOf: (action: Searchable) => string | undefined,
  ): ReadonlyMap<string, readonly string[]> {
    const named = this.#mention(query, scope);
    const lines = new Map<string, readonly string[]>();
    // What an app's name narrows is looked at first, for that is what the ranking does when it is sure.
    const scopes = named
      ? [
          { query: named.rest, apps: [...named.apps] },
          { query, apps: undefined },
        ]
      : [{ query, ...given(scope) }];
    for (const one of scopes)
      this.#look(one.query, one.apps, ({ part, at }, asked, more) => {
        const key = keyOf(part.entries.at(at));
        if (key !== undefined && !lines.has(key)) lines.set(key, explainEntry(part, at, { ...more, query: asked }));
      });
    return lines;
  }

  #findIn(query: string, apps: readonly string[] | undefined): Found[] {
    const found: Found[] = [];
    const reading = this.#look(query, apps, ({ part, at }, asked) => {
      const searchable = part.entries.at(at);
      const signs = signsOf(part.entries, at, asked);
      found.push({ ...searchable, score: scoreOf(featuresOf(signs)), signs });
    });
    return (asksToDestroy(reading) ? found : harmlessFirst(found)).sort(compareFound);
  }

  #mention(query: string, { app, apps }: Scope): Mention | undefined {
    if (app !== undefined || apps !== undefined) return undefined;
    return this.#parts.map(({ names }) => names.find(query)).findLast((mention) => mention !== undefined);
  }

  #isCommon(word: string): boolean {
    const apps = this.#parts.reduce((sum, part) => sum + part.appsNaming(word), 0);
    return apps > commonAbove || classesOf(word) !== undefined;
  }

  #look(query: string, apps: readonly string[] | undefined, see: See): Reading {
    const reading = this.read(query);
    const whole = wholeOf(query);
    const askedOf = this.#parts.map((part) => askIn(part, reading));
    try {
      const places = apps === undefined ? undefined : this.#placesOf(apps);
      const idf = this.#idf(askedOf, places, places?.length ?? this.count);
      const weighed = [...reading.words].map(([word, weight], index) => [word, weight * (idf[index] ?? 1)] as const);
      const meaning = meaningOf(weighed, this.#parts, this.#vectors);
      const queries = this.#parts.map(
        (part, index): Query => ({
          asked: askedOf[index] ?? [],
          idf,
          whole,
          verbs: verbFits(part, reading),
          cosine: (at) => part.meanings.cosine(at, meaning, part.state, () => this.#meaningAt(index, at)),
        }),
      );
      for (const place of places ?? this.#candidates(askedOf)) {
        const own = queries[this.#parts.indexOf(place.part)];
        const asked = askedOf[this.#parts.indexOf(place.part)];
        if (own && asked) see(place, own, { reading, asked });
      }
    } finally {
      for (const asked of askedOf) forget(asked);
    }
    return reading;
  }

  #placesOf(apps: Iterable<string>): Place[] {
    return [...new Set(apps)].flatMap((app) => this.#parts.flatMap((part) => part.of(app).map((at) => ({ part, at }))));
  }

  #candidates(askedOf: readonly (readonly AskedIn[])[]): readonly Place[] {
    const shares = this.#parts.map((part, index) => this.#sharesIn(part, askedOf[index] ?? []));
    try {
      return bestOf(shares, mostCandidates);
    } finally {
      for (const { scores, touched } of shares) for (const at of touched) scores[at] = 0;
    }
  }

  /** How much of the query the entries of a part have, at a glance. The row of scores is the part's own. */
  #sharesIn(part: Part, asked: readonly AskedIn[]): Shares {
    const scores = part.scores();
    const touched: number[] = [];
    const { count } = this;
    for (const { weight, neighbours } of asked)
      for (let place = 0; place < neighbours.words.length; place += 1) {
        const alike = neighbours.alike[place] ?? 0;
        const word = neighbours.words[place] ?? 0;
        if (alike < leastAlike || part.documents(word) === 0) continue;
        const says = weight * alike * Math.log(1 + count / documentsIn(this.#parts, part.net.word(word)));
        for (const at of part.postings(word)) {
          const before = scores[at] ?? 0;
          if (before === 0) touched.push(at);
          scores[at] = before + says;
        }
      }
    return { part, scores, touched };
  }

  /** How much each asked word tells within the scope: one that fits everything tells nothing. */
  #idf(askedOf: readonly (readonly AskedIn[])[], places: readonly Place[] | undefined, total: number): number[] {
    const count = askedOf[0]?.length ?? 0;
    return Array.from({ length: count }, (_, index) => {
      let documents = 0;
      for (const [nth, part] of this.#parts.entries()) {
        const asked = askedOf[nth]?.[index];
        if (asked === undefined) continue;
        if (places === undefined) {
          for (const [at, word] of asked.neighbours.words.entries())
            if ((asked.neighbours.alike[at] ?? 0) > leastSame) documents += part.documents(word);
        } else for (const { part: of, at } of places) if (of === part) documents += shareOf(part, at, asked);
      }
      const rarity = Math.log(1 + total / (0.5 + documents)) / Math.log(1 + total / 1.5);
      return 0.25 + 0.75 * Math.min(1, rarity);
    });
  }

  /** By the counts of its own part and those below: what a part above adds is nothing that others may see. */
  #meaningAt(index: number, at: number): Float32Array {
    const parts = this.#parts.slice(0, index + 1);
    const { net, entries } = this.#parts[index] as Part; // The index is that of a part.
    const { starts, words, weights } = entries.words;
    const own: [string, number][] = [];
    for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1)
      own.push([net.word(words.values[place] ?? 0), weights.values[place] ?? 0]);
    return meaningOf(own, parts, this.#vectors);
  }
}

/** Of length 1: what words mean together, the rare ones above all. */
function meaningOf(words: Iterable<readonly [string, number]>, parts: readonly Part[], vectors: Vectors): Float32Array {
  const sum = new Float32Array(vectors.size);
  const count = parts.reduce((total, { entries }) => total + entries.count, 0);
  for (const [word, weight] of words) {
    const row = vectors.row(word);
    if (row === undefined) continue;
    const rarity = Math.log(1 + count / Math.max(1, documentsIn(parts, word))) / rarest;
    vectors.addTo(sum, row, weight * Math.min(1, rarity));
  }
  let norm = 0;
  for (const value of sum) norm += value * value;
  norm = Math.sqrt(norm) || 1;
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) / norm;
  return sum;
}

function documentsIn(parts: readonly Part[], word: string): number {
  let documents = 0;
  for (const part of parts) documents += part.documents(part.net.id(word));
  return documents;
}

interface Shares {
  readonly part: Part;
  readonly scores: Float64Array;
  /** The entries that have a score. */
  readonly touched: readonly number[];
}

/** Those with the highest scores; of equal ones those whose names come first. */
function bestOf(shares: readonly Shares[], most: number): readonly Place[] {
  const all = new Float64Array(shares.reduce((sum, { touched }) => sum + touched.length, 0));
  let next = 0;
  for (const { scores, touched } of shares)
    for (const at of touched) {
      all[next] = scores[at] ?? 0;
      next += 1;
    }
  const least = all.length <= most ? 0 : (all.sort()[all.length - most] ?? 0);
  const above: Place[] = [];
  const equal: Place[] = [];
  for (const { part, scores, touched } of shares)
    for (const at of touched) {
      const score = scores[at] ?? 0;
      if (score > least) above.push({ part, at });
      else if (score === least) equal.push({ part, at });
    }
  const needed = most - above.length;
  if (equal.length > needed) equal.sort((a, b) => compareNames(a.part.entries.at(a.at), b.part.entries.at(b.at)));
  return [...above, ...equal.slice(0, needed)];
}

/** Where nobody asks to destroy anything, what does comes after what does not. */
function harmlessFirst(found: readonly Found[]): Found[] {
  const isHarmless = ({ action, signs }: Found) => action.effect !== 'destroy' || signs.same === 1;
  let best = -Infinity;
  for (const one of found) if (isHarmless(one)) best = Math.max(best, one.score);
  return found.map((one) => (isHarmless(one) || one.score < best ? one : { ...one, score: best - leastBehind }));
}

function given({ app, apps }: Scope) {
  return { apps: app === undefined ? apps : [app] };
}

function compareFound(a: Found, b: Found): number {
  return b.score - a.score || compareNames(a, b);
}

function compareNames(a: Searchable, b: Searchable): number {
  if (a.app !== b.app) return a.app < b.app ? -1 : 1;
  return a.action.key < b.action.key ? -1 : a.action.key > b.action.key ? 1 : 0;
}
