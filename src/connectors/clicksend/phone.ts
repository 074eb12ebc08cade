import type * as Numbers from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';
import { z } from 'zod';

export const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/, "two letters such as 'AU', 'GB' or 'US'")
  .transform((code) => code.toUpperCase())
  .describe("Country of local numbers, two letters (ISO 3166): AU, GB, US. Numbers that begin with '+' need none");

export const phone = z
  .string()
  .min(3)
  .max(40)
  .describe("Telephone number: international with '+' (+61411111111), or as it is dialled inside `country`");

export type Checked = { readonly number: string; readonly country?: string } | { readonly problem: string };

export type CheckPhone = (written: string, country: string | undefined) => Checked;

/** Checks telephone numbers and gives them in international form. Its tables are large, so they are loaded on first use. */
export async function phoneChecker(): Promise<CheckPhone> {
  const numbers: typeof Numbers = await import('libphonenumber-js');
  return (written, country) => {
    const text = written.trim().replace(/^00(?=[1-9])/, '+');
    if (country !== undefined && !numbers.isSupportedCountry(country))
      return { problem: `no country '${country}' has telephone numbers` };
    const shown = JSON.stringify(written);
    if (!text.startsWith('+') && country === undefined) return { problem: withoutCountry(numbers, text, shown) };
    // The check above has narrowed it; the library's type is the list of all codes.
    const found = numbers.parsePhoneNumberFromString(text, country as CountryCode | undefined);
    if (!found) return { problem: `${shown} is not a telephone number` };
    if (found.ext) return { problem: `${shown} has an extension, which cannot be reached` };
    // Possible, not valid: tables of what a country gives out are older than its newest numbers, and the app knows better.
    if (!found.isPossible()) return { problem: problemOf(numbers, { text, shown, country }) };
    return { number: found.number, ...(found.country === undefined ? {} : { country: found.country }) };
  };
}

function withoutCountry(numbers: typeof Numbers, text: string, shown: string): string {
  const meant = numbers.parsePhoneNumberFromString(`+${text.replace(/\D/g, '')}`);
  const hint = meant?.isValid()
    ? `write '${meant.number}' if it is international, or`
    : "begin with '+' and the country's code, or";
  return `${shown} does not tell its country: ${hint} give country`;
}

function problemOf(
  numbers: typeof Numbers,
  { text, shown, country }: { readonly text: string; readonly shown: string; readonly country: string | undefined },
): string {
  // The same narrowing as in the check before.
  const reason = numbers.validatePhoneNumberLength(text, country as CountryCode | undefined);
  const where = text.startsWith('+') ? 'its country' : country;
  if (reason === 'TOO_SHORT') return `${shown} is too short for a number of ${where}`;
  if (reason === 'TOO_LONG') return `${shown} is too long for a number of ${where}`;
  if (reason === 'INVALID_COUNTRY') return `${shown} begins with no country's code`;
  return `${shown} is no number of ${where}`;
}
