const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('^{}\\[~]|€\f');

/** What a text takes as a text message. */
export interface Encoding {
  readonly encoding: 'GSM' | 'UCS-2';
  /** As a person counts them. */
  readonly characters: number;
  /** What the parts are measured in: septets of GSM, where `€ ^ { } [ ] ~ | \` are two; UTF-16 units of UCS-2, where most emoji are two. */
  readonly units: number;
  readonly parts: number;
  readonly unitsPerPart: number;
  /** Units that still fit into the last part. */
  readonly left: number;
  /** The characters that GSM has not, each once, in their order. */
  readonly strangers: readonly string[];
}

/** Source: GSM 03.38; 160 units in one part and 153 in each of several, or 70 and 67 for UCS-2. */
export function encodingOf(text: string): Encoding {
  const characters = [...text];
  const strangers = [...new Set(characters.filter((one) => !basic.has(one) && !extension.has(one)))];
  const isGsm = strangers.length === 0;
  const sizes = characters.map((one) => (isGsm ? (extension.has(one) ? 2 : 1) : one.length));
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const isOne = units <= alone;
  const { parts, used } = isOne ? { parts: units === 0 ? 0 : 1, used: units } : filled(sizes, each);
  return {
    encoding: isGsm ? 'GSM' : 'UCS-2',
    characters: characters.length,
    units,
    parts,
    unitsPerPart: isOne ? alone : each,
    left: (isOne ? alone : each) - used,
    strangers,
  };
}

/** A character is never split over two parts. */
function filled(sizes: readonly number[], each: number) {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > each) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return { parts, used };
}

// What text programs put in unasked, and what stands for it in GSM.
const plainFor: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': ',',
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u00ab': '"',
  '\u00bb': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2011': '-',
  '\u2212': '-',
  '\u2026': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '\u200b': '',
  '\ufeff': '',
  '\t': ' ',
  '`': "'",
  '\u00b4': "'",
  '\u2022': '-',
  '\u00d7': 'x',
};

/** The character in GSM; undefined when nothing means the same. */
export function gsmFor(character: string): string | undefined {
  const plain = plainFor[character];
  if (plain !== undefined) return plain;
  // ć without its accent is c; that reads the same to most people, though not to all.
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
  return bare !== character && [...bare].every((one) => basic.has(one)) ? bare : undefined;
}

/** The text with every character that GSM can say otherwise replaced. */
export function gsmTextOf(text: string): string {
  return [...text].map((one) => (basic.has(one) || extension.has(one) ? one : (gsmFor(one) ?? one))).join('');
}
