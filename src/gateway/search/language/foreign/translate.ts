import chinese from './chinese.json' with { type: 'json' };
import german from './german.json' with { type: 'json' };
import polish from './polish.json' with { type: 'json' };
import spanish from './spanish.json' with { type: 'json' };

/** A dictionary as it is written down. English of several words has spaces; an empty one is for words that say nothing. */
interface Dictionary {
  /** Words that say nothing, but tell the language. */
  readonly nothing: string;
  readonly exact: Readonly<Record<string, string>>;
  readonly beginnings: Readonly<Record<string, string>>;
}

interface Language {
  readonly nothing: ReadonlySet<string>;
  readonly exact: ReadonlyMap<string, string>;
  /** Beginnings of words → English, the longest first, by their first two letters. */
  readonly byStart: ReadonlyMap<string, readonly (readonly [string, string])[]>;
  readonly hasCompounds: boolean;
}

const longestEnding = 6;
const shortestCompound = 8;
const shortestPart = 3;
const hanWords = new Map(Object.entries(chinese.words));
for (const word of chinese.nothing.split(' ')) if (!hanWords.has(word)) hanWords.set(word, '');
const longestHan = Math.max(...[...hanWords.keys()].map(({ length }) => length));

const languages: readonly Language[] = [
  languageOf(german, true),
  languageOf(polish, false),
  languageOf(spanish, false),
];

function languageOf({ nothing, exact, beginnings }: Dictionary, hasCompounds: boolean): Language {
  const byStart = new Map<string, [string, string][]>();
  for (const [start, english] of Object.entries(beginnings)) {
    const key = start.slice(0, 2);
    const known = byStart.get(key);
    if (known) known.push([start, english]);
    else byStart.set(key, [[start, english]]);
  }
  for (const list of byStart.values()) list.sort((a, b) => b[0].length - a[0].length);
  return { nothing: new Set(nothing.split(' ')), exact: new Map(Object.entries(exact)), byStart, hasCompounds };
}

/**
 * A query's words in English, where they are German, Polish, Spanish or Chinese; the same words otherwise.
 * `isEnglish` tells words that need no translation. Words that no dictionary here has stay as they are.
 */
export function toEnglish(
  words: readonly string[],
  isEnglish: (word: string) => boolean,
): { readonly words: readonly string[]; readonly isTranslated: boolean } {
  const isHan = (word: string) => /\p{Script=Han}/u.test(word);
  if (words.some(isHan))
    return {
      words: words.flatMap((word) => runsOf(word).flatMap((run) => (isHan(run) ? hanToEnglish(run) : [run]))),
      isTranslated: true,
    };
  const language = languageIn(words, isEnglish);
  if (language === undefined) return { words, isTranslated: false };
  return { words: words.flatMap((word) => translated(word, language) ?? [word]), isTranslated: true };
}

/** The language that knows most of the words, where English knows fewer. */
function languageIn(words: readonly string[], isEnglish: (word: string) => boolean): Language | undefined {
  const latin = words.filter((word) => /^\p{L}+$/u.test(word));
  let best: { readonly language: Language; readonly known: number } | undefined;
  for (const language of languages) {
    const known = latin.filter((word) => translated(word, language) !== undefined).length;
    if (known > (best?.known ?? 0)) best = { language, known };
  }
  const english = latin.filter(isEnglish).length;
  return best === undefined || best.known <= english || best.known / latin.length < 0.5 ? undefined : best.language;
}

function translated(word: string, language: Language): readonly string[] | undefined {
  if (language.nothing.has(word)) return [];
  const english = language.exact.get(word) ?? startIn(word, language, longestEnding);
  if (english !== undefined) return wordsIn(english);
  if (!language.hasCompounds || word.length < shortestCompound) return undefined;
  // A compound: what it begins with, and what follows, with the sounds that join them.
  for (let cut = word.length - shortestPart; cut >= shortestPart; cut -= 1) {
    const head = startIn(word.slice(0, cut), language, 2);
    const tail = head === undefined ? undefined : startIn(word.slice(cut), language, longestEnding);
    if (head !== undefined && tail !== undefined) return [...wordsIn(head), ...wordsIn(tail)];
  }
  return undefined;
}

function startIn(word: string, { byStart }: Language, ending: number): string | undefined {
  for (const [start, english] of byStart.get(word.slice(0, 2)) ?? [])
    if (word.startsWith(start) && word.length - start.length <= Math.min(ending, start.length + 1)) return english;
  return undefined;
}

function hanToEnglish(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    let length = Math.min(longestHan, text.length - at);
    while (length > 1 && !hanWords.has(text.slice(at, at + length))) length -= 1;
    found.push(...wordsIn(hanWords.get(text.slice(at, at + length)) ?? ''));
    at += length;
  }
  return found;
}

/** A word's parts in Chinese and in other letters: `api密钥` is two. */
function runsOf(word: string): readonly string[] {
  return word.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? [];
}

function wordsIn(english: string): string[] {
  return english.split(' ').filter((word) => word !== '');
}
