import { createHash, randomInt } from 'node:crypto';

// Crockford's digits: no I, L, O or U, which people take for others.
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 8;

/** What a person reads from the page and types or says: `K7QF-2M9D`. */
export function newSpokenCode(): string {
  const code = Array.from({ length: codeLength }, () => digits[randomInt(digits.length)]).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** A spoken code as it was shown, however it was typed; undefined for what cannot be one. */
export function spokenCodeFrom(typed: string): string | undefined {
  const plain = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (plain.length !== codeLength || [...plain].some((character) => !digits.includes(character))) return undefined;
  return `${plain.slice(0, 4)}-${plain.slice(4)}`;
}

/** Four characters by which a person tells whose request a page shows; program and page derive the same. */
export function comparisonCode(codeChallenge: string): string {
  const bytes = createHash('sha256').update(`compare ${codeChallenge}`).digest();
  return [...bytes.subarray(0, 4)].map((byte) => digits[byte % digits.length]).join('');
}

/** S256 of RFC 7636. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
