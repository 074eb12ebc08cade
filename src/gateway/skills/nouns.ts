import type { SkillAction } from './subject.ts';

const maxNouns = 12;
const acronyms = /\b(?:api|id|mms|pdf|sms|url)\b/g;

/** Words between the verb and the thing: `list-all-recordings`. */
const fillers = new Set(['a', 'all', 'new', 'the', 'my', 'user', 'test']);
/** Where a thing's name ends: `get-token-by-email`, `list-timezones-by-country`. */
const joints = new Set(['by', 'for', 'from', 'of', 'on', 'in', 'to', 'with']);

/** The thing that an action works on, from its key: `conference` of `list-conferences`; empty when there is none. */
export function nounOf(key: string): string {
  const words = key.split('-').slice(1);
  const end = words.findIndex((word) => joints.has(word));
  const named = (end === -1 ? words : words.slice(0, end)).filter((word, place) => place > 0 || !fillers.has(word));
  const last = named.at(-1);
  return last === undefined ? '' : [...named.slice(0, -1), singular(last)].join('-');
}

/** The things that an app's actions work on, those with the most actions first. */
export function nounsOf(actions: readonly SkillAction[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { key } of actions) {
    const noun = nounOf(key);
    if (/^[a-z][a-z0-9-]{1,30}$/.test(noun)) counts.set(noun, (counts.get(noun) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return byCount
    .slice(0, maxNouns)
    .map(([noun]) => noun.replaceAll('-', ' ').replace(acronyms, (word) => word.toUpperCase()));
}

function singular(word: string): string {
  if (/(ss|us|is|news|sms|mms)$/.test(word)) return word;
  if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(sses|shes|ches|xes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
