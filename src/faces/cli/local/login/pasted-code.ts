/** What a person pasted, taken apart. */
export interface PastedCode {
  readonly code: string;
  /** Present when a whole address was pasted. */
  readonly state: string | undefined;
  readonly issuer: string | undefined;
}

/** What is around or between the characters of a code, also unseen ones that come along when text is copied. */
const padding = /["'`“”‘’<>()[\]*.,;:_\s\p{Pd}\u200b-\u200f\u2060\ufeff]+/gu;
/** Letters and digits of a code; U is in none, and I, L and O are taken for digits when they are typed. */
const wholeCode = /^[0-9A-TV-Z]{8}$/i;
/** Two groups of four, apart or together; looked for at every place, as the word before a code may have four letters, too. */
const groups = /(?<![\p{L}\d_-])(?=([0-9A-TV-Z]{4})(\s+|\p{Pd}|)([0-9A-TV-Z]{4})(?![\p{L}\d_-]))/giu;

/**
 * The code in what was pasted: an address with `code=`, the code alone however it is spelled, or a sentence around it.
 * Undefined when nothing in it can be a code, or several things can: a wrong one costs a try.
 */
export function readPastedCode(text: string): PastedCode | undefined {
  const parameter = (name: string) => {
    const value = new RegExp(`[?&#\\s]${name}=([^&#\\s"'<>]+)`).exec(` ${text}`)?.[1];
    return value === undefined ? undefined : decoded(value);
  };
  const state = parameter('state');
  const fromAddress = parameter('code');
  if (fromAddress !== undefined && (state !== undefined || canBeCode(fromAddress)))
    return { code: fromAddress, state, issuer: parameter('iss') };
  const alone = text.replace(padding, '');
  const code = wholeCode.test(alone) ? alone : codeInSentence(text);
  return code === undefined ? undefined : { code, state: undefined, issuer: undefined };
}

/** A code of the page, or what a redirect carries. */
function canBeCode(value: string): boolean {
  return wholeCode.test(value.replace(padding, '')) || /^[\w-]{20,}$/.test(value);
}

function codeInSentence(text: string): string | undefined {
  const found = [...text.matchAll(groups)].flatMap(([, left = '', between = '', right = '']) => {
    const code = left + right;
    const isPlainWords = !/\d/.test(code) && (code !== code.toUpperCase() || /[ILO]/i.test(code));
    const isHyphened = /\p{Pd}/u.test(between);
    return isPlainWords && !(isHyphened && !/[ILO]/i.test(code)) ? [] : [{ code, rank: rankOf(code, isHyphened) }];
  });
  const best = Math.max(...found.map(({ rank }) => rank));
  const [code, ...others] = new Set(found.filter(({ rank }) => rank === best).map((one) => one.code));
  return others.length === 0 ? code : undefined;
}

/** How much a pair of groups looks like what the page shows. */
function rankOf(code: string, isHyphened: boolean): number {
  const isAsShown = !/[ILO]/i.test(code);
  const hasDigits = /\d/.test(code.slice(0, 4)) && /\d/.test(code.slice(4));
  return (isHyphened ? 8 : 0) + (isAsShown ? 4 : 0) + (code === code.toUpperCase() ? 2 : 0) + (hasDigits ? 1 : 0);
}

/** True when one of the words is this code. */
export function mentions(text: string, code: string): boolean {
  return text.split(/[^\p{L}\d-]+/u).some((word) => isSameCode(word, code));
}

/** True for one code typed in two ways. */
function isSameCode(a: string, b: string): boolean {
  const plain = (code: string) => code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return plain(a) === plain(b) && plain(a) !== '';
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A stray percent sign: as it stands.
    return value;
  }
}
