import type { Sentence } from './sentence.ts';
import { classesOf } from './verbs.ts';
import {
  asides,
  beginnings,
  determiners,
  leadsToVerb,
  negations,
  nounToo,
  objects,
  relatives,
  stop,
} from './word-lists.ts';

/** A negation reaches so many words far, and in some languages the word before it. */
const negatedWithin = 3;

/** Whether the word here is what is done, and not what it is done to: `send the report` against `the report`. */
export function isVerbAt(sentence: Sentence, place: number, isFirst: boolean): boolean {
  const { words, lemmas, isQuestion, starts } = sentence;
  const [before = '', word = '', after = ''] = [words[place - 1], words[place], words[place + 1]];
  // `tests that we have` are things.
  if (place === 0) return isQuestion || !isPlural(word, lemmas[place] ?? '');
  if (starts.has(place) && word === lemmas[place] && (objects.has(after) || (isFirst && isPlainVerb(word))))
    return true;
  // `people who left`
  if (!isQuestion && relatives.has(before)) return false;
  if (leadsToVerb.has(before) || (beginnings.has(before) && /ing$/.test(word))) return true;
  if (determiners.has(before)) return false;
  return isQuestion || (isFirst && words.slice(0, place).every((other) => stop.has(other)));
}

/** Whether what is done here is not to be done. */
export function isNegatedAt({ words, starts, isTranslated }: Sentence, place: number): boolean {
  if (isTranslated && words[place + 1] === 'not') return true;
  for (let at = place; at > 0 && at > place - negatedWithin && !starts.has(at); at -= 1)
    if (negations.has(words[at - 1] ?? '')) return true;
  return false;
}

/** A word that is a verb and hardly ever anything else. */
function isPlainVerb(lemma: string): boolean {
  return !nounToo.has(lemma) && [...(classesOf(lemma)?.values() ?? [])].includes(1);
}

/** True for `orders`, by its form alone. */
export function isPlural(word: string, lemma: string): boolean {
  return word !== lemma && word.endsWith('s');
}

/** Whether a word stands in what is said besides (`… from the list`), when what it is done to was said. */
export function isAside(words: readonly string[], place: number, hasObject: boolean): boolean {
  if (!hasObject) return false;
  for (let at = place - 1; at >= Math.max(0, place - 4); at -= 1) {
    const word = words[at] ?? '';
    if (asides.has(word)) return true;
    if (!determiners.has(word) && at < place - 2) return false;
  }
  return false;
}
