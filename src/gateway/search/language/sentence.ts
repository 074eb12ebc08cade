import { toEnglish } from './foreign/translate.ts';
import { classesOf, nearestVerb } from './verbs.ts';
import { openers, openQuestions, questionStarts, stop } from './word-lists.ts';
import { addresses, lemmaOf, plain } from './words.ts';

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
  /** Places of the words that begin a part of it; none where it was translated. */
  readonly starts: ReadonlySet<number>;
}

/** `can you …` and `how do I …` ask for something to be done, `do not …` for something not to be. */
const politely =
  /^(?:(?:can|could|will|would) (?:you|i|we)|how (?:to|(?:do|can|could|would|should) (?:i|we|you))|is it possible to|is there a way to|do not(?! (?:i|we|you|they|he|she|it)\b))\b/;

/** `isKnown` tells English words from others and decides spellings; `isWord` words from slips of the pen. */
export function sentenceOf(
  query: string,
  isKnown: (word: string) => boolean,
  isWord: (word: string) => boolean,
): Sentence {
  const marked = query
    .replace(/\bhttps?:\/\/\S+/gi, ' url ')
    .replace(addresses, ' email ')
    .replace(/\b1\s*[:-]\s*(?:on\s*-\s*)?1s?\b/gi, ' one on one meeting ')
    .replace(/n['’]t\b/g, ' not')
    .replace(/\be-(?=mail)/gi, 'e')
    .replace(/\b(what|who|where|when|how)s\b/gi, '$1 is');
  const { words: given, starts } = tokensOf(marked);
  const isEnglish = (word: string) =>
    stop.has(word) || [word, lemmaOf(word, isKnown)].some((form) => classesOf(form) !== undefined || isKnown(form));
  const { words: translated, isTranslated } = toEnglish(given, isEnglish);
  const words = isTranslated
    ? translated
    : translated.map((word) => (isWord(word) || stop.has(word) ? word : (nearestVerb(word) ?? word)));
  const asksLater =
    query.includes('?') && !isTranslated && [...starts].some((at) => openQuestions.has(words[at] ?? ''));
  const first = words.find((word) => !openers.has(word)) ?? '';
  return {
    words,
    lemmas: words.map((word) => (isTranslated || isWord(word) ? lemmaOf(word, isKnown) : lemmaOfSlip(word, isWord))),
    isQuestion: (questionStarts.has(first) && !politely.test(words.join(' '))) || asksLater,
    isTranslated,
    names: properNames(marked),
    hasAddress: marked.includes(' email '),
    starts: isTranslated ? new Set() : starts,
    saysEmail: /e-?mail/i.test(query.replace(/\S+@\S+/g, '')),
  };
}

/** A slip of the pen has no ending: `braed` is no form of `bra`. Names of things may have one. */
function lemmaOfSlip(word: string, isWord: (word: string) => boolean): string {
  const lemma = lemmaOf(word, isWord);
  return isWord(lemma) ? word : lemma;
}

/** Words that begin with a capital within a sentence: names, which say little about what is wanted. */
function properNames(text: string): ReadonlySet<string> {
  const words = text.split(/[^\p{L}\p{N}'’-]+/u).filter(Boolean);
  const capital = words.slice(1).filter((word) => /^\p{Lu}\p{Ll}+/u.test(word));
  // A title, or another language that writes nouns so.
  if (capital.length > words.length / 2 || words.every((word) => /^\p{Lu}/u.test(word))) return new Set();
  return new Set(capital.flatMap((word) => plain(word).split(/[^\p{L}\p{N}]+/u)));
}

function tokensOf(text: string): { readonly words: readonly string[]; readonly starts: ReadonlySet<number> } {
  const words: string[] = [];
  const starts = new Set<number>();
  const spelled = plain(text);
  let end = 0;
  for (const { 0: word, index } of spelled.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (end === 0 || /[,;:.!?\u2013\u2014]\s/.test(spelled.slice(end, index))) starts.add(words.length);
    words.push(word);
    end = index + word.length;
  }
  return { words, starts };
}
