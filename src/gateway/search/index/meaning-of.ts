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
  const count = countIn(parts);
  for (const [word, weight] of words) {
    const row = vectors.row(word);
    if (row !== undefined) vectors.addTo(sum, row, weight * tellingOf(documentsOf(word, parts), count));
  }
  return shortened(sum);
}

/** How much a word tells that so many of all entries have, 0 to 1. */
export function tellingOf(documents: number, count: number): number {
  return Math.min(1, Math.log(1 + count / Math.max(1, documents)) / rarest);
}

/** The same direction at length 1. */
export function shortened(sum: Float32Array): Float32Array {
  let norm = 0;
  for (const value of sum) norm += value * value;
  norm = Math.sqrt(norm) || 1;
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) / norm;
  return sum;
}

export function countIn(parts: readonly Part[]): number {
  let count = 0;
  for (const { entries } of parts) count += entries.count;
  return count;
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
