import { addresses, editsBetween, lemmaOf, plain } from '../language/words.ts';

/** Apps that a query names, and the words that it names them with. */
export interface Mention {
  readonly apps: ReadonlySet<string>;
  /** The query without them. */
  readonly rest: string;
  /** False when the words may mean something else. */
  readonly isSure: boolean;
}

/** How much of its name an app is called by: all, the beginning, or another part. */
type Share = 'whole' | 'start' | 'part';

interface Named {
  readonly app: string;
  readonly share: Share;
  /** Words that the whole name has. */
  readonly words: number;
}

interface Token {
  readonly word: string;
  readonly given: string;
  /** It is the name of a site: `incident.io`. */
  readonly isSite: boolean;
  readonly from: number;
  readonly to: number;
}

/** Some words of a query that name an app. */
interface Place {
  readonly at: number;
  readonly length: number;
  readonly name: Named;
  /** Of two readings the higher one is meant. */
  readonly rank: number;
}

const cues = new Set('in on via with through using from to into at of inside within by for'.split(' '));
/** Before a site whose people or pages are spoken of. */
const sitesOf = new Set(['at', 'of']);
const owners = new Set(['my', 'our']);
const surenesses = { whole: 0.9, start: 0.5, part: 0.4 } as const;
const slip = 0.2;
/** Of names that are said by halves the shorter ones come first. */
const perWord = 0.01;
const longestName = 4;
const leastPart = 4;
const leastSlipped = 4;
/** Two words of which one is shorter are no name that was written apart. */
const leastJoined = 2;
/** A word in the middle of so many names is a sign of none. */
const mostSharing = 3;

/** Finds the apps that queries name: `Google Sheets`, `google sheet`, `sheets`, `mail chimp`, `hubspt`. */
export class AppNames {
  /** What apps are called, written as one word. */
  readonly #called = new Map<string, Named[]>();
  /** The same words by their first letters. */
  readonly #byLetter = new Map<string, Set<string>>();
  readonly #isCommon: (word: string) => boolean;
  readonly #isWord: (word: string) => boolean;

  /** `isCommon` tells words that mean something besides an app: those need a cue (`in Wave`). */
  constructor(isCommon: (word: string) => boolean, isWord: (word: string) => boolean) {
    this.#isCommon = isCommon;
    this.#isWord = isWord;
  }

  add(app: string, appName: string): void {
    for (const words of new Set([spell(appName), spell(app)]))
      for (let from = 0; from < words.length; from += 1)
        for (let to = from + 1; to <= Math.min(words.length, from + longestName); to += 1) {
          const share = to - from === words.length ? 'whole' : from === 0 ? 'start' : 'part';
          this.#note(words.slice(from, to).join(''), { app, share, words: words.length });
        }
  }

  remove(app: string): void {
    for (const [word, known] of this.#called) {
      const kept = known.filter((name) => name.app !== app);
      if (kept.length === 0) {
        this.#called.delete(word);
        this.#byLetter.get(letterOf(word))?.delete(word);
      } else if (kept.length < known.length) this.#called.set(word, kept);
    }
  }

  /** The apps named by the most words; undefined when none is. */
  find(query: string): Mention | undefined {
    const tokens = tokensOf(query);
    let best: Place | undefined;
    const apps = new Set<string>();
    for (let at = 0; at < tokens.length; at += 1)
      for (let length = 1; length <= Math.min(longestName, tokens.length - at); length += 1)
        for (const place of this.#namesAt(tokens, at, length)) {
          if (best !== undefined && place.rank < best.rank) continue;
          if (best !== undefined && place.rank === best.rank && place.at !== best.at) continue;
          if (best === undefined || place.rank > best.rank) apps.clear();
          best = place;
          apps.add(place.name.app);
        }
    if (best === undefined) return undefined;
    return { apps, rest: without(query, tokens, best), isSure: this.#isSure(tokens, best) };
  }

  #note(called: string, name: Named): void {
    if (name.share !== 'whole' && called.length < leastPart) return;
    const known = this.#called.get(called);
    if (known === undefined) {
      this.#called.set(called, [name]);
      const others = this.#byLetter.get(letterOf(called));
      if (others) others.add(called);
      else this.#byLetter.set(letterOf(called), new Set([called]));
    } else if (!known.some(({ app, share }) => app === name.app && share === name.share)) known.push(name);
  }

  *#namesAt(tokens: readonly Token[], at: number, length: number): Generator<Place> {
    const own = tokens.slice(at, at + length);
    if (length > 1 && own.some(({ word }) => word.length < leastJoined)) return;
    const called = own.map(({ word }) => word).join('');
    const names = this.#called.get(called) ?? [];
    const isShared = areOfMany(names);
    for (const name of names) {
      if ((name.share === 'part' && isShared) || !this.#isNamed(tokens, at, length, name)) continue;
      yield { at, length, name, rank: length + surenesses[name.share] - perWord * name.words };
    }
    if (names.length > 0 || called.length < leastSlipped || own.every(({ word }) => this.#isWord(word))) return;
    if (own.some(({ word }) => word.length < leastSlipped)) return;
    for (const other of this.#byLetter.get(letterOf(called)) ?? []) {
      if (other.length < leastSlipped || editsBetween(called, other, 1) > 1) continue;
      for (const name of this.#called.get(other) ?? [])
        if (name.share === 'whole' && (length === 1 || name.words === length))
          yield { at, length, name, rank: length + slip };
    }
  }

  /** Whether the words stand for the app at all. */
  #isNamed(tokens: readonly Token[], at: number, length: number, name: Named): boolean {
    const { word = '', isSite = false } = tokens[at] ?? {};
    // `Jane at example.com` names where somebody is.
    if (isSite && sitesOf.has(tokens[at - 1]?.word ?? '')) return false;
    if (length > 1) return true;
    if (!this.#isCommon(word) && (name.share !== 'part' || !this.#isWord(word))) return true;
    return name.share !== 'start' && this.#hasSign(tokens, at, length);
  }

  /** Whether something says that a word which is also an ordinary one stands for an app: `in Wave`, `the Wave account`. */
  #hasSign(tokens: readonly Token[], at: number, length: number): boolean {
    const { word = '', given = '', isSite = false } = tokens[at] ?? {};
    if (isSite) return true;
    const isLast = at + length === tokens.length;
    return (
      (at > 0 && /^\p{Lu}/u.test(given)) || (cues.has(tokens[at - 1]?.word ?? '') && isLast && word.length >= leastPart)
    );
  }

  #isSure(tokens: readonly Token[], { at, length, name }: Place): boolean {
    const own = tokens.slice(at, at + length);
    if (name.share === 'whole' && length > 1 && name.words === length) return true;
    if (own.some(({ word, isSite }) => isSite || !this.#isWord(word))) return true;
    const before = tokens[at - 1]?.word ?? '';
    if (name.share !== 'whole' && length === 1) return at > 0 && /^\p{Lu}/u.test(own[0]?.given ?? '');
    return at > 0 && (/^\p{Lu}/u.test(own[0]?.given ?? '') || cues.has(before) || (length > 1 && owners.has(before)));
  }
}

function letterOf(word: string): string {
  return word.slice(0, 1);
}

/** Whether so many apps share a name that it is a sign of none. */
function areOfMany(names: readonly Named[]): boolean {
  const apps = new Set<string>();
  for (const { app } of names) if (apps.add(app).size > mostSharing) return true;
  return false;
}

function without(query: string, tokens: readonly Token[], { at, length }: Place): string {
  const from = tokens[at]?.from ?? 0;
  const to = tokens[at + length - 1]?.to ?? from;
  const before = query
    .slice(0, from)
    .replace(/\b(?:in|on|via|with|through|using|at|inside|within|by|according to)\s*$/i, ' ');
  return `${before} ${query.slice(to)}`;
}

function tokensOf(query: string): Token[] {
  // `kim@hubspot.com` names somebody; what stands behind it keeps its place.
  const spoken = query.replace(addresses, (one) => ' '.repeat(one.length));
  return [...spoken.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: given, index }) => ({
    word: spell(given).join(''),
    given,
    isSite: /^\.(?:com|io|ai|co|app|net|org)\b/i.test(query.slice(index + given.length, index + given.length + 5)),
    from: index,
    to: index + given.length,
  }));
}

function spell(name: string): string[] {
  return plain(name.replace(/\(.*?\)/g, ' '))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && word !== 'com' && word !== 'io')
    .map((word) => lemmaOf(word, () => true));
}
