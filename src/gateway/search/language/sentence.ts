import { toEnglish } from './foreign/translate.ts';
import { classesOf, nearestVerb } from './verbs.ts';
import { openers, questionStarts, stop } from './word-lists.ts';
import { lemmaOf, plain } from './words.ts';

/** A query taken apart into words, in English. */
export interface Sentence {
  readonly words: readonly string[];
  /** The form of each word that a dictionary has. */
  readonly lemmas: readonly string[];
  readonly isQuestion: boolean;
  /** True for German, Polish, Spanish and Chinese. */
  readonly isTranslated: boolean;
  /** Words that begin with a capital within the sentence. */
  readonly names: ReadonlySet<string>;
  /** Somebody's address is in it, and stands there as the word `email`. */
  readonly hasAddress: boolean;
  /** It speaks of e-mail too. */
  readonly saysEmail: boolean;
}

const address = /[\w.+-]+@[\w-]+\.[\w.]+/g;
/** `can you …` asks for something to be done. */
const politely = /^(?:can|could|will|would) (?:you|i|we)\b/;

/** `isKnown` tells English words from others and decides spellings; `isWord` words from slips of the pen. */
export function sentenceOf(
  query: string,
  isKnown: (word: string) => boolean,
  isWord: (word: string) => boolean,
): Sentence {
  const marked = query
    .replace(/\bhttps?:\/\/\S+/gi, ' url ')
    .replace(address, ' email ')
    .replace(/\b1\s*[:-]\s*(?:on\s*-\s*)?1s?\b/gi, ' one on one meeting ')
    .replace(/n['’]t\b/g, ' not');
  const given = tokensOf(marked);
  const isEnglish = (word: string) => stop.has(word) || classesOf(word) !== undefined || isKnown(word);
  const { words: translated, isTranslated } = toEnglish(given, isEnglish);
  const words = isTranslated
    ? translated
    : translated.map((word) => (isWord(word) || stop.has(word) ? word : (nearestVerb(word) ?? word)));
  const first = words.find((word) => !openers.has(word)) ?? '';
  return {
    words,
    lemmas: words.map((word) => lemmaOf(word, isKnown)),
    isQuestion: questionStarts.has(first) && !politely.test(words.join(' ')),
    isTranslated,
    names: properNames(marked),
    hasAddress: marked.includes(' email '),
    saysEmail: /e-?mail/i.test(query.replace(/\S+@\S+/g, '')),
  };
}

/** Words that begin with a capital within a sentence: names, which say little about what is wanted. */
function properNames(text: string): ReadonlySet<string> {
  const words = text.split(/[^\p{L}\p{N}'’-]+/u).filter(Boolean);
  const capital = words.slice(1).filter((word) => /^\p{Lu}\p{Ll}+/u.test(word));
  // A title, or another language that writes nouns so.
  if (capital.length > words.length / 2) return new Set();
  return new Set(capital.flatMap((word) => plain(word).split(/[^\p{L}\p{N}]+/u)));
}

function tokensOf(text: string): string[] {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
