import { isSameConcept } from '../language/concepts.ts';
import { contentOf } from '../language/content.ts';
import type { Reading } from '../language/reading.ts';
import { sensesOf } from '../language/thesaurus.ts';
import type { AskedIn } from './asking.ts';
import { type Query, signsOf } from './features.ts';
import type { Part } from './part.ts';

const nameWeight = 0.8;
const leastShown = 0.1;
/** From here on a verb serves what is wanted well. */
const leastServing = 0.7;
const leastAskingShown = 0.3;
/** From here on the thesaurus has a word as a name for a thing. */
const leastNamed = 0.7;

/** Why an entry ranks where it does, in words that whoever wrote the action can act on. */
export function explainEntry(
  part: Part,
  at: number,
  { reading, asked, query }: { readonly reading: Reading; readonly asked: readonly AskedIn[]; readonly query: Query },
): readonly string[] {
  const signs = signsOf(part.entries, at, query);
  const matches = asked.map((one) => matchOf(part, at, one));
  const missing = asked.flatMap(({ word, weight }, index) =>
    matches[index] === undefined && weight >= leastShown && !word.startsWith('@') ? [`'${word}'`] : [],
  );
  return [
    verbLine(part, at, reading, signs.verb),
    ...matches.flatMap((line) => line ?? []),
    ...(missing.length === 0 ? [] : [`nothing in it for ${missing.join(', ')}`]),
    ...(signs.asking >= leastAskingShown ? [`one of its phrases is ${share(signs.asking)} what was asked`] : []),
    `${share(signs.covered)} of the query is in it, ${share(signs.object)} of its name is in the query, their meaning is ${share(signs.cosine)} alike`,
    ...advice(signs.verb, missing),
  ];
}

function verbLine({ entries }: Part, at: number, { verbs }: Reading, fit: number): string {
  const { starts, words, weights } = entries.verbs;
  const offered: string[] = [];
  for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1)
    if ((weights.values[place] ?? 0) >= leastServing) offered.push(entries.verbNames[words.values[place] ?? 0] ?? '');
  const wanted = [...verbs].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const asked = wanted.length === 0 ? 'no verb' : wanted.map(([verb]) => verb).join(', ');
  return `verb: wanted ${asked}; offered ${offered.join(', ') || 'none'}: serves it by ${share(fit)}`;
}

/** The word of the entry that stands for an asked one, and how it does. */
function matchOf(part: Part, at: number, { word, alike }: AskedIn): string | undefined {
  const { starts, words, weights } = part.entries.words;
  let best: { readonly id: number; readonly says: number; readonly value: number } | undefined;
  for (let place = starts.values[at] ?? 0; place < (starts.values[at + 1] ?? 0); place += 1) {
    const id = words.values[place] ?? 0;
    const says = weights.values[place] ?? 0;
    const value = (alike[id] ?? 0) * says;
    if (value > (best?.value ?? 0)) best = { id, says, value };
  }
  if (best === undefined) return undefined;
  const own = part.net.word(best.id);
  // What is done says less than what it is done to, but is part of the name too.
  const isNamed = best.says >= nameWeight - 1e-6 || contentOf(part.entries.at(at).action.name).includes(own);
  const where = isNamed ? 'its name' : 'its text';
  return `'${word}' is '${own}' in ${where}: ${howAlike(word, own)} (${share(alike[best.id] ?? 0)})`;
}

function howAlike(word: string, own: string): string {
  if (word === own) return 'the same word';
  if (word.startsWith('@')) return `a ${word.slice(1)}`;
  if (isSameConcept(word, own)) return 'another name for it';
  const surest = Math.max(
    0,
    ...sensesOf(word).flatMap(({ words, sureness }) => (words.includes(own) ? [sureness] : [])),
  );
  if (surest > 0) return surest >= leastNamed ? 'another name for it' : 'it points to that';
  const shared = [...word].findIndex((letter, at) => own[at] !== letter);
  if (shared < 0 || shared >= 4 || (Math.abs(word.length - own.length) <= 2 && shared >= 2)) return 'alike in spelling';
  return 'alike in meaning';
}

function advice(verb: number, missing: readonly string[]): readonly string[] {
  if (missing.length === 0 && verb >= leastServing) return [];
  const what = missing.length === 0 ? 'the verb that people use' : `people's own words, with ${missing.join(', ')}`;
  return [`to be found so: add a phrase to the action in ${what}`];
}

function share(value: number): string {
  return `${Math.round(value * 100)} %`;
}
