import type { Effect } from '../../../kernel/action.ts';
import { readQuery } from '../language/reading.ts';
import { classesOf, type VerbClass } from '../language/verbs.ts';
import { lemmaOf, wordsOf } from '../language/words.ts';
import { wholeOf } from './whole.ts';

/** One action as the search knows it. */
export interface Searchable {
  /** Empty for one of no app. */
  readonly app: string;
  readonly appName: string;
  readonly action: {
    /** Of a saved one; a connector's own is `<app>.<key>`. */
    readonly id?: string;
    readonly key: string;
    readonly name: string;
    readonly description: string;
    /** Whether it reads, writes or destroys; unknown of a saved one. */
    readonly effect?: Effect;
    readonly phrases: readonly string[];
    /** JSON Schema; the names of its members are searched too. */
    readonly inputSchema?: unknown;
  };
}

/** What an action is found by. */
export interface Document {
  /** What it does, each with how surely. */
  readonly verbs: ReadonlyMap<VerbClass, number>;
  /** Word → how much it says about the action, 0 to 1. */
  readonly words: ReadonlyMap<string, number>;
  /** What it does it to: words of its name with their weights, the head of the name at 1. */
  readonly objects: ReadonlyMap<string, number>;
  /** Each way to ask for it, as words. */
  readonly askings: readonly (readonly string[])[];
  /** Its name, key and phrases as `wholeOf` has them. */
  readonly wholes: ReadonlySet<number>;
  /** It is for many at once, by its name. */
  readonly isBulk: boolean;
}

const weights = {
  head: 1,
  object: 0.95,
  qualifier: 0.8,
  verb: 0.4,
  phrase: 0.75,
  phraseVerb: 0.85,
  description: 0.55,
  parameter: 0.4,
  app: 0.3,
} as const;
/** What a phrase may ask for besides is not offered by it. */
const leastSure = 0.8;
const bulk = new Set('all bulk batch multiple many mass'.split(' '));
const prepositions = new Set('by for from of in to with on as into at via using per about within between'.split(' '));
const empty = new Set(
  'a an the and or of in to for by with from on at as is are be this that it its your you all any one new specific given single existing multiple which including based such using via per can will within into user-s their an other details detail information info data'.split(
    ' ',
  ),
);
const emptyObjects = new Set(
  'a an the and or of in to for by with from on at as all any new specific details detail information info data id ids'.split(
    ' ',
  ),
);

/** Takes an action apart. */
export function documentOf({ action, appName }: Searchable, isKnown: (word: string) => boolean): Document {
  const words = new Map<string, number>();
  const add = (word: string, weight: number) => words.set(word, Math.max(weight, words.get(word) ?? 0));
  const lemmas = (text: string) => wordsOf(text).map((word) => lemmaOf(word, isKnown));
  const own = new Set(lemmas(appName));
  const name = lemmas(action.name.replace(/\(.*?\)/g, ' ').trim() || action.key);
  const verbs = new Map(verbsOf(name));
  const objects = objectsOf(name);
  for (const word of name) if (!empty.has(word)) add(word, objects.has(word) ? weights.object : weights.verb);
  for (const [word, weight] of objects) add(word, weight);
  for (const word of lemmas(action.key)) if (!empty.has(word) && !words.has(word)) add(word, weights.qualifier);
  for (const word of lemmas(action.name)) if (!empty.has(word) && !words.has(word)) add(word, weights.qualifier);
  const askings: string[][] = [];
  for (const phrase of action.phrases) {
    const asked = readQuery(phrase, isKnown, isKnown);
    const said = [...asked.words.keys()].filter((word) => !word.startsWith('@'));
    for (const word of said) add(word, weights.phrase);
    for (const [verb, sureness] of asked.verbs)
      if (!asked.isQuestion && sureness >= leastSure)
        verbs.set(verb, Math.max(verbs.get(verb) ?? 0, sureness * weights.phraseVerb));
    if (said.length > 0) askings.push(said);
  }
  for (const word of lemmas(action.description))
    if (!empty.has(word) && word.length > 1) add(word, weights.description);
  for (const word of parametersOf(action.inputSchema).flatMap(lemmas))
    if (!empty.has(word)) add(word, weights.parameter);
  for (const word of own) add(word, weights.app);
  const wholes = new Set([action.name, action.key, ...action.phrases].map(wholeOf));
  return { verbs, words, objects, askings, wholes, isBulk: name.some((word) => bulk.has(word)) };
}

function verbsOf(name: readonly string[]): ReadonlyMap<VerbClass, number> {
  const verbs = new Map<VerbClass, number>();
  for (const [verb, weight] of classesOf(name[0] ?? '') ?? []) verbs.set(verb, weight === 1 ? 1 : 0.35);
  // `Create or Update Contact`, `Insert/Update`.
  for (let at = 1; at < Math.min(name.length, 4); at += 1)
    if (name[at] === 'or' || name[at] === 'and' || (at === 1 && classesOf(name[1] ?? '')?.get('update') === 1))
      for (const [verb, weight] of classesOf(name[name[at] === 'or' || name[at] === 'and' ? at + 1 : at] ?? '') ?? [])
        if (weight === 1) verbs.set(verb, Math.max(0.9, verbs.get(verb) ?? 0));
  if (name[0] === 'upsert') for (const verb of ['create', 'update'] as const) verbs.set(verb, 1);
  if (verbs.size > 0) return verbs;
  // `Domain Search`, `HLR Lookup`, `Real-Time User Count`: what it does stands last, or after `batch`.
  for (const word of [...name].reverse()) {
    const classes = classesOf(word);
    if (classes === undefined) continue;
    for (const [verb, weight] of classes) if (weight === 1) verbs.set(verb, 0.9);
    if (verbs.size > 0) break;
  }
  for (const [verb, weight] of [
    ['get', 0.5],
    ['run', 0.4],
  ] as const)
    if (!verbs.has(verb)) verbs.set(verb, weight);
  return verbs;
}

function objectsOf(name: readonly string[]): ReadonlyMap<string, number> {
  const objects = new Map<string, number>();
  const isVerb = classesOf(name[0] ?? '') !== undefined;
  const rest = isVerb ? name.slice(1) : name;
  const at = rest.findIndex((word) => prepositions.has(word));
  const group = (at < 0 ? rest : rest.slice(0, at)).filter((word) => !emptyObjects.has(word));
  for (const [index, word] of group.entries())
    objects.set(word, index === group.length - 1 ? weights.head : weights.object);
  if (at >= 0)
    for (const word of rest.slice(at))
      if (!emptyObjects.has(word) && !prepositions.has(word) && !objects.has(word))
        objects.set(word, weights.qualifier);
  if (objects.size === 0) for (const word of name) if (!emptyObjects.has(word)) objects.set(word, weights.object);
  return objects;
}

/** Names of the members of an input. */
export function parametersOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return [];
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
