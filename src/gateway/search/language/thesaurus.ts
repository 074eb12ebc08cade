import entries from './thesaurus.json' with { type: 'json' };
import { stop, times } from './word-lists.ts';
import { lemmaOf, wordsOf } from './words.ts';

/** What a word or a phrase may stand for. */
export interface Sense {
  /** Words for it, as names of actions have them. */
  readonly words: readonly string[];
  /** How surely it is meant, 0 to 1. */
  readonly sureness: number;
}

const another = 0.8;
/** The way back: who says the general name may mean this one. */
const reverse = 0.7;
const pointing = 0.5;
/** Longest phrase, in words. */
const longestPhrase = 4;

const things = new Set<string>();
const senses = new Map<string, Sense[]>();
for (const [thing, said] of Object.entries(entries)) {
  const [names = '', pointers = ''] = said.split('~');
  const words = lemmasOf(thing);
  things.add(words.join(' '));
  for (const name of listOf(names)) {
    note(name, { words, sureness: another });
    if (!name.includes(' ')) note(words.join(' '), { words: [name], sureness: reverse });
  }
  for (const pointer of listOf(pointers)) note(pointer, { words, sureness: pointing });
}

function note(said: string, sense: Sense): void {
  // `how do`, `last week` are said of everything.
  if (said.split(' ').every((word) => stop.has(word) || times.has(word))) return;
  const known = senses.get(said);
  if (known) known.push(sense);
  else senses.set(said, [sense]);
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => lemmasOf(one).join(' '))
    .filter((one) => one !== '');
}

function lemmasOf(text: string): string[] {
  return wordsOf(text).map((word) => lemmaOf(word, () => true));
}

/** What is meant by a word, or by several with spaces between; dictionary forms. */
export function sensesOf(said: string): readonly Sense[] {
  return senses.get(said) ?? [];
}

/** True for a word that names a kind of thing that software handles. */
export function isThing(word: string): boolean {
  return things.has(word);
}

/** How many words from here on are a phrase of the thesaurus; 0 for none, the longest one first. */
export function phraseLengthAt(lemmas: readonly string[], at: number): number {
  for (let length = Math.min(longestPhrase, lemmas.length - at); length > 1; length -= 1)
    if (senses.has(lemmas.slice(at, at + length).join(' '))) return length;
  return 0;
}
