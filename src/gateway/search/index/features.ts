import type { Entries } from './entries.ts';

/** How much each feature counts, in the order of `featuresOf`. */
export const W = [1.5, 1.6, 0.3, 0.4, 0.5, 0.1, 0.5, 0.4, 0, 0.2, 1.6, 0.1, 0.5, 0.3];

/** One word of the query, as the words of one part of the index look from it. */
export interface Asked {
  readonly word: string;
  readonly weight: number;
  /** How alike each word of the index is, by its id; 0 for most. */
  readonly alike: Float32Array;
}

export interface Query {
  readonly asked: readonly Asked[];
  /** How much each asked word tells within the scope. */
  readonly idf: readonly number[];
  /** How well each verb of the entries serves what is wanted, by its place in `verbNames`. */
  readonly verbs: Float32Array;
  /** Cosine of the meaning of an entry and that of the query. */
  cosine(at: number): number;
}

const nameWeight = 0.8;
const mostWords = 30;
/** From here on a word counts as matched. */
const leastMatched = 0.5;

/** What speaks for an entry. */
export function featuresOf(entries: Entries, at: number, query: Query): number[] {
  const verb = verbFit(entries, at, query.verbs);
  const { covered, named, last, strongest, matched } = coverage(entries, at, query);
  const { object, head } = objectFit(entries, at, query.asked);
  const cosine = Math.max(0, query.cosine(at));
  const { starts } = entries.words;
  const words = (starts.values[at + 1] ?? 0) - (starts.values[at] ?? 0);
  const noun = (covered + object) / 2;
  return [
    ...[verb, covered, object, verb * noun, named, head, cosine, last, verb * verb, strongest, matched],
    ...[verb * cosine, Math.min(words, mostWords) / mostWords, covered * object],
  ];
}

export function scoreOf(features: readonly number[]): number {
  let score = 0;
  for (let at = 0; at < features.length; at += 1) score += (features[at] ?? 0) * (W[at] ?? 0);
  return score;
}

function verbFit({ verbs }: Entries, at: number, fits: Float32Array): number {
  const [words, weights] = [verbs.words.values, verbs.weights.values];
  let best = 0;
  for (let place = verbs.starts.values[at] ?? 0; place < (verbs.starts.values[at + 1] ?? 0); place += 1) {
    const fit = (fits[words[place] ?? -1] ?? 0) * (weights[place] ?? 0);
    if (fit > best) best = fit;
  }
  return best;
}

/** How much of the query the entry has: in all its words, and in those of its name. */
function coverage({ words: list }: Entries, at: number, { asked, idf }: Query) {
  const [words, weights] = [list.words.values, list.weights.values];
  const [from, to] = [list.starts.values[at] ?? 0, list.starts.values[at + 1] ?? 0];
  let covered = 0;
  let named = 0;
  let all = 0;
  let last = 0;
  let strongest = 0;
  let matched = 0;
  for (let index = 0; index < asked.length; index += 1) {
    const { weight, alike } = asked[index] as Asked; // The index is within.
    const w = weight * (idf[index] ?? 1);
    let best = 0;
    let bestName = 0;
    for (let place = from; place < to; place += 1) {
      const raw = alike[words[place] ?? -1] ?? 0;
      if (raw === 0) continue;
      const says = weights[place] ?? 0;
      if (raw * says > best) best = raw * says;
      if (says >= nameWeight - 1e-6 && raw > bestName) bestName = raw;
    }
    covered += w * best;
    named += w * bestName;
    all += w;
    if (weight >= nameWeight) last = bestName;
    strongest = Math.max(strongest, w * best);
    if (best >= leastMatched) matched += w;
  }
  const share = all === 0 ? 0 : 1 / all;
  return { covered: covered * share, named: named * share, last, strongest, matched: matched * share };
}

/** How much of the entry's name the query has. */
function objectFit({ objects }: Entries, at: number, asked: readonly Asked[]) {
  const [words, weights] = [objects.words.values, objects.weights.values];
  let shared = 0;
  let sum = 0;
  let head = 0;
  for (let place = objects.starts.values[at] ?? 0; place < (objects.starts.values[at + 1] ?? 0); place += 1) {
    const weight = weights[place] ?? 0;
    let best = 0;
    for (const one of asked) {
      const how = (one.alike[words[place] ?? -1] ?? 0) * Math.min(1, one.weight * 1.5);
      if (how > best) best = how;
    }
    shared += weight * best;
    sum += weight;
    if (weight === 1) head = best;
  }
  return { object: sum === 0 ? 0 : shared / sum, head };
}
