import phrases from './phrases.json' with { type: 'json' };
import type { VerbClass } from './verbs.ts';

/**
 * Several words that say what is to be done, or of what it follows, from phrases.json; `*` stands for up to five words between
 * (`take … off`). The longest match wins.
 */
interface Pattern {
  readonly parts: readonly string[];
  readonly verbs: readonly VerbClass[];
}

interface Phrase {
  readonly verbs: readonly VerbClass[];
  /** Where its own words stand. */
  readonly at: readonly number[];
}

const longestGap = 5;
const patternsByFirst = new Map<string, Pattern[]>();
for (const [text, verbs] of Object.entries(phrases)) {
  const parts = text.split(' ');
  // The names are keys of the table of verbs; a test says so.
  const pattern = { parts, verbs: verbs.split(', ') as VerbClass[] };
  const known = patternsByFirst.get(parts[0] ?? '');
  if (known) known.push(pattern);
  else patternsByFirst.set(parts[0] ?? '', [pattern]);
}
for (const own of patternsByFirst.values()) own.sort((a, b) => b.parts.length - a.parts.length);

/** The phrases in a sentence. */
export function phrasesIn(words: readonly string[]): readonly Phrase[] {
  const found: Phrase[] = [];
  const taken = new Set<number>();
  for (let start = 0; start < words.length; start += 1) {
    for (const { parts, verbs } of patternsByFirst.get(words[start] ?? '') ?? []) {
      const at = matchAt(words, parts, start);
      if (at === undefined || at.some((place) => taken.has(place))) continue;
      for (const place of at) taken.add(place);
      found.push({ verbs, at });
      break;
    }
  }
  return found;
}

function matchAt(words: readonly string[], parts: readonly string[], start: number): number[] | undefined {
  const at = [start];
  let place = start + 1;
  for (let part = 1; part < parts.length; part += 1) {
    if (parts[part] !== '*') {
      if (words[place] !== parts[part]) return undefined;
      at.push(place);
      place += 1;
      continue;
    }
    const next = parts[part + 1];
    const end = Math.min(words.length, place + longestGap + 1);
    while (place < end && words[place] !== next) place += 1;
    if (place >= end || words[place] !== next) return undefined;
  }
  return at;
}
