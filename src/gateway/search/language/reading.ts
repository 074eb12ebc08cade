import { toEnglish } from './foreign/translate.ts';
import { phrasesIn } from './phrases.ts';
import { classesOf, nearestVerb, type VerbClass } from './verbs.ts';
import { lemmaOf, plain } from './words.ts';

/** What a query asks for. */
export interface Reading {
  /** What is to be done, each with how surely, 0 to 1. */
  readonly verbs: ReadonlyMap<VerbClass, number>;
  /** The things that it is about, with their weights. */
  readonly words: ReadonlyMap<string, number>;
  /** Dictionary forms of all words in order, for phrases. */
  readonly lemmas: readonly string[];
  readonly isQuestion: boolean;
}

const stop = new Set(
  'a an and are as at be been being by can could do does did for from give have has had how i in into is it its itself like me mine my of on onto or our ours please so some that the their theirs them then there these this those to up us want was were we what when where which who whom whose why will with would you your yours he she his her him they am not no any if about out off over just now also too very really lets let ll ve re don doesn isn aren wasn all every each need wish ok okay hey hi could should shall may might must get got new one ones thing things stuff something anything everything someone somebody anyone everybody people way kind via per using through'.split(
    ' ',
  ),
);
const emptyVerbs = new Set(
  'want need like wish love try help let please be have do can could would will should go'.split(' '),
);
const questionStarts = new Set(
  'who whom whose what which when where why how is are was were do does did has have had can could will am'.split(' '),
);
const openQuestions = new Set('who whom whose what which when where'.split(' '));
const determiners = new Set(
  'a an the my our your his her their this that these those some any all every each no new old last next of for in on at by with from about its more'.split(
    ' ',
  ),
);
const negations = new Set('not never dont don no without cannot cant'.split(' '));
const times = new Set(
  'today yesterday tomorrow week month year day morning evening night monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december last next this past ago recent recently latest current currently now soon'.split(
    ' ',
  ),
);
const nounToo = new Set(
  'email message order list report call file note comment contact schedule project form offer survey document label tag price cost result book time release test plan rate review record log request reply text'.split(
    ' ',
  ),
);
/** What kind of thing a question word asks for. */
const meantBy: Readonly<Record<string, string>> = {
  who: '@person',
  whom: '@person',
  whose: '@person',
  where: '@place',
  when: '@time',
  someone: '@person',
  somebody: '@person',
  anyone: '@person',
  anybody: '@person',
  everyone: '@person',
  everybody: '@person',
  people: '@person',
  guy: '@person',
};
const articles = new Map(
  Object.entries({
    a: 'new',
    an: 'new',
    new: 'new',
    another: 'new',
    fresh: 'new',
    the: 'known',
    this: 'known',
    that: 'known',
    my: 'known',
    our: 'known',
    his: 'known',
    her: 'known',
    their: 'known',
  }),
);
const making: ReadonlySet<VerbClass> = new Set<VerbClass>(['create', 'register', 'schedule', 'submit', 'generate']);
const reading: ReadonlySet<VerbClass> = new Set<VerbClass>(['get', 'list', 'search', 'check', 'report']);
const kindWeight = 0.35;
const asideWeight = 0.6;
const asides = new Set('from in on into onto to off for with about at via through during after before'.split(' '));
const beginnings = new Set(['start', 'begin', 'keep', 'continue']);

/** Reads a query. `isKnown` tells English words from others and decides spellings. */
export function readQuery(
  query: string,
  isKnown: (word: string) => boolean,
  isWord: (word: string) => boolean,
): Reading {
  const marked = query
    .replace(/\bhttps?:\/\/\S+/gi, ' url ')
    .replace(/[\w.+-]+@[\w-]+\.[\w.]+/g, ' email ')
    .replace(/\b1\s*[:-]\s*(?:on\s*-\s*)?1s?\b/gi, ' one on one meeting ')
    .replace(/n['’]t\b/g, ' not');
  const given = properNames(marked);
  const asGiven = plain(marked)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const { words: translated, isTranslated } = toEnglish(
    asGiven,
    (word) => stop.has(word) || classesOf(word) !== undefined || isKnown(word),
  );
  const words = isTranslated
    ? translated
    : translated.map((word) => (isWord(word) || stop.has(word) ? word : (nearestVerb(word) ?? word)));
  const lemmas = words.map((word) => lemmaOf(word, isKnown));
  const first = words.find((word) => !['please', 'so', 'and', 'ok', 'hey', 'hi'].includes(word)) ?? '';
  const isQuestion = questionStarts.has(first) && !/^(?:can|could|will|would) (?:you|i|we)\b/.test(words.join(' '));
  const verbs = new Map<VerbClass, number>();
  const want = (verb: VerbClass, weight: number) => verbs.set(verb, Math.max(weight, verbs.get(verb) ?? 0));
  const consumed = new Set<number>();
  for (const { verb, at } of phrasesIn(words)) {
    want(verb, 1);
    for (const place of at) if (!isContent(lemmas[place] ?? '')) consumed.add(place);
    for (const place of at) if (classesOf(lemmas[place] ?? '') !== undefined) consumed.add(place);
  }
  const hasPhrase = verbs.size > 0;
  const content = new Map<string, number>();
  const keep = (lemma: string, weight: number) => content.set(lemma, Math.max(weight, content.get(lemma) ?? 0));
  let isFirstVerb = !hasPhrase;
  let negated = -10;
  let hasObject = words.some((word) => Object.hasOwn(meantBy, word)) || given.size > 0 || marked.includes(' email ');
  for (const [place, lemma] of lemmas.entries()) {
    const word = words[place] ?? '';
    if (negations.has(word)) negated = place;
    if (
      consumed.has(place) ||
      /^\d+$/.test(word) ||
      (word === 'email' && marked.includes(' email ') && !/e-?mail/i.test(query.replace(/\S+@\S+/g, '')))
    )
      continue;
    const classes = classesOf(lemma);
    if (
      classes !== undefined &&
      !emptyVerbs.has(lemma) &&
      (isTranslated
        ? isFirstVerb && [...classes.values()].includes(1) && !nounToo.has(lemma)
        : isVerbAt(words, place, isFirstVerb, isQuestion))
    ) {
      const isNegated = place - negated <= 3;
      // `start sending …`: what is begun is what is wanted.
      if (
        beginnings.has(lemma) &&
        /ing$/.test(words[place + 1] ?? '') &&
        classesOf(lemmas[place + 1] ?? '') !== undefined
      )
        continue;
      const strength = isNegated ? 0 : isFirstVerb && !isQuestion ? 1 : isQuestion ? 0.45 : 0.6;
      for (const [name, sureness] of classes) if (strength > 0) want(name, strength * sureness);
      if (isNegated) {
        want('cancel', 0.7);
        want('stop', 0.6);
      }
      if (isFirstVerb && !isQuestion) {
        isFirstVerb = false;
        keep(lemma, 0.5);
        continue;
      }
      keep(lemma, isQuestion ? 0.8 : 0.5);
      continue;
    }
    if (stop.has(word) || stop.has(lemma)) continue;
    keep(
      lemma,
      times.has(word) || times.has(lemma)
        ? 0.15
        : given.has(word)
          ? 0.25
          : isAside(words, place, hasObject)
            ? asideWeight
            : 1,
    );
    hasObject = true;
  }
  if (!isQuestion && !isTranslated) weighArticle(words, verbs);
  for (let at = 1; at < words.length; at += 1) {
    const joined = `${words[at - 1]}${words[at]}`;
    if (joined.length > 5 && isKnown(joined)) keep(joined, 0.8);
  }
  for (const word of words) {
    const kind = meantBy[word];
    if (kind !== undefined && Object.hasOwn(meantBy, word)) keep(kind, kindWeight);
  }
  if (given.size > 0 || marked.includes(' email ')) keep('@person', kindWeight * 0.7);
  if (isQuestion) readQuestion(words, want);
  else if (verbs.size === 0)
    for (const [name, weight] of [
      ['list', 0.8],
      ['get', 0.8],
      ['search', 0.55],
      ['report', 0.5],
      ['check', 0.5],
    ] as const)
      want(name, weight);
  if (verbs.has('get') || verbs.has('list')) {
    // `orders` are a list, `the order` is one.
    const isMany = words.some(
      (word, place) =>
        word !== lemmas[place] &&
        word.endsWith('s') &&
        content.has(lemmas[place] ?? '') &&
        !times.has(lemmas[place] ?? ''),
    );
    const most = Math.max(verbs.get('get') ?? 0, verbs.get('list') ?? 0);
    if (isMany) {
      verbs.set('list', most);
      verbs.set('get', Math.min(verbs.get('get') ?? 0, most * 0.85));
    } else if (words.some((word) => /\d/.test(word) || ['the', 'this', 'that', 'my', 'a'].includes(word))) {
      verbs.set('get', most);
      if (!isQuestion) verbs.set('list', Math.min(verbs.get('list') ?? 0, most * 0.85));
    }
  }
  return { verbs, words: content, lemmas, isQuestion };
}

/** `open a ticket` makes one, `open the ticket` shows it. */
function weighArticle(words: readonly string[], verbs: Map<VerbClass, number>): void {
  const article = words.slice(0, 4).find((word) => articles.has(word));
  if (article === undefined) return;
  const isNew = articles.get(article) === 'new';
  for (const [verb, weight] of verbs) {
    if (making.has(verb)) verbs.set(verb, weight * (isNew ? 1 : 0.8));
    if (reading.has(verb)) verbs.set(verb, weight * (isNew && verbs.has('create') ? 0.75 : 1));
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

/** Whether the word here is what is done, and not what it is done to: `send the report` against `the report`. */
function isVerbAt(words: readonly string[], place: number, isFirst: boolean, isQuestion: boolean): boolean {
  const before = words[place - 1] ?? '';
  if (place === 0) return true;
  if (beginnings.has(before) && /ing$/.test(words[place] ?? '')) return true;
  if (
    before === 'to' ||
    before === 'please' ||
    before === 'and' ||
    before === 'i' ||
    before === 'you' ||
    before === 'we' ||
    before === 'then' ||
    before === 'not' ||
    before === 'can' ||
    before === 'me' ||
    before === 'let' ||
    before === 'lets'
  )
    return true;
  if (determiners.has(before)) return false;
  const word = words[place] ?? '';
  if (isQuestion) return /(?:ed|ing)$/.test(word) || !determiners.has(before);
  return isFirst && words.slice(0, place).every((other) => stop.has(other));
}

/** Whether a word stands in what is said besides (`… from the list`), when what it is done to was said. */
function isAside(words: readonly string[], place: number, hasObject: boolean): boolean {
  if (!hasObject) return false;
  for (let at = place - 1; at >= Math.max(0, place - 4); at -= 1) {
    const word = words[at] ?? '';
    if (asides.has(word)) return true;
    if (!determiners.has(word) && at < place - 2) return false;
  }
  return false;
}

/** Places of the words that begin a part of the sentence. */
function clauseStarts(text: string): ReadonlySet<number> {
  const starts = new Set<number>();
  let place = 0;
  for (const part of plain(text).split(/[,;.:!?–—]+/)) {
    starts.add(place);
    place += part.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').length;
  }
  return starts;
}

function isContent(lemma: string): boolean {
  return !stop.has(lemma) && classesOf(lemma) === undefined;
}

/** Words that begin with a capital within a sentence: names, which say little about what is wanted. */
function properNames(text: string): ReadonlySet<string> {
  const words = text.split(/[^\p{L}\p{N}'’-]+/u).filter(Boolean);
  const capital = words.slice(1).filter((word) => /^\p{Lu}\p{Ll}+/u.test(word));
  // A title, or another language that writes nouns so.
  if (capital.length > words.length / 2) return new Set();
  return new Set(capital.flatMap((word) => plain(word).split(/[^\p{L}\p{N}]+/u)));
}
