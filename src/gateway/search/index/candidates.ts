import type { AskedIn } from './asking.ts';
import type { Searchable } from './document.ts';
import { countIn, documentsIn } from './meaning-of.ts';
import type { Part } from './part.ts';

const leastAlike = 0.45;

/** Of each part the entries that are looked at. */
export type Places = readonly (readonly number[])[];

export function placesOf(apps: Iterable<string>, parts: readonly Part[]): Places {
  const named = new Set(apps);
  return parts.map((part) => [...named].flatMap((app) => part.of(app)));
}

interface Shares {
  readonly part: Part;
  readonly scores: Float64Array;
  /** The entries that have a score. */
  readonly touched: Int32Array;
}

/** The entries of each part that have most of the query, at a glance; so many in all. */
export function candidatesOf(parts: readonly Part[], askedOf: readonly (readonly AskedIn[])[], most: number): Places {
  const shares = parts.map((part, index) => sharesIn(part, askedOf[index] ?? [], parts));
  try {
    return bestOf(shares, most);
  } finally {
    for (const { scores, touched } of shares)
      for (let place = 0; place < touched.length; place += 1) scores[touched[place] as number] = 0; // Within.
  }
}

/** How much of the query the entries of a part have. The rows are the part's own. */
function sharesIn(part: Part, asked: readonly AskedIn[], parts: readonly Part[]): Shares {
  const { scores, touched } = part.scores();
  const { starts, entries } = part.postings;
  const count = countIn(parts);
  let seen = 0;
  for (const { weight, neighbours } of asked)
    for (let place = 0; place < neighbours.words.length; place += 1) {
      const alike = neighbours.alike[place] ?? 0;
      const word = neighbours.words[place] ?? 0;
      const [from, to] = [starts[word] ?? 0, starts[word + 1] ?? 0];
      if (alike < leastAlike || from === to) continue;
      const says = weight * alike * Math.log(1 + count / documentsIn(part, word, parts));
      for (let nth = from; nth < to; nth += 1) {
        const at = entries[nth] as number; // All of these are within.
        const before = scores[at] as number;
        if (before === 0) {
          touched[seen] = at;
          seen += 1;
        }
        scores[at] = before + says;
      }
    }
  return { part, scores, touched: touched.subarray(0, seen) };
}

/** Those with the highest scores; of equal ones those whose names come first. */
function bestOf(shares: readonly Shares[], most: number): Places {
  const least = leastOfBest(shares, most);
  const equal: { readonly index: number; readonly at: number }[] = [];
  let needed = most;
  const best = shares.map(({ scores, touched }, index) => {
    const above: number[] = [];
    for (let place = 0; place < touched.length; place += 1) {
      const at = touched[place] as number; // Within both.
      const score = scores[at] as number;
      if (score > least) above.push(at);
      else if (score === least) equal.push({ index, at });
    }
    needed -= above.length;
    return above;
  });
  const searchable = ({ index, at }: (typeof equal)[number]) => (shares[index] as Shares).part.entries.at(at); // An index of them.
  if (equal.length > needed) equal.sort((a, b) => compareNames(searchable(a), searchable(b)));
  for (const { index, at } of equal.slice(0, needed)) best[index]?.push(at);
  return best;
}

/** The score that so many have, or more; 0 when fewer have any. */
function leastOfBest(shares: readonly Shares[], most: number): number {
  let length = 0;
  for (const { touched } of shares) length += touched.length;
  if (length <= most) return 0;
  const all = new Float64Array(length);
  let next = 0;
  for (const { scores, touched } of shares)
    for (let place = 0; place < touched.length; place += 1) {
      all[next] = scores[touched[place] as number] as number; // Within both.
      next += 1;
    }
  return nthOf(all, length - most);
}

/** What would stand at a place if the numbers were in order; moves them about. Sorting them takes ten times as long. */
export function nthOf(values: Float64Array, place: number): number {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = middleOf(values[from] ?? 0, values[(from + to) >> 1] ?? 0, values[to] ?? 0);
    let [low, high] = [from, to];
    while (low <= high) {
      while ((values[low] as number) < pivot) low += 1; // The pivot stops both within.
      while ((values[high] as number) > pivot) high -= 1;
      if (low > high) break;
      const moved = values[low] as number;
      values[low] = values[high] as number;
      values[high] = moved;
      low += 1;
      high -= 1;
    }
    if (place <= high) to = high;
    else if (place >= low) from = low;
    else break;
  }
  return values[place] ?? 0;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

export function compareNames(a: Searchable, b: Searchable): number {
  if (a.app !== b.app) return a.app < b.app ? -1 : 1;
  return a.action.key < b.action.key ? -1 : a.action.key > b.action.key ? 1 : 0;
}
