import { contentOf } from './language/content.ts';

/** What something is called and known by. */
export interface Named {
  /** Name, key and the like: each a whole way of naming it. */
  readonly names: readonly string[];
  readonly domains: readonly string[];
  /** What it is for. */
  readonly purpose: string;
}

/** Below this length a slip of the pen makes another name: gmail, email. */
const leastLengthForSlips = 6;
const leastLengthOfPart = 3;

const scores = {
  same: 100,
  domain: 95,
  begins: 80,
  beginsQuery: 70,
  within: 60,
  words: 50,
  slip: 40,
  purpose: 20,
} as const;

/**
 * How well something is named by a query; 0 when it is not. Higher is better: the same name, its domain, the beginning, a part, all words,
 * one slip of the pen, all words in what it is for. Some of the words are not enough: whoever asks for another app would get this one.
 */
export function fitOf(query: string, { names, domains, purpose }: Named): number {
  const host = hostOf(query);
  if (host !== undefined && domains.some((domain) => isWithin(host, domain))) return scores.domain;
  const asked = host === undefined ? query : labelOf(host);
  const byName = Math.max(0, ...names.map((name) => nameFit(asked, name)));
  if (byName > 0 || host !== undefined) return byName;
  const stems = contentOf(asked);
  const known = new Set(contentOf([...names, ...domains, purpose].join(' ')));
  return stems.length > 0 && stems.every((stem) => known.has(stem)) ? scores.purpose : 0;
}

/** The host that a query names: `https://app.example.com/x` and `example.com`, not `example`. */
export function hostOf(query: string): string | undefined {
  const host = /^(?:https?:\/\/)?(?:[^/@\s]*@)?([^/:?#\s]+\.[^/:?#\s]+)(?:[:/?#]\S*)?$/i.exec(query.trim())?.[1];
  return host?.toLowerCase().replace(/^www\.|\.$/g, '');
}

/** A name without what people write differently. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function nameFit(asked: string, name: string): number {
  const [wanted, known] = [plain(asked), plain(name)];
  if (wanted === '' || known === '') return 0;
  if (wanted === known) return scores.same;
  if (known.startsWith(wanted) && wanted.length >= 2) return scores.begins;
  if (beginsWithWordsOf(asked, known)) return scores.beginsQuery;
  if (known.includes(wanted) && wanted.length >= leastLengthOfPart) return scores.within;
  const words = new Set(contentOf(name));
  const stems = contentOf(asked);
  if (stems.length > 0 && stems.every((stem) => words.has(stem))) return scores.words;
  return Math.min(wanted.length, known.length) >= leastLengthForSlips && isOneSlip(wanted, known) ? scores.slip : 0;
}

/** True when whole words at the beginning of the query are the name: `clock face app` for Clockface. */
function beginsWithWordsOf(asked: string, known: string): boolean {
  if (known.length < leastLengthOfPart) return false;
  let written = '';
  for (const word of asked.split(/[^\p{L}\p{N}]+/u)) {
    written += plain(word);
    if (written === known) return true;
  }
  return false;
}

/** True when one letter is missing, too many or another, or two neighbours changed places. */
function isOneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [restOfA, restOfB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restOfA.length <= 1 && restOfB.length <= 1) return true;
  return restOfA.length === 2 && restOfA === [...restOfB].reverse().join('');
}

function isWithin(host: string, domain: string): boolean {
  const [known = ''] = domain.toLowerCase().split('/');
  return host === known || host.endsWith(`.${known}`);
}

/** What a host is named after: its longest label but the last. */
function labelOf(host: string): string {
  const labels = host.split('.').slice(0, -1);
  return labels.reduce((longest, label) => (label.length > longest.length ? label : longest), '');
}
