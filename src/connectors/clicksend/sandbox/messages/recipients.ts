import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** Numbers for tests: accepted, free, never charged, without a receipt. */
const testNumbers: ReadonlyMap<string, string> = new Map([
  ['+61411111111', 'AU'],
  ['+61422222222', 'AU'],
  ['+61433333333', 'AU'],
  ['+61444444444', 'AU'],
  ['+14055555555', 'US'],
  ['+14055555666', 'US'],
  ['+447777777777', 'GB'],
  ['+8615555555555', 'CN'],
]);

export interface Recipient {
  /** E.164. */
  readonly number: string;
  /** ISO 3166, two letters. */
  readonly country: string;
  readonly isTest: boolean;
}

function parse(text: string, country: string): Recipient | undefined {
  const code: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(text, code);
  if (parsed === undefined || !parsed.isValid()) return undefined;
  return { number: parsed.number, country: parsed.country ?? country, isTest: false };
}

/** Reads a number: E.164, the same without its plus, or the local form of a country. Undefined when nobody can have it. */
export function recipientOf(given: string, country: string): Recipient | undefined {
  const text = given.trim();
  if (text.length > 40) return undefined;
  const digits = text.replace(/[\s().-]/g, '');
  const plus = digits.startsWith('+') ? digits : `+${digits}`;
  const test = testNumbers.get(plus);
  if (test !== undefined) return { number: plus, country: test, isTest: true };
  const read = parse(text, country.toUpperCase());
  if (read !== undefined) return testNumbers.has(read.number) ? { ...read, isTest: true } : read;
  return digits.startsWith('+') ? undefined : parse(plus, country.toUpperCase());
}

/** A number from which the service itself sends, when the message names no sender. */
export function sharedNumber(country: string): string {
  return sharedNumbers[country] ?? '+61429774111';
}

const sharedNumbers: Readonly<Record<string, string>> = {
  AU: '+61429774111',
  GB: '+447480773111',
  NZ: '+64212871111',
  US: '+18332711111',
  CA: '+18332711112',
};

/** The sender as it goes out; undefined when it cannot be one: letters and digits up to 11 without spaces, or a number. */
export function senderOf(from: string): string | undefined {
  if (/^\+?\d{3,15}$/.test(from)) return from;
  return /^[\w.&+-]{1,11}$/.test(from) ? from : undefined;
}
