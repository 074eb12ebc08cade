import { PorinError } from '../../kernel/errors.ts';

/** The same text, if it is a SHA-256 in hex: something unguessable never gets into the database as it is. Errors: `internal`. */
export function checkedHash(hash: string, what: string): string {
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new PorinError('internal', `${what} has no SHA-256 hash in hex`);
}
