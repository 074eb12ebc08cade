const titles = words('mr master mister mrs miss ms dr prof rev fr judge honorable hon tuan sr srta br pr mx sra');
const suffixes = words('i ii iii iv v senior junior jr sr phd apr rph pe md ma dmd cme qc kc');
const particles = words(
  'vere von van de del della der den di da pietro vanden du st la lo ter bin ibn te ten op ben al',
);

/** Text in double quotes is one word. */
const word = /"([^"]+)"|[^\s"]+/g;

export interface PersonName {
  readonly first?: string | undefined;
  readonly last?: string | undefined;
}

/** First and last name out of `Dr. Ann van der Bee Jr.` or `Bee, Ann`; a single word is the last name. */
export function splitName(name: string): PersonName {
  const parts = [
    ...name
      .replace(/(\w)\s+,\s+(\w)/, '$1, $2')
      .replace(/(\w),(\w)/, '$1, $2')
      .matchAll(word),
  ].map(([text, quoted]) => quoted ?? text);
  if (parts.length === 0) return { last: name.trim() };
  const [only = ''] = parts;
  if (parts.length === 1) return only.includes(',') ? orderedByComma(parts) : nonEmpty({ last: only });
  if (suffixes.has(bare(parts.at(-1)))) {
    parts.pop();
    parts.push((parts.pop() ?? '').replace(',', ''));
  }
  return parts.some((part) => part.includes(',')) ? orderedByComma(parts) : ordered(parts);
}

function orderedByComma(parts: readonly string[]): PersonName {
  const end = parts.findIndex((part) => part.includes(','));
  const before = parts.slice(0, end + 1).map((part) => part.replace(',', ''));
  const last = suffixes.has(bare(before.at(-1))) ? before.slice(0, -1) : before;
  return nonEmpty({ first: parts[end + 1] ?? (parts.length === 1 ? parts[0] : undefined), last: last.join(' ') });
}

function ordered(parts: readonly string[]): PersonName {
  const rest = titles.has(bare(parts[0])) && parts.length > 1 ? parts.slice(1) : parts;
  if (rest.length === 1) return nonEmpty({ last: rest[0] });
  let start = rest.length - 1;
  while (start > 1 && particles.has(bare(rest[start - 1]))) start -= 1;
  return nonEmpty({ first: rest[0], last: rest.slice(start).join(' ').replace(',', '') });
}

function nonEmpty(name: PersonName): PersonName {
  const first = name.first?.trim();
  const last = name.last?.trim();
  return last ? { first, last } : { last: first || undefined };
}

function bare(word: string | undefined): string {
  return (word ?? '').toLowerCase().replaceAll('.', '');
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
