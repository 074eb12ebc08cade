import type { Vectors } from '../language/vectors.ts';
import type { Part } from './part.ts';

/** The logarithm of how rare a word is that tells most. */
const rarest = 7;

/** Of length 1: what words mean together, the rare ones above all. */
export function meaningOf(
  words: Iterable<readonly [string, number]>,
  parts: readonly Part[],
  vectors: Vectors,
): Float32Array {
  const sum = new Float32Array(vectors.size);
  let count = 0;
  for (const { entries } of parts) count += entries.count;
  for (const [word, weight] of words) {
    const row = vectors.row(word);
    if (row === undefined) continue;
    const rarity = Math.log(1 + count / Math.max(1, documentsOf(word, parts))) / rarest;
    vectors.addTo(sum, row, weight * Math.min(1, rarity));
  }
  let norm = 0;
  for (const value of sum) norm += value * value;
  norm = Math.sqrt(norm) || 1;
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) / norm;
  return sum;
}

/** What an entry of a part means, weighed by what is in the parts. */
export function meaningOfEntry(part: Part, at: number, parts: readonly Part[], vectors: Vectors): Float32Array {
  const { starts, words, weights } = part.entries.words;
  const own: [string, number][] = [];
  for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1)
    own.push([part.net.word(words.values[place] ?? 0), weights.values[place] ?? 0]);
  return meaningOf(own, parts, vectors);
}

/** How many entries of all parts have a word. */
function documentsOf(word: string, parts: readonly Part[]): number {
  let documents = 0;
  for (const part of parts) documents += part.documents(part.net.id(word));
  return documents;
}

/** The same for a word by its id in one of them. */
export function documentsIn(part: Part, id: number, parts: readonly Part[]): number {
  let documents = part.documents(id);
  if (parts.length > 1) {
    const word = part.net.word(id);
    for (const other of parts) if (other !== part) documents += other.documents(other.net.id(word));
  }
  return documents;
}
