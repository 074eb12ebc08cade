import { randomBytes } from 'node:crypto';

/** The prefixes in use; an id tells what it names. */
export type IdPrefix = 'ws' | 'ten' | 'con' | 'run' | 'tok' | 'file' | 'req' | 'lnk';

/** A new id: prefix, underscore, 128 random bits in base64url (22 characters). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}
