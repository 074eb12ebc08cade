import { type Reading, readQuery } from '../language/reading.ts';
import type { Vectors } from '../language/vectors.ts';
import { classesOf } from '../language/verbs.ts';
import type { Mention } from './app-names.ts';
import { type AskedIn, absenceOf, askIn, forget, sharesOf, sharesOfAll, tendenciesOf, verbFits } from './asking.ts';
import { candidatesOf, compareNames, type Places, placesOf } from './candidates.ts';
import { asksToDestroy } from './destroying.ts';
import { documentOf, type Searchable } from './document.ts';
import { explainEntry } from './explain.ts';
import { featuresOf, mainVerb, type Query, type Signs, scoreOf, signsOf } from './features.ts';
import { meaningOf } from './meaning-of.ts';
import { pack, unpack } from './packing.ts';
import { commonAbove, Part } from './part.ts';
import { wholeOf } from './whole.ts';

export interface Found extends Searchable {
  readonly score: number;
  readonly signs: Signs;
}

interface Looked {
  readonly id: string;
  readonly features: readonly number[];
  /** What it does above all. */
  readonly verb: string | undefined;
}

/** What is searched: the actions of some apps, or all. */
export interface Scope {
  readonly apps?: readonly string[] | undefined;
}

type See = (
  part: Part,
  at: number,
  query: Query,
  more: { readonly reading: Reading; readonly asked: readonly AskedIn[] },
) => void;

/** Over the whole catalogue only so many, those that share most with the query, are looked at closely. */
const mostCandidates = 250;
/** So many when the best one's score is all that is wanted. */
const fewCandidates = 100;
/** Further words are not looked for: each takes time, and nobody says what they want in so many. */
const mostAsked = 40;
/** An app that a word may name is meant when its best action is so much of the best one anywhere. */
const leastOfNamed = 0.7;
const leastBehind = 0.01;

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

  /** It with further actions, of which it knows nothing itself. */
  extended(actions: readonly Searchable[]): ActionIndex {
    return new ActionIndex(actions, this.#vectors, this);
  }

  /** All that it knows of its own actions, as bytes under a key. */
  packed(key: Uint8Array): Uint8Array {
    return pack(key, this.#own.sections());
  }

  /** What another index knew of the same actions in the same order; undefined for bytes of another key, or damaged ones. */
  static unpacked(
    packed: Uint8Array,
    { key, actions, vectors }: { key: Uint8Array; actions: readonly Searchable[]; vectors: Vectors },
  ): ActionIndex | undefined {
    const sections = unpack(key, packed);
    if (sections === undefined) return undefined;
    const index = new ActionIndex([], vectors);
    index.#own.take(sections, actions);
    return index;
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
    const reading = readQuery(query, isHere, (word) => isHere(word) || this.#isKnown(word));
    if (reading.words.size <= mostAsked) return reading;
    return { ...reading, words: new Map([...reading.words].slice(0, mostAsked)) };
  }

  /** Best first. */
  find(query: string, scope: Scope): Found[] {
    const named = this.#mention(query, scope);
    if (named === undefined) return this.#findIn(query, scope.apps);
    const there = this.#findIn(named.rest, [...named.apps]);
    if (named.isSure) return there;
    // A word that is also an ordinary one names the app when the app has what the rest asks for.
    const anywhere = this.#findIn(query, undefined);
    return (there[0]?.score ?? 0) >= leastOfNamed * (anywhere[0]?.score ?? 0) ? there : anywhere;
  }

  /** The apps that a query surely names. */
  appsNamed(query: string): readonly string[] {
    const named = this.#mention(query, {});
    return named?.isSure ? [...named.apps].sort() : [];
  }

  /** The score of the best action of all; 0 for none. */
  best(query: string): number {
    let best = 0;
    const see: See = ({ entries }, at, asked) => {
      best = Math.max(best, scoreOf(featuresOf(signsOf(entries, at, asked))));
    };
    this.#look(query, undefined, see, fewCandidates);
    return best;
  }

  /** What speaks for each action that is looked at, in numbers; the same as `find` looks at but for words that may be an app or none. */
  look(query: string, scope: Scope): { readonly reading: Reading; readonly rows: readonly Looked[] } {
    const named = this.#mention(query, scope);
    const rows: Looked[] = [];
    const see = ({ entries }: Part, at: number, asked: Query) => {
      const { app, action } = entries.at(at);
      const verb = entries.verbNames[mainVerb(entries, at)];
      rows.push({ id: `${app}/${action.key}`, features: featuresOf(signsOf(entries, at, asked)), verb });
    };
    return { reading: this.#look(named?.rest ?? query, named ? [...named.apps] : scope.apps, see), rows };
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
      : [{ query, apps: scope.apps }];
    for (const one of scopes)
      this.#look(one.query, one.apps, (part, at, asked, more) => {
        const key = keyOf(part.entries.at(at));
        if (key !== undefined && !lines.has(key)) lines.set(key, explainEntry(part, at, { ...more, query: asked }));
      });
    return lines;
  }

  #findIn(query: string, apps: readonly string[] | undefined): Found[] {
    const harmless: Found[] = [];
    const destroying: Found[] = [];
    const reading = this.#look(query, apps, ({ entries }, at, asked) => {
      const { app, appName, action } = entries.at(at);
      const signs = signsOf(entries, at, asked);
      const found = { app, appName, action, score: scoreOf(featuresOf(signs)), signs };
      (entries.destroys.values[at] === 1 && signs.same !== 1 ? destroying : harmless).push(found);
    });
    const behind = asksToDestroy(reading) ? destroying : putBehind(harmless, destroying);
    return [...harmless, ...behind].sort(compareFound);
  }

  #mention(query: string, { apps }: Scope): Mention | undefined {
    if (apps !== undefined) return undefined;
    return this.#parts.map(({ names }) => names.find(query)).findLast((mention) => mention !== undefined);
  }

  #isCommon(word: string): boolean {
    const apps = this.#parts.reduce((sum, part) => sum + part.appsNaming(word), 0);
    return apps > commonAbove || classesOf(word) !== undefined;
  }

  #look(query: string, apps: readonly string[] | undefined, see: See, limit = mostCandidates): Reading {
    const reading = this.read(query);
    const whole = wholeOf(query);
    const parts = this.#parts;
    const askedOf = parts.map((part) => askIn(part, reading));
    try {
      const scope = apps === undefined ? undefined : placesOf(apps, parts);
      const { idf, most } = this.#shares(askedOf, scope);
      const common = {
        ...{ idf, whole, isQuestion: reading.isQuestion, asksMany: reading.asksMany },
        ...absenceOf(askedOf[0] ?? [], most),
        wanted: Math.max(0, ...reading.verbs.values()),
      };
      const weighed = [...reading.words].map(([word, weight], index) => [word, weight * (idf[index] ?? 1)] as const);
      const meaning = meaningOf(weighed, parts, this.#vectors);
      for (const [index, places] of (scope ?? candidatesOf(parts, askedOf, limit)).entries()) {
        const [part, asked] = [parts[index] as Part, askedOf[index] as readonly AskedIn[]]; // One list a part.
        const cosine = this.#cosineIn(index, meaning);
        const verbs = verbFits(part, reading);
        const own: Query = {
          ...common,
          asked,
          near: part.near(),
          cosine,
          verbs,
          tendencies: tendenciesOf(part, reading),
        };
        const more = { reading, asked };
        for (let nth = 0; nth < places.length; nth += 1) see(part, places[nth] as number, own, more); // Within.
      }
    } finally {
      for (const [index, asked] of askedOf.entries()) forget(parts[index] as Part, asked); // One a part.
    }
    return reading;
  }

  /** How much each asked word tells within the scope (one that fits everything tells nothing), and how much of it the entry has that has most. */
  #shares(askedOf: readonly (readonly AskedIn[])[], scope: Places | undefined): { idf: number[]; most: number[] } {
    const total = scope === undefined ? this.count : scope.reduce((sum, places) => sum + places.length, 0);
    const [idf, most]: [number[], number[]] = [[], []];
    for (let index = 0; index < (askedOf[0]?.length ?? 0); index += 1) {
      let [documents, nearest] = [0, 0];
      for (const [nth, part] of this.#parts.entries()) {
        const asked = askedOf[nth]?.[index];
        if (asked === undefined) continue;
        const own = scope === undefined ? sharesOfAll(part, asked) : sharesOf(part, asked, scope[nth] ?? []);
        documents += own.sum;
        nearest = Math.max(nearest, own.most);
      }
      const rarity = Math.log(1 + total / (0.5 + documents)) / Math.log(1 + total / 1.5);
      idf.push(0.25 + 0.75 * Math.min(1, rarity));
      most.push(nearest);
    }
    return { idf, most };
  }

  /** By the counts of its own part and those below: what a part above adds is nothing that others may see. */
  #cosineIn(index: number, meaning: Float32Array): (at: number) => number {
    const part = this.#parts[index] as Part; // The index is that of a part.
    const below = this.#parts.slice(0, index + 1);
    const { meanings } = part;
    // What the words tell changes with each of them.
    meanings.begin(below.reduce((sum, one) => sum + one.state, 0));
    return (at) => meanings.cosine(at, meaning, part, below);
  }
}

/** Where nobody asks to destroy anything, what does comes after what does not. */
function putBehind(harmless: readonly Found[], destroying: readonly Found[]): readonly Found[] {
  if (destroying.length === 0) return destroying;
  let best = -Infinity;
  for (const { score } of harmless) best = Math.max(best, score);
  return destroying.map((one) => (one.score < best ? one : { ...one, score: best - leastBehind }));
}

function compareFound(a: Found, b: Found): number {
  return b.score - a.score || compareNames(a, b);
}
