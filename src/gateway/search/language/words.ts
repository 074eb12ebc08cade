/** E-mail addresses in a text. */
export const addresses = /[\w.+-]+@[\w-]+\.[\w.]+/g;

/** Words of a text, lower-case, without marks; `createWebinar` is two. */
export function wordsOf(text: string): string[] {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Lower-case, without marks and with camel case taken apart. */
export function plain(text: string): string {
  // Most texts, and there the rest changes nothing.
  if (isAscii.test(text)) return text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/ł/g, 'l')
    .replace(/Ł/g, 'L')
    .replace(/ß/g, 'ss')
    .toLowerCase();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are ASCII.
const isAscii = /^[\u0000-\u007f]*$/;

const irregular = new Map(
  Object.entries({
    sent: 'send',
    bought: 'buy',
    sold: 'sell',
    paid: 'pay',
    made: 'make',
    got: 'get',
    gave: 'give',
    given: 'give',
    took: 'take',
    taken: 'take',
    went: 'go',
    gone: 'go',
    saw: 'see',
    seen: 'see',
    wrote: 'write',
    written: 'write',
    left: 'leave',
    found: 'find',
    held: 'hold',
    kept: 'keep',
    ran: 'run',
    began: 'begin',
    came: 'come',
    spoke: 'speak',
    spoken: 'speak',
    spent: 'spend',
    built: 'build',
    done: 'do',
    did: 'do',
    said: 'say',
    people: 'person',
    children: 'child',
    men: 'man',
    women: 'woman',
    indices: 'index',
    analyses: 'analysis',
    met: 'meet',
    won: 'win',
    lost: 'lose',
    chose: 'choose',
    chosen: 'choose',
    broke: 'break',
    broken: 'break',
    stolen: 'steal',
    drawn: 'draw',
    known: 'know',
    shown: 'show',
    thrown: 'throw',
    thought: 'think',
    taught: 'teach',
    caught: 'catch',
    told: 'tell',
    heard: 'hear',
    knew: 'know',
    forgot: 'forget',
    rung: 'ring',
    begun: 'begin',
  }),
);

const doubled = /([bdgmnprt])\1$/;
const keepsS = /(?:ss|us|is|ous|news|sms|mms|dns|gps|https?|tls|css|rss|aws|os|sas|ics|pos|cms|status)$/;

/** The form that a dictionary has: `deleted` → `delete`, `replies` → `reply`. `isKnown` decides where the spelling does not. */
export function lemmaOf(word: string, isKnown: (word: string) => boolean): string {
  if (word.length < 4 || /[^a-z]/.test(word)) return word;
  const fixed = irregular.get(word);
  if (fixed !== undefined) return fixed;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !keepsS.test(word)) return word.slice(0, -1);
  for (const ending of ['ing', 'ed']) {
    if (!word.endsWith(ending) || word.length - ending.length < 3) continue;
    return withoutEnding(word.slice(0, -ending.length), word, isKnown);
  }
  return word;
}

function withoutEnding(base: string, word: string, isKnown: (word: string) => boolean): string {
  if (!/[aeiouy]/.test(base)) return word;
  if (doubled.test(base) && isKnown(base.slice(0, -1))) return base.slice(0, -1);
  if (
    /(?:at|iz|is|v|c|dg|bl|g|ul|ur|ir|or|ut|rs|as|us|in|il|it|et|id|ad|od|os|am|im|om|ar|ak|ap|ip|op|yp|nc|rg|uc)$/.test(
      base,
    ) &&
    isKnown(`${base}e`) &&
    !isKnown(base)
  )
    return `${base}e`;
  if (isKnown(base)) return isKnown(`${base}e`) && /(?:at|iz|v|c|g|as|os)$/.test(base) ? `${base}e` : base;
  if (base.endsWith('i')) return `${base.slice(0, -1)}y`;
  return isKnown(`${base}e`) ? `${base}e` : base;
}

/** Edits (insert, drop, change, swap of neighbours) between two words, or `most + 1` when there are more. */
export function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}
