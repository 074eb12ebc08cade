import type { Reading } from '../language/reading.ts';
import { affinity } from '../language/verbs.ts';
import type { Neighbours } from './alike.ts';
import type { Asked } from './features.ts';
import type { Part } from './part.ts';

/** One word of the query as a part of the index sees it. */
export interface AskedIn extends Asked {
  readonly neighbours: Neighbours;
}

/** The words of a query as a part sees them. The rows in it are the part's own: `forget` gives them back. */
export function askIn(part: Part, { words }: Reading): readonly AskedIn[] {
  return [...words].map(([word, weight], index) => {
    const neighbours = part.net.neighbours(word);
    const alike = part.scratch(index);
    for (const [place, id] of neighbours.words.entries()) alike[id] = neighbours.alike[place] ?? 0;
    return { word, weight, neighbours, alike };
  });
}

export function forget(asked: readonly AskedIn[]): void {
  for (const { alike, neighbours } of asked) for (const id of neighbours.words) alike[id] = 0;
}

/** How well each verb of the part's entries serves what is wanted. */
export function verbFits({ entries }: Part, { verbs }: Reading): Float32Array {
  return Float32Array.from(entries.verbNames, (offered) => {
    let best = 0;
    for (const [wanted, weight] of verbs) best = Math.max(best, weight * affinity(wanted, offered));
    return best;
  });
}

/** How much an entry has of an asked word. */
export function shareOf({ entries }: Part, at: number, { alike }: AskedIn): number {
  const { starts, words, weights } = entries.words;
  const [ids, says] = [words.values, weights.values];
  let best = 0;
  for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1) {
    const share = (alike[ids[place] ?? -1] ?? 0) * (says[place] ?? 0);
    if (share > best) best = share;
  }
  return best;
}
