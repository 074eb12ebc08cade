import type { Sentence } from './sentence.ts';
import type { VerbClass } from './verbs.ts';
import { determiners, finite, objects, openers, openQuestions, subjects } from './word-lists.ts';

/** What kind of sentence it is. */
export type Mood = 'who' | 'how many' | 'open' | 'whether' | 'told' | 'order' | 'statement' | 'thing';

type Wanted = readonly (readonly [VerbClass, number])[];

/** What is wanted where nothing to do is named. `unpaid bills`: to see them. */
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
const unsaid: Readonly<Record<Mood, Wanted>> = {
  ...{ who: [], 'how many': [], open: [], whether: [], told: [] },
  ...{ thing, statement, order },
};

/** What somebody may want done who names nothing to do. */
export function unsaidIn(mood: Mood): Wanted {
  return unsaid[mood];
}

/** `namesVerb`: something to do was found in it. */
export function moodOf(sentence: Sentence, namesVerb: boolean): Mood {
  const { words, isQuestion, isTranslated } = sentence;
  if (isQuestion) {
    if (words.some((word, place) => word === 'how' && ['many', 'much', 'often'].includes(words[place + 1] ?? '')))
      return 'how many';
    if (words.some((word) => word === 'who' || word === 'whom' || word === 'whose')) return 'who';
    return words.some((word) => openQuestions.has(word) || word === 'how' || word === 'why') ? 'open' : 'whether';
  }
  if (namesVerb) return 'told';
  return isTranslated ? 'thing' : moodWithoutVerb(sentence);
}

function moodWithoutVerb({ words, lemmas, names, starts }: Sentence): Mood {
  const at = Math.max(
    0,
    words.findIndex((word) => !openers.has(word)),
  );
  const [first = '', second = ''] = [words[at], words[at + 1]];
  const isMany = first !== lemmas[at] && first.endsWith('s');
  const isThing = isMany || (determiners.has(first) && !subjects.has(first));
  const says = words.some((word, place) => place > at && finite.has(word));
  if (isThing) return says && !isMany && starts.size > 1 ? 'statement' : 'thing';
  if (subjects.has(first) || (says && words.length > 4)) return 'statement';
  return objects.has(second) || /^\d+$/.test(second) || names.has(second) ? 'order' : 'thing';
}
