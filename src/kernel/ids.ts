import { randomFillSync } from 'node:crypto';

/** The prefixes in use; an id tells what it names. */
export type IdPrefix = 'ws' | 'ten' | 'con' | 'run' | 'tok' | 'file' | 'req' | 'lnk';

const idBytes = 16;
// Random bytes come by the page: asking for sixteen at a time costs ten times as much.
const pool = Buffer.allocUnsafeSlow(idBytes * 256);
let used = pool.length;

/** A new id: prefix, underscore, 128 random bits in base64url (22 characters). */
export function newId(prefix: IdPrefix): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('base64url', used, used + idBytes);
  used += idBytes;
  return `${prefix}_${text}`;
}
