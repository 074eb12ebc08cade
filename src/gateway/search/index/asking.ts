import type { Reading } from '../language/reading.ts';
import { isThing } from '../language/thesaurus.ts';
import type { VerbClass } from '../language/verbs.ts';
import type { Neighbours } from './alike.ts';
import type { Asked } from './features.ts';
import type { Part } from './part.ts';
import weights from './weights.json' with { type: 'json' };

interface Shares {
  readonly sum: number;
  readonly most: number;
}

/** From here on a word stands for the asked one when it is counted how rare that is. */
const leastSame = 0.75;
/** Words that weigh no more are no loss. */
const leastTelling = 0.3;
/** From here on an entry has a word. */
const leastThere = 0.6;
/** By the kind of sentence, and for those with a number. */
const tendencies: Readonly<Record<string, Readonly<Record<string, number>>>> = weights.tendencies;

/** One word of the query as a part of the index sees it. */
export interface AskedIn extends Asked {
  readonly neighbours: Neighbours;
}

/** The words of a query as a part sees them. The rows in it are the part's own: `forget` gives them back. */
export function askIn(part: Part, { words }: Reading): readonly AskedIn[] {
  const near = part.near();
  return [...words].map(([word, weight], index) => {
    const neighbours = part.net.neighbours(word);
    const alike = part.scratch(index);
    for (let place = 0; place < neighbours.words.length; place += 1) {
      const id = neighbours.words[place] as number; // Within both.
      alike[id] = neighbours.alike[place] as number;
      near[id] = 1;
    }
    return { word, weight, neighbours, alike };
  });
}

export function forget(part: Part, asked: readonly AskedIn[]): void {
  const near = part.near();
  for (const { alike, neighbours } of asked)
    for (let place = 0; place < neighbours.words.length; place += 1) {
      const id = neighbours.words[place] as number; // Within.
      alike[id] = 0;
      near[id] = 0;
    }
}

/** How well each verb of the part's entries serves what is wanted. */
export function verbFits(part: Part, { verbs }: Reading): Float32Array {
  const fits = new Float32Array(part.entries.verbNames.length);
  for (const [wanted, weight] of verbs) {
    const serving = part.serving(wanted);
    for (let at = 0; at < fits.length; at += 1) {
      const fit = weight * (serving[at] as number); // As long as the names.
      if (fit > (fits[at] as number)) fits[at] = fit;
    }
  }
  return fits;
}

/** How often a sentence of that kind wants what each verb of the part's entries does. */
export function tendenciesOf({ entries }: Part, { mood, hasNumber }: Reading): Float32Array {
  const [own, numbered] = [tendencies[mood] ?? {}, hasNumber ? (tendencies['number'] ?? {}) : {}];
  const { verbNames } = entries;
  const all = new Float32Array(verbNames.length);
  for (let at = 0; at < all.length; at += 1) {
    const verb = verbNames[at] as VerbClass; // As many as there are.
    all[at] = (own[verb] ?? 0) + (numbered[verb] ?? 0);
  }
  return all;
}

/** How much an entry has of an asked word. */
function shareOf({ entries }: Part, at: number, { alike }: AskedIn): number {
  const { starts, words, weights } = entries.words;
  const [ids, says] = [words.values, weights.values];
  let best = 0;
  for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1) {
    const share = (alike[ids[place] as number] as number) * (says[place] as number); // Rows are as long as the words are many.
    if (share > best) best = share;
  }
  return best;
}

/** How much entries have of an asked word: all of them together, and the one that has most of it. */
export function sharesOf(part: Part, asked: AskedIn, places: readonly number[]): Shares {
  let [sum, most] = [0, 0];
  for (const at of places) {
    const share = shareOf(part, at, asked);
    sum += share;
    if (share > most) most = share;
  }
  return { sum, most };
}

/** The same of all entries, at a glance: how many have the word or one that may stand for it, and how alike the nearest one is. */
export function sharesOfAll(part: Part, { neighbours }: AskedIn): Shares {
  let [sum, most] = [0, 0];
  for (let place = 0; place < neighbours.words.length; place += 1) {
    const alike = neighbours.alike[place] ?? 0;
    const documents = part.documents(neighbours.words[place]);
    if (alike > leastSame) sum += documents;
    if (alike > most && documents > 0) most = alike;
  }
  return { sum, most };
}

/** How much of what was asked nothing has, all of it and of the kinds of things alone; `most` is by the asked word. */
export function absenceOf(
  asked: readonly AskedIn[],
  most: readonly number[],
): { absent: number; absentThings: number } {
  let [all, absent, absentThings] = [0, 0, 0];
  for (const [index, { word, weight }] of asked.entries()) {
    if (weight <= leastTelling || word.startsWith('@')) continue;
    all += weight;
    if ((most[index] ?? 0) >= leastThere) continue;
    absent += weight;
    if (isThing(word)) absentThings += weight;
  }
  return all === 0 ? { absent: 0, absentThings: 0 } : { absent: absent / all, absentThings: absentThings / all };
}
