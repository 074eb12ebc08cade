const letters: Readonly<Record<string, string>> = {
  ...{ ł: 'l', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' },
  ...{
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'e',
    ё: 'e',
    ж: 'zh',
    з: 'z',
    и: 'i',
    й: 'i',
    к: 'k',
    л: 'l',
    м: 'm',
  },
  ...{ н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch' },
  ...{ ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya', є: 'ye', і: 'i', ї: 'yi', ґ: 'g' },
  ...{
    α: 'a',
    β: 'v',
    γ: 'g',
    δ: 'd',
    ε: 'e',
    ζ: 'z',
    η: 'i',
    θ: 'th',
    ι: 'i',
    κ: 'k',
    λ: 'l',
    μ: 'm',
    ν: 'n',
    ξ: 'x',
  },
  ...{ ο: 'o', π: 'p', ρ: 'r', σ: 's', ς: 's', τ: 't', υ: 'y', φ: 'f', χ: 'ch', ψ: 'ps', ω: 'o' },
};

/** First parts of addresses that are not rooms. */
const reserved = new Set([
  'v1',
  '_sandbox',
  '_room',
  'panel',
  'recorder',
  'files',
  'embed',
  'room',
  'favicon',
  'robots',
]);

const maxLength = 100;

const inLatin = (text: string): string => [...text].map((letter) => letters[letter] ?? letter).join('');

/** `Żółta Łódź!` → `zolta_lodz_`: the part of a room's address that its name gives; `room` when nothing is left. */
export function slugOf(name: string): string {
  const plain = inLatin(name.toLowerCase().normalize('NFC'))
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '');
  // A letter that lost its accent may stand in the table by then.
  const slug = inLatin(plain)
    .replace(/[^a-z0-9-]+/g, '_')
    .slice(0, maxLength);
  return /[a-z0-9]/.test(slug) ? slug : 'room';
}

/** `slug`, or it with a number from 2 that is free. Only digits would be read as a room's pin, so those get a number too. */
export function freeSlug(slug: string, isTaken: (slug: string) => boolean): string {
  const isUsable = !reserved.has(slug) && !/^\d+$/.test(slug) && !isTaken(slug);
  if (isUsable) return slug;
  const isFree = (number: number): boolean => !isTaken(`${slug}_${number}`);
  // Thousands of rooms may share a name: trying each number in turn would take longer with every room.
  let taken = 1;
  let free = 2;
  while (!isFree(free)) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (isFree(middle)) free = middle;
    else taken = middle;
  }
  return `${slug}_${free}`;
}
