import type { Entries } from './entries.ts';
import weights from './weights.json' with { type: 'json' };

/** What is weighed, by name. */
export const featureNames = [
  ...['verb', 'covered', 'object', 'verbNoun', 'cosine', 'strongest', 'matched'],
  ...['bulk', 'tendency', 'asking', 'same'],
] as const;
const fitted: Readonly<Record<string, number>> = weights.features;
/** How much each feature counts, in the order of `featuresOf`. */
const W = featureNames.map((name) => fitted[name] ?? 0);

/** One word of the query, as the words of one part of the index look from it. */
export interface Asked {
  readonly word: string;
  readonly weight: number;
  /** How alike each word of the index is, by its id; 0 for most. */
  readonly alike: Float32Array;
}

export interface Query {
  readonly asked: readonly Asked[];
  /** 1 for each word of the index, by its id, that is alike to any asked one. */
  readonly near: Uint8Array;
  /** How much each asked word tells within the scope. */
  readonly idf: readonly number[];
  /** How well each verb of the entries serves what is wanted, by its place in `verbNames`. */
  readonly verbs: Float32Array;
  /** How often such a sentence wants what each verb of the entries does, as a weight; by their places in `verbNames`. */
  readonly tendencies: Float32Array;
  readonly isQuestion: boolean;
  /** It speaks of many. */
  readonly asksMany: boolean;
  /** How much of the query nothing in the scope has; of its kinds of things alone. */
  readonly absent: number;
  readonly absentThings: number;
  /** How surely something to do was named. */
  readonly wanted: number;
  /** All of it as `wholeOf` has it. */
  readonly whole: number;
  /** Cosine of the meaning of an entry and that of the query. */
  cosine(at: number): number;
}

/** From here on a word counts as matched. */
const leastMatched = 0.5;

/** What speaks for an entry, each 0 to 1 but for tendency and length. */
export interface Signs {
  /** How well what it does serves what is wanted. */
  readonly verb: number;
  /** How much of the query it has; of the word that tells most. */
  readonly covered: number;
  readonly strongest: number;
  /** How much of the query it has, a word counting wholly or not at all. */
  readonly matched: number;
  /** How much of its name the query has. */
  readonly object: number;
  /** How alike the query and it are as wholes. */
  readonly cosine: number;
  /** How alike the query and the nearest of its phrases are, word by word both ways; 0 without phrases. */
  readonly asking: number;
  /** 1 when its name or a phrase is what was asked, word by word. */
  readonly same: number;
  /** 1 when it is for many at once and nobody spoke of many. */
  readonly bulk: number;
  /** How often such a sentence wants what it does, as a weight. */
  readonly tendency: number;
  /** The logarithm of how many words it has. */
  readonly length: number;
  /** 1 for a question. */
  readonly asked: number;
  /** As `Query` has them. */
  readonly absent: number;
  readonly absentThings: number;
  readonly wanted: number;
}

export function signsOf(entries: Entries, at: number, query: Query): Signs {
  const { covered, strongest, matched } = coverage(entries, at, query);
  // Member by member: this is done for hundreds of entries a query, and a spread takes ten times as long.
  return {
    verb: verbFit(entries, at, query.verbs),
    tendency: query.tendencies[mainVerb(entries, at)] ?? 0,
    covered,
    strongest,
    matched,
    object: objectFit(entries, at, query),
    cosine: Math.max(0, query.cosine(at)),
    asking: askingFit(entries, at, query),
    same: isSame(entries, at, query.whole) ? 1 : 0,
    bulk: entries.bulks.values[at] === 1 && !query.asksMany ? 1 : 0,
    asked: query.isQuestion ? 1 : 0,
    length: Math.log(1 + (entries.words.starts.values[at + 1] ?? 0) - (entries.words.starts.values[at] ?? 0)),
    absent: query.absent,
    absentThings: query.absentThings,
    wanted: query.wanted,
  };
}

/** The signs as numbers, in the order of `featureNames`. */
export function featuresOf(signs: Signs): number[] {
  const { verb, covered, object, cosine, strongest, matched, bulk, tendency, asking, same } = signs;
  const verbNoun = (verb * (covered + object)) / 2;
  return [verb, covered, object, verbNoun, cosine, strongest, matched, bulk, tendency, asking * asking, same];
}

export function scoreOf(features: readonly number[]): number {
  let score = 0;
  for (let at = 0; at < features.length; at += 1) score += (features[at] ?? 0) * (W[at] ?? 0);
  return score;
}

/** The place in `verbNames` of what an entry surely does; -1 for none. */
export function mainVerb({ verbs }: Entries, at: number): number {
  const [words, sureness] = [verbs.words.values, verbs.weights.values];
  let main = -1;
  let most = 0;
  for (let place = verbs.starts.values[at] ?? 0; place < (verbs.starts.values[at + 1] ?? 0); place += 1)
    if ((sureness[place] ?? 0) > most) {
      most = sureness[place] ?? 0;
      main = words[place] ?? -1;
    }
  return main;
}

function verbFit({ verbs }: Entries, at: number, fits: Float32Array): number {
  const [words, weights] = [verbs.words.values, verbs.weights.values];
  let best = 0;
  for (let place = verbs.starts.values[at] ?? 0; place < (verbs.starts.values[at + 1] ?? 0); place += 1) {
    const fit = (fits[words[place] as number] as number) * (weights[place] as number); // Verbs of the entries have a fit each.
    if (fit > best) best = fit;
  }
  return best;
}

/** The words of one entry that are alike to any asked one: few of them. Made once, because entries are looked at by the hundred. */
const nearIds = new Int32Array(1_024);
const nearSays = new Float32Array(nearIds.length);

/** How much of the query the entry has. */
function coverage({ words: list }: Entries, at: number, { asked, idf, near }: Query) {
  const [words, weights] = [list.words.values, list.weights.values];
  let count = 0;
  for (let place = list.starts.values[at] ?? 0; place < (list.starts.values[at + 1] ?? 0); place += 1) {
    const id = words[place] as number; // Within.
    if (near[id] === 0 || count === nearIds.length) continue;
    nearIds[count] = id;
    nearSays[count] = weights[place] as number;
    count += 1;
  }
  let covered = 0;
  let all = 0;
  let strongest = 0;
  let matched = 0;
  for (let index = 0; index < asked.length; index += 1) {
    const { weight, alike } = asked[index] as Asked; // The index is within.
    const w = weight * (idf[index] ?? 1);
    let best = 0;
    for (let nth = 0; nth < count; nth += 1) {
      const raw = alike[nearIds[nth] as number] as number; // Rows are as long as the words are many.
      const says = nearSays[nth] as number;
      if (raw * says > best) best = raw * says;
    }
    covered += w * best;
    all += w;
    strongest = Math.max(strongest, w * best);
    if (best >= leastMatched) matched += w;
  }
  const share = all === 0 ? 0 : 1 / all;
  return { covered: covered * share, strongest, matched: matched * share };
}

/** How much of the entry's name the query has. */
function objectFit({ objects }: Entries, at: number, { asked, near }: Query): number {
  const [words, weights] = [objects.words.values, objects.weights.values];
  let shared = 0;
  let sum = 0;
  for (let place = objects.starts.values[at] ?? 0; place < (objects.starts.values[at + 1] ?? 0); place += 1) {
    const [id, weight] = [words[place] ?? 0, weights[place] ?? 0];
    let best = 0;
    for (let index = 0; index < asked.length && near[id] === 1; index += 1) {
      const one = asked[index] as Asked; // The index is within.
      const how = (one.alike[id] as number) * Math.min(1, one.weight * 1.5);
      if (how > best) best = how;
    }
    shared += weight * best;
    sum += weight;
  }
  return sum === 0 ? 0 : shared / sum;
}

function isSame({ wholes }: Entries, at: number, whole: number): boolean {
  const { starts, words } = wholes;
  if (whole === 0) return false;
  for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1)
    if (words.values[place] === whole) return true;
  return false;
}

function askingFit({ askings, askingWords }: Entries, at: number, { asked, idf }: Query): number {
  const { starts, words } = askingWords;
  let best = 0;
  for (let list = askings.values[at] ?? 0; list < (askings.values[at + 1] ?? 0); list += 1) {
    const own = words.values.subarray(starts.values[list], starts.values[list + 1]);
    const fit = bothWays(own, asked, idf);
    if (fit > best) best = fit;
  }
  return best;
}

/** Harmonic mean of how much of the asking was said, and how much of what was said is in it. */
function bothWays(own: Int32Array, asked: readonly Asked[], idf: readonly number[]): number {
  let said = 0;
  for (const word of own) {
    let most = 0;
    for (const { alike } of asked) most = Math.max(most, alike[word] ?? 0);
    said += most;
  }
  let covered = 0;
  let all = 0;
  for (const [index, { weight, alike }] of asked.entries()) {
    const w = weight * (idf[index] ?? 1);
    let most = 0;
    for (const word of own) most = Math.max(most, alike[word] ?? 0);
    covered += w * most;
    all += w;
  }
  if (said === 0 || covered === 0) return 0;
  const [there, back] = [said / own.length, covered / all];
  return (2 * there * back) / (there + back);
}
