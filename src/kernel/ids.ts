import { randomFillSync } from 'node:crypto';

/** The prefixes in use; an id tells what it names. */
export type IdPrefix =
  | 'ws'
  | 'ten'
  | 'con'
  | 'run'
  | 'tok'
  | 'file'
  | 'req'
  | 'login'
  | 'client'
  | 'per'
  | 'app'
  | 'int'
  | 'crq'
  | 'apr'
  | 'flow'
  | 'act'
  | 'log';

const idBytes = 16;
const timeBytes = 6;
// Random bytes come by the page: asking for sixteen at a time costs ten times as much.
const pool = Buffer.allocUnsafeSlow(idBytes * 256);
let used = pool.length;

/**
 * A new id: prefix, underscore, 128 bits in base64url (22 characters).
 * All random, except that a run's and an API log's begin with its millisecond: they are many and come one after another, and ids that lie
 * together are written to a few pages of the database's index instead of one each. Their other 80 bits are random.
 */
export function newId(prefix: IdPrefix): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  if (prefix === 'run' || prefix === 'log') pool.writeUIntBE(Date.now(), used, timeBytes);
  const text = pool.toString('base64url', used, used + idBytes);
  used += idBytes;
  return `${prefix}_${text}`;
}
