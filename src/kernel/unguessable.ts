import { randomBytes } from 'node:crypto';
import { digestOf } from './digest.ts';

/** Something that nobody can guess, for an address, a cookie or a header; only its hash is stored. */
export interface Unguessable {
  readonly token: string;
  /** SHA-256 of the token, hex. */
  readonly hash: string;
}

export function newUnguessable({ prefix = '', bytes = 32 } = {}): Unguessable {
  const token = prefix + randomBytes(bytes).toString('base64url');
  return { token, hash: digestOf(token) };
}

/** A new opaque token of a caller. The prefix is what the official SDK asks of one, and what secret scanners look for. */
export function newAccessToken(): Unguessable {
  return newUnguessable({ prefix: 'pat-' });
}
