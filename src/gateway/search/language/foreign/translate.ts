import { chinese, chineseFunction } from './chinese.ts';
import { german } from './german.ts';
import { polish } from './polish.ts';
import { spanish } from './spanish.ts';

interface Language {
  readonly functionWords: ReadonlySet<string>;
  /** Beginnings of words → English, by their first three letters. */
  readonly byStart: ReadonlyMap<string, readonly (readonly [string, string])[]>;
  readonly hasCompounds: boolean;
}

const longestEnding = 6;
const hanWords = new Map(chinese.split(/\s+/).map((pair) => pair.split(':') as [string, string]));
for (const word of chineseFunction.split(' ')) if (!hanWords.has(word)) hanWords.set(word, '');
const longestHan = Math.max(...[...hanWords.keys()].map(({ length }) => length));

const languages: readonly Language[] = [
  languageOf(german, true),
  languageOf(polish, false),
  languageOf(spanish, false),
];

function languageOf(given: { readonly function: string; readonly words: string }, hasCompounds: boolean): Language {
  const byStart = new Map<string, [string, string][]>();
  for (const pair of given.words.split(/\s+/)) {
    const [start = '', english = ''] = pair.split(':');
    const key = start.slice(0, 2);
    byStart.set(key, [...(byStart.get(key) ?? []), [start, english]]);
  }
  for (const list of byStart.values()) list.sort((a, b) => b[0].length - a[0].length);
  return { functionWords: new Set(given.function.split(' ')), byStart, hasCompounds };
}

/**
 * A query's words in English, where they are German, Polish, Spanish or Chinese; the same words otherwise.
 * `isEnglish` tells words that need no translation. Words that no dictionary here has stay as they are.
 */
export function toEnglish(
  words: readonly string[],
  isEnglish: (word: string) => boolean,
): { readonly words: readonly string[]; readonly isTranslated: boolean } {
  if (words.some((word) => /\p{Script=Han}/u.test(word)))
    return {
      words: words.flatMap((word) => (/\p{Script=Han}/u.test(word) ? hanToEnglish(word) : [word])),
      isTranslated: true,
    };
  const latin = words.filter((word) => /^\p{L}+$/u.test(word));
  if (latin.length === 0) return { words, isTranslated: false };
  const english = latin.filter(isEnglish).length;
  let best: { language: Language; known: number } | undefined;
  for (const language of languages) {
    const known = latin.filter(
      (word) => language.functionWords.has(word) || translated(word, language) !== undefined,
    ).length;
    if (known > (best?.known ?? 0)) best = { language, known };
  }
  if (best === undefined || best.known <= english || best.known / latin.length < 0.5)
    return { words, isTranslated: false };
  const { language } = best;
  return {
    words: words.flatMap((word) => (language.functionWords.has(word) ? [] : (translated(word, language) ?? [word]))),
    isTranslated: true,
  };
}

function translated(word: string, language: Language): string[] | undefined {
  const direct = startIn(word, language, longestEnding);
  if (direct !== undefined) return direct.english === '' ? [] : [direct.english];
  if (!language.hasCompounds || word.length < 8) return undefined;
  // A compound: what it begins with, and what follows, with the sounds that join them.
  for (let cut = word.length - 3; cut >= 3; cut -= 1) {
    const head = startIn(word.slice(0, cut), language, 2);
    if (head === undefined) continue;
    const tail = startIn(word.slice(cut), language, longestEnding);
    if (tail !== undefined) return [head.english, tail.english].filter(Boolean);
  }
  return undefined;
}

function startIn(word: string, { byStart }: Language, ending: number): { readonly english: string } | undefined {
  for (const [start, english] of byStart.get(word.slice(0, 2)) ?? [])
    if (word.startsWith(start) && word.length - start.length <= Math.min(ending, start.length + 1)) return { english };
  return undefined;
}

function hanToEnglish(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    let length = Math.min(longestHan, text.length - at);
    while (length > 1 && !hanWords.has(text.slice(at, at + length))) length -= 1;
    const english = hanWords.get(text.slice(at, at + length));
    if (english !== undefined && english !== '') found.push(english);
    at += length;
  }
  return found;
}
