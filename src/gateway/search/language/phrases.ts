import phrases from './phrases.json' with { type: 'json' };
import type { VerbClass } from './verbs.ts';

/** Several words that say one thing to do, from phrases.json; `*` stands for up to five words between (`take … off`). The longest match wins. */
interface Pattern {
  readonly parts: readonly string[];
  readonly verb: VerbClass;
}

const patterns: readonly Pattern[] = Object.entries(phrases)
  // The names are keys of the table of verbs; a test says so.
  .map(([text, verb]) => ({ parts: text.split(' '), verb: verb as VerbClass }))
  .sort((a, b) => b.parts.length - a.parts.length);
const patternsByFirst = grouped();
const longestGap = 5;

function grouped(): Map<string, Pattern[]> {
  const groups = new Map<string, Pattern[]>();
  for (const pattern of patterns) {
    const first = pattern.parts[0] ?? '';
    groups.set(first, [...(groups.get(first) ?? []), pattern]);
  }
  return groups;
}

/** The phrases in a sentence: where their own words stand, and what they want done. */
export function phrasesIn(lemmas: readonly string[]): { readonly verb: VerbClass; readonly at: readonly number[] }[] {
  const found: { verb: VerbClass; at: number[] }[] = [];
  const taken = new Set<number>();
  for (let start = 0; start < lemmas.length; start += 1) {
    for (const { parts, verb } of patternsByFirst.get(lemmas[start] ?? '') ?? []) {
      const at = matchAt(lemmas, parts, start);
      if (at === undefined || at.some((place) => taken.has(place))) continue;
      for (const place of at) taken.add(place);
      found.push({ verb, at });
      break;
    }
  }
  return found;
}

function matchAt(lemmas: readonly string[], parts: readonly string[], start: number): number[] | undefined {
  const at = [start];
  let place = start + 1;
  for (let part = 1; part < parts.length; part += 1) {
    if (parts[part] !== '*') {
      if (lemmas[place] !== parts[part]) return undefined;
      at.push(place);
      place += 1;
      continue;
    }
    const next = parts[part + 1];
    const end = Math.min(lemmas.length, place + longestGap + 1);
    while (place < end && lemmas[place] !== next) place += 1;
    if (place >= end || lemmas[place] !== next) return undefined;
  }
  return at;
}
