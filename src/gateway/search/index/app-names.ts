import { editsBetween, lemmaOf, plain } from '../language/words.ts';

/** Apps that a query names, and the words that it names them with. */
export interface Mention {
  readonly apps: ReadonlySet<string>;
  /** The query without them. */
  readonly rest: string;
  /** False when the words may mean something else. */
  readonly isSure: boolean;
}

interface Name {
  readonly app: string;
  readonly words: readonly string[];
}

const cues = new Set('in on via with through using from to into at of inside within by for'.split(' '));
/** Words that a name ends with and that people leave out: `QuickBooks Online`, `Clockface SMS`. */
const leastPrefix = 4;

/** Finds the apps that queries name. */
export class AppNames {
  readonly #byFirst = new Map<string, Name[]>();
  readonly #single = new Map<string, Name[]>();
  readonly #isCommon: (word: string) => boolean;
  readonly #isWord: (word: string) => boolean;

  /** `isCommon` tells words that mean something besides an app: those need a cue (`in Wave`). */
  constructor(isCommon: (word: string) => boolean, isWord: (word: string) => boolean) {
    this.#isCommon = isCommon;
    this.#isWord = isWord;
  }

  add(app: string, appName: string): void {
    for (const spelled of new Set([spell(appName), spell(app)])) {
      const [first] = spelled;
      if (first === undefined) continue;
      push(this.#byFirst, first, { app, words: spelled });
      const joined = spelled.join('');
      if (spelled.length > 1) push(this.#single, joined, { app, words: [joined] });
    }
  }

  remove(app: string): void {
    for (const names of [this.#byFirst, this.#single])
      for (const [word, known] of names) {
        const kept = known.filter((name) => name.app !== app);
        if (kept.length === 0) names.delete(word);
        else if (kept.length < known.length) names.set(word, kept);
      }
  }

  /** The apps named by the most words; undefined when none is. */
  find(query: string): Mention | undefined {
    const tokens = [...query.matchAll(/[\p{L}\p{N}]+/gu)];
    const words = tokens.map(([word]) => spell(word).join(''));
    let best: { apps: Set<string>; from: number; to: number; rank: number } | undefined;
    for (let at = 0; at < words.length; at += 1) {
      for (const { app, length, sureness } of this.#namesAt(words, at, tokens)) {
        const rank = length + sureness;
        if (best === undefined || rank > best.rank) best = { apps: new Set([app]), from: at, to: at + length, rank };
        else if (rank === best.rank && at === best.from) best.apps.add(app);
      }
    }
    if (best === undefined) return undefined;
    const start = tokens[best.from]?.index ?? 0;
    const last = tokens[best.to - 1];
    const end = last === undefined ? start : last.index + last[0].length;
    const first = words[best.from] ?? '';
    const given = tokens[best.from]?.[0] ?? '';
    const isSure =
      best.to - best.from > 1 ||
      !this.#isWord(first) ||
      (best.from > 0 && (/^\p{Lu}/u.test(given) || cues.has(words[best.from - 1] ?? '')));
    return {
      isSure,
      apps: best.apps,
      rest: `${query.slice(0, start)} ${query.slice(end)}`.replace(
        /\b(?:in|on|via|with|through|using|at|inside|within|by|according to)\s*$/i,
        ' ',
      ),
    };
  }

  *#namesAt(
    words: readonly string[],
    at: number,
    tokens: readonly RegExpMatchArray[],
  ): Generator<{ app: string; length: number; sureness: number }> {
    const word = words[at] ?? '';
    for (const name of this.#byFirst.get(word) ?? []) {
      const shared = sharedWords(name.words, words, at);
      if (shared === name.words.length) {
        if (shared > 1 || this.#isMeant(words, at, tokens)) yield { app: name.app, length: shared, sureness: 0.9 };
      } else if (shared === 1 && word.length >= leastPrefix && !this.#isCommon(word))
        yield { app: name.app, length: shared, sureness: 0.5 - 0.01 * name.words.length };
      else if (shared > 1) yield { app: name.app, length: shared, sureness: 0.5 - 0.01 * name.words.length };
    }
    for (const name of this.#single.get(word) ?? []) yield { app: name.app, length: 1, sureness: 0.8 };
    if (
      word.length < 5 ||
      this.#byFirst.has(word) ||
      this.#single.has(word) ||
      this.#isCommon(word) ||
      this.#isWord(word)
    ) {
      if (!(word.length === 4 && !this.#isCommon(word) && !this.#byFirst.has(word) && !this.#isWord(word))) return;
    }
    for (const [first, names] of this.#byFirst) {
      if (first[0] !== word[0] || editsBetween(word, first, 1) > 1 || first.length < 4) continue;
      for (const name of names)
        if (sharedWords(name.words, words, at, 1) === name.words.length)
          yield { app: name.app, length: name.words.length, sureness: 0.2 };
    }
  }

  /** Whether a word that is also an ordinary one stands for the app here: `in Wave`, `Wave: …`, `the Wave account`. */
  #isMeant(words: readonly string[], at: number, tokens: readonly RegExpMatchArray[]): boolean {
    const word = words[at] ?? '';
    if (!this.#isCommon(word)) return true;
    const given = tokens[at]?.[0] ?? '';
    const isNamed = at > 0 && /^\p{Lu}/u.test(given);
    const hasCue = at > 0 && cues.has(words[at - 1] ?? '');
    return (isNamed && at > 0) || (hasCue && at === words.length - 1 && word.length >= 4);
  }
}

function spell(name: string): string[] {
  return plain(name.replace(/\(.*?\)/g, ' '))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && word !== 'com' && word !== 'io')
    .map((word) => lemmaOf(word, () => true));
}

function sharedWords(name: readonly string[], words: readonly string[], at: number, from = 0): number {
  let shared = from;
  while (shared < name.length && name[shared] === words[at + shared]) shared += 1;
  return shared;
}

function push(map: Map<string, Name[]>, key: string, name: Name): void {
  const known = map.get(key);
  if (known) known.push(name);
  else map.set(key, [name]);
}
