import { isRecord } from '../tools/schemas.ts';

/** What a person does not see and a model reads: texts can be hidden in it. Lines end and tabs stay; code points, in hex. */
const hiddenRanges = [
  ...['0-8', 'b-1f', '7f-9f'], // Controls.
  ...['61c', '200e-200f', '2028-202e', '2066-2069'], // Directions, and other ends of lines.
  ...['ad', '34f', '115f-1160', '17b4-17b5', '180b-180f', '200b', '2060-2065', '206a-206f', '3164', 'feff', 'ffa0'], // Without width.
  ...['fff0-fffb', '1d173-1d17a', 'e0000-e0fff'], // Annotations, tags, and further variants of characters.
];
const hidden = new RegExp(`[${classOf(hiddenRanges)}]`, 'gu');
/** Whether anything here has something to do; most texts are left as they are. */
const suspect = new RegExp(`[${classOf([...hiddenRanges, '200c-200d', 'd800-dfff', 'fe00-fe0f'])}]`, 'u');
const lineEnds = /\r\n?|[\u0085\u2028\u2029]/g;
/** Joiners stay where scripts and emoji need one: alone, between two characters that they join. */
const idleJoiner =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d(?!\p{L})|(?<!\p{L}|\p{M})\u200d(?=\p{L})|(?<!\p{L}|\p{M})\u200c|\u200c(?!\p{L})/gu;
const halves = /\p{Surrogate}/gu;
const variants = /([\ufe00-\ufe0f])[\ufe00-\ufe0f]+/g;

function classOf(ranges: readonly string[]): string {
  return ranges.map((range) => range.replace(/[\da-f]+/g, '\\u{$&}')).join('');
}

/** Text from elsewhere as a person would see it. */
export function cleanText(text: string): string {
  if (!suspect.test(text)) return text;
  return text
    .replace(halves, '\ufffd')
    .replace(lineEnds, '\n')
    .replace(hidden, '')
    .replace(idleJoiner, '')
    .replace(variants, '$1');
}

/** The same for every text and name in a value; the value itself when there is nothing to do. */
export function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return cleanItems(value);
  return isRecord(value) ? cleanMembers(value) : value;
}

function cleanItems(items: readonly unknown[]): readonly unknown[] {
  let made: unknown[] | undefined;
  for (const [index, item] of items.entries()) {
    const shown = clean(item);
    if (shown !== item) made ??= items.slice(0, index);
    made?.push(shown);
  }
  return made ?? items;
}

function cleanMembers(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const members = new Map<string, unknown>();
  let isChanged = false;
  for (const [name, value] of Object.entries(record)) {
    let shownName = cleanText(name);
    const shown = clean(value);
    isChanged ||= shownName !== name || shown !== value;
    // Two names that only looked alike are both kept.
    while (members.has(shownName)) shownName += '_';
    members.set(shownName, shown);
  }
  return isChanged ? Object.fromEntries(members) : record;
}
