/** What a person pasted, taken apart. */
export interface PastedCode {
  readonly code: string;
  /** Present when a whole address was pasted. */
  readonly state: string | undefined;
  readonly issuer: string | undefined;
}

/** White space, and characters that come along unseen when text is copied. */
const unseen = /[\s\u200b-\u200f\u2060\ufeff]+/g;
// As pages show it: two groups of four.
const spoken = /(?<![\w-])([0-9A-Za-z]{4})\p{Pd}([0-9A-Za-z]{4})(?![\w-])/u;
const bare = /(?<![\w-])(?=[0-9A-Z]*\d)[0-9A-Z]{8}(?![\w-])/;

/**
 * The code in what was pasted: an address with `code=`, a sentence around the code, the code with spaces, in brackets or in lower case.
 * Undefined when there is nothing.
 */
export function readPastedCode(text: string): PastedCode | undefined {
  const parameter = (name: string) => {
    const value = new RegExp(`[?&#\\s]${name}=([^&#\\s"'<>]+)`).exec(` ${text}`)?.[1];
    return value === undefined ? undefined : decoded(value);
  };
  const fromAddress = parameter('code');
  if (fromAddress !== undefined) return { code: fromAddress, state: parameter('state'), issuer: parameter('iss') };
  const code =
    (spoken.exec(text) ?? bare.exec(text))?.[0] ?? text.replace(/["'`“”‘’<>()[\]*.,;:]/g, '').replace(unseen, '');
  return code === '' ? undefined : { code, state: undefined, issuer: undefined };
}

/** True for one code typed in two ways. */
export function isSameCode(a: string, b: string): boolean {
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
