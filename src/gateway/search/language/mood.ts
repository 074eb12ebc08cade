import type { Sentence } from './sentence.ts';
import type { VerbClass } from './verbs.ts';
import { determiners, finite, objects, openers, subjects } from './word-lists.ts';

type Wanted = readonly (readonly [VerbClass, number])[];

/** `unpaid bills`: to see them. */
const thing: Wanted = [
  ['list', 0.8],
  ['get', 0.8],
  ['search', 0.55],
  ['report', 0.5],
  ['check', 0.5],
];
/** `Kim moved to Berlin`: to have it so. */
const statement: Wanted = [
  ['create', 0.7],
  ['update', 0.7],
  ['list', 0.5],
  ['get', 0.45],
  ['send', 0.4],
  ['delete', 0.3],
  ['search', 0.3],
];
/** `dim the light`, with a verb that nobody here knows. */
const order: Wanted = [
  ['create', 0.7],
  ['update', 0.7],
  ['send', 0.45],
  ['run', 0.4],
  ['delete', 0.4],
  ['get', 0.3],
  ['list', 0.2],
];

/** What somebody may want done who names nothing to do. */
export function unsaidBy({ words, lemmas, isTranslated, names, starts }: Sentence): Wanted {
  if (isTranslated) return thing;
  const at = Math.max(
    0,
    words.findIndex((word) => !openers.has(word)),
  );
  const [first = '', second = ''] = [words[at], words[at + 1]];
  const isMany = first !== lemmas[at] && first.endsWith('s');
  const isThing = isMany || (determiners.has(first) && !subjects.has(first));
  const says = words.some((word, place) => place > at && finite.has(word));
  if (isThing) return says && !isMany && starts.size > 1 ? statement : thing;
  if (subjects.has(first) || (says && words.length > 4)) return statement;
  if (objects.has(second) || /^\d+$/.test(second) || names.has(second)) return order;
  return thing;
}
