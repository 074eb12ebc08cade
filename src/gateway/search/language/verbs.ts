import table from './verbs.json' with { type: 'json' };
import { editsBetween } from './words.ts';

/** What can be done to a thing: `delete`, `send`. The words for each, and which other ones serve who wants it, are in verbs.json. */
export type VerbClass = keyof typeof table;

const plainly = 1;
const perhaps = 0.55;

const classesOfWord = new Map<string, Map<VerbClass, number>>();
const affinityOf = new Map<VerbClass, ReadonlyMap<VerbClass, number>>();
for (const [key, { words, perhaps: others, serves }] of Object.entries(table)) {
  const verb = key as VerbClass; // A key of the table.
  for (const word of wordsIn(others)) note(word, verb, perhaps);
  for (const word of wordsIn(words)) note(word, verb, plainly);
  const served = wordsIn(serves, ', ').map((pair) => pair.split(' '));
  // The names are keys of the table; a test says so.
  affinityOf.set(verb, new Map(served.map(([name, weight]) => [name as VerbClass, Number(weight)])));
}

function note(word: string, verb: VerbClass, sureness: number): void {
  const known = classesOfWord.get(word) ?? new Map<VerbClass, number>();
  known.set(verb, sureness);
  classesOfWord.set(word, known);
}

function wordsIn(text: string, separator = ' '): string[] {
  return text.split(separator).filter((word) => word !== '');
}

/** All that can be done. */
export const verbClasses: readonly VerbClass[] = [...affinityOf.keys()];

/** The verb that a misspelt word is meant to be; undefined when none is near. */
export function nearestVerb(word: string): string | undefined {
  if (word.length < 4) return undefined;
  const most = word.length >= 6 ? 2 : 1;
  let best: string | undefined;
  let least = most + 1;
  for (const known of classesOfWord.keys()) {
    if (known[0] !== word[0] && known[1] !== word[1]) continue;
    const edits = editsBetween(word, known, most);
    if (edits < least) {
      least = edits;
      best = known;
    }
  }
  return best;
}

/** What a word may want done, each with how surely; undefined for no verb that is known. */
export function classesOf(lemma: string): ReadonlyMap<VerbClass, number> | undefined {
  return classesOfWord.get(lemma);
}

/** 1 when they are the same, 0 when one does not serve the other. */
export function affinity(wanted: VerbClass, offered: VerbClass): number {
  return wanted === offered ? 1 : (affinityOf.get(wanted)?.get(offered) ?? 0);
}
