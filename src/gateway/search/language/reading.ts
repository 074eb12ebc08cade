import { type Mood, moodOf, unsaidIn } from './mood.ts';
import { phrasesIn } from './phrases.ts';
import { isAside, isNegatedAt, isPlural, isVerbAt } from './places.ts';
import { type Sentence, sentenceOf } from './sentence.ts';
import { phraseLengthAt, sensesOf } from './thesaurus.ts';
import { classesOf, type VerbClass } from './verbs.ts';
import { articles, beginnings, emptyVerbs, many, meantBy, nounToo, openQuestions, stop, times } from './word-lists.ts';

/** What a query asks for. */
export interface Reading {
  /** What is to be done, each with how surely, 0 to 1. */
  readonly verbs: ReadonlyMap<VerbClass, number>;
  /** The things that it is about, with their weights. */
  readonly words: ReadonlyMap<string, number>;
  /** Dictionary forms of all words in order, for phrases. */
  readonly lemmas: readonly string[];
  readonly isQuestion: boolean;
  readonly mood: Mood;
  /** It has a number, as `order 55`. */
  readonly hasNumber: boolean;
  /** It is about all or many: `every`, `these`. */
  readonly asksMany: boolean;
}

const making: ReadonlySet<VerbClass> = new Set<VerbClass>(['create', 'register', 'schedule', 'submit', 'generate']);
const showing: ReadonlySet<VerbClass> = new Set<VerbClass>(['get', 'list', 'search', 'check', 'report']);
/** How much each kind of word says about what is wanted. */
const weights = {
  thing: 1,
  aside: 0.6,
  name: 0.25,
  named: 0.5,
  time: 0.15,
  verb: 0.5,
  verbInQuestion: 0.8,
  joined: 0.8,
  kind: 0.35,
  kindOfName: 0.25,
} as const;
/** How surely a verb is what is wanted. */
const sureness = { first: 1, perhaps: 0.8, stopping: 0.7, later: 0.6, inQuestion: 0.45 } as const;
/** What can be stopped when it is not to be. */
const stoppable: ReadonlySet<VerbClass> = new Set<VerbClass>([
  'send',
  'schedule',
  'publish',
  'start',
  'run',
  'call',
  'invite',
]);
const lessLikely = 0.85;

/** Reads a query. `isKnown` tells English words from others and decides spellings. */
export function readQuery(
  query: string,
  isKnown: (word: string) => boolean,
  isWord: (word: string) => boolean,
): Reading {
  const sentence = sentenceOf(query, isKnown, isWord);
  const draft = new Draft(sentence);
  draft.readPhrases();
  draft.readThings();
  draft.readWords();
  if (!sentence.isQuestion && !sentence.isTranslated) weighArticle(sentence.words, draft.verbs);
  const mood = moodOf(sentence, draft.verbs.size > 0);
  draft.readJoined(isKnown);
  draft.readKinds();
  if (sentence.isQuestion) readQuestion(sentence.words, (verb, weight) => draft.want(verb, weight));
  for (const [verb, weight] of unsaidIn(mood)) draft.want(verb, weight);
  weighNumber(sentence, draft);
  const { words, lemmas, isQuestion } = sentence;
  return {
    ...{ verbs: draft.verbs, words: draft.words, lemmas, isQuestion, mood },
    hasNumber: words.some((word) => /\d/.test(word)),
    asksMany: words.some((word) => many.has(word)),
  };
}

/** What was understood so far. */
class Draft {
  readonly verbs = new Map<VerbClass, number>();
  readonly words = new Map<string, number>();
  readonly #sentence: Sentence;
  /** Places of words that a phrase has used up. */
  readonly #consumed = new Set<number>();
  /** Places of words that are part of a phrase for a thing. */
  readonly #named = new Set<number>();
  #isFirstVerb = true;

  constructor(sentence: Sentence) {
    this.#sentence = sentence;
  }

  want(verb: VerbClass, weight: number): void {
    this.verbs.set(verb, Math.max(weight, this.verbs.get(verb) ?? 0));
  }

  keep(word: string, weight: number): void {
    this.words.set(word, Math.max(weight, this.words.get(word) ?? 0));
  }

  readPhrases(): void {
    const { words, lemmas } = this.#sentence;
    for (const { verbs, at } of phrasesIn(words)) {
      for (const verb of verbs) this.want(verb, verbs.length === 1 ? sureness.first : sureness.perhaps);
      for (const place of at) if (!saysWhat(lemmas[place] ?? '')) this.#consumed.add(place);
    }
    this.#isFirstVerb = this.verbs.size === 0;
  }

  /** Several words that are a name of one thing, or point to it. */
  readThings(): void {
    const { lemmas } = this.#sentence;
    for (let at = 0; at < lemmas.length; at += 1) {
      const length = phraseLengthAt(lemmas, at);
      if (length === 0) continue;
      this.keep(lemmas.slice(at, at + length).join(' '), weights.thing);
      for (let place = at; place < at + length; place += 1) this.#named.add(place);
      at += length - 1;
    }
  }

  readWords(): void {
    const { words, lemmas, names, hasAddress, saysEmail } = this.#sentence;
    let hasObject = words.some((word) => Object.hasOwn(meantBy, word)) || names.size > 0 || hasAddress;
    for (const [place, lemma] of lemmas.entries()) {
      const word = words[place] ?? '';
      const isAddress = word === 'email' && hasAddress && !saysEmail;
      if (this.#consumed.has(place) || /^\d+$/.test(word) || isAddress) continue;
      if (this.#isVerb(place)) {
        if (isNegatedAt(this.#sentence, place)) this.#readNegated(place);
        else this.#readVerb(place);
        continue;
      }
      if (stop.has(word) || stop.has(lemma)) continue;
      this.keep(lemma, this.#weightOf(place, hasObject));
      hasObject = true;
    }
  }

  /** `up time` is `uptime` where that is a word. */
  readJoined(isKnown: (word: string) => boolean): void {
    const { words } = this.#sentence;
    for (let at = 1; at < words.length; at += 1) {
      const joined = `${words[at - 1]}${words[at]}`;
      if (joined.length > 5 && isKnown(joined)) this.keep(joined, weights.joined);
    }
  }

  /** What kinds of things are meant that have no name: `who`, `where`, `Kim`. */
  readKinds(): void {
    const { words, names, hasAddress } = this.#sentence;
    for (const word of words) {
      const kind = Object.hasOwn(meantBy, word) ? meantBy[word] : undefined;
      if (kind !== undefined) this.keep(kind, weights.kind);
    }
    if (names.size > 0 || hasAddress) this.keep('@person', weights.kindOfName);
  }

  #isVerb(place: number): boolean {
    const { lemmas, isTranslated } = this.#sentence;
    const lemma = lemmas[place] ?? '';
    const classes = classesOf(lemma);
    if (classes === undefined || emptyVerbs.has(lemma)) return false;
    if (isTranslated) return this.#isFirstVerb && [...classes.values()].includes(1) && !nounToo.has(lemma);
    return isVerbAt(this.#sentence, place, this.#isFirstVerb);
  }

  #readVerb(place: number): void {
    const { words, lemmas, isQuestion } = this.#sentence;
    const lemma = lemmas[place] ?? '';
    // `start sending …`: what is begun is what is wanted.
    const isBeginning = beginnings.has(lemma) && /ing$/.test(words[place + 1] ?? '');
    if (isBeginning && classesOf(lemmas[place + 1] ?? '') !== undefined) return;
    const strength = isQuestion ? sureness.inQuestion : this.#isFirstVerb ? sureness.first : sureness.later;
    for (const [verb, sure] of classesOf(lemma) ?? []) this.want(verb, strength * sure);
    if (!isQuestion) this.#isFirstVerb = false;
    if (!stop.has(lemma)) this.keep(lemma, isQuestion ? weights.verbInQuestion : weights.verb);
  }

  /** `don't send it`: to stop what would be sent. `don't delete it` wants nothing. */
  #readNegated(place: number): void {
    const lemma = this.#sentence.lemmas[place] ?? '';
    if (![...(classesOf(lemma) ?? [])].some(([verb, sure]) => sure === 1 && stoppable.has(verb))) return;
    this.want('cancel', sureness.stopping);
    this.want('stop', sureness.stopping - 0.1);
    this.keep(lemma, weights.verb);
  }

  #weightOf(place: number, hasObject: boolean): number {
    const { words, lemmas, names } = this.#sentence;
    const word = words[place] ?? '';
    if (times.has(word) || times.has(lemmas[place] ?? '')) return weights.time;
    if (names.has(word)) return weights.name;
    if (this.#named.has(place)) return weights.named;
    return isAside(words, place, hasObject) ? weights.aside : weights.thing;
  }
}

/** `open a ticket` makes one, `open the ticket` shows it. */
function weighArticle(words: readonly string[], verbs: Map<VerbClass, number>): void {
  const article = words.slice(0, 4).find((word) => articles.has(word));
  if (article === undefined) return;
  const isNew = articles.get(article) === 'new';
  for (const [verb, weight] of verbs) {
    if (making.has(verb)) verbs.set(verb, weight * (isNew ? 1 : 0.8));
    if (showing.has(verb)) verbs.set(verb, weight * (isNew && verbs.has('create') ? 0.75 : 1));
  }
  if (isNew && (verbs.get('create') ?? 0) > 0) verbs.set('create', Math.max(0.85, verbs.get('create') ?? 0));
}

function readQuestion(words: readonly string[], want: (verb: VerbClass, weight: number) => void): void {
  const isOpen = words.some((word) => openQuestions.has(word));
  want('get', isOpen ? 0.85 : 0.9);
  want('list', isOpen ? 1 : 0.75);
  want('search', 0.65);
  want('check', isOpen ? 0.5 : 0.9);
  want('verify', isOpen ? 0.3 : 0.6);
  want('count', words.includes('how') ? 0.9 : 0.3);
}

/** `orders` are a list, `the order` is one. */
function weighNumber({ words, lemmas, isQuestion }: Sentence, { verbs, words: things }: Draft): void {
  if (!verbs.has('get') && !verbs.has('list')) return;
  const most = Math.max(verbs.get('get') ?? 0, verbs.get('list') ?? 0);
  const isMany = words.some((word, place) => {
    const lemma = lemmas[place] ?? '';
    return isPlural(word, lemma) && things.has(lemma) && !times.has(lemma);
  });
  if (isMany) {
    verbs.set('list', most);
    verbs.set('get', Math.min(verbs.get('get') ?? 0, most * lessLikely));
  } else if (words.some((word) => /\d/.test(word) || ['the', 'this', 'that', 'my', 'a'].includes(word))) {
    verbs.set('get', most);
    if (!isQuestion) verbs.set('list', Math.min(verbs.get('list') ?? 0, most * lessLikely));
  }
}

/** Whether a word may name a thing, and not only what is done to it. */
function saysWhat(lemma: string): boolean {
  return !stop.has(lemma) && (classesOf(lemma) === undefined || sensesOf(lemma).length > 0);
}
