import { hash } from 'node:crypto';

/** SHA-256 of a high-entropy secret in hex, under which it is stored and looked up; the secret itself is not kept. */
export function digestOf(secret: string): string {
  return hash('sha256', secret);
}
