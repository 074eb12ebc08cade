import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { PorinError } from '../../kernel/errors.ts';

const minLength = 10;
// Longer ones add nothing, and hashing takes time.
const maxLength = 1000;
const keyBytes = 32;

// OWASP's second choice for scrypt, 64 MiB each; stands in every hash, so that it may grow.
const cost = { N: 2 ** 16, r: 8, p: 2 };
type Cost = typeof cost;

/** Errors: `bad_request` for a password that is too short or too long. */
export function checkPassword(password: string): void {
  const length = [...password.normalize('NFC')].length;
  if (length >= minLength && length <= maxLength) return;
  throw new PorinError('bad_request', `The password has ${length} characters; it needs ${minLength} to ${maxLength}`, {
    hint: 'Several words that do not belong together are good and easy to keep',
  });
}

/** A text that names scheme, cost, salt and hash: `scrypt$65536$8$2$…$…`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** True when the password made this hash. Takes as long when there is none, so that nobody learns which names exist. */
export async function isPasswordOf(hash: string | null | undefined, password: string): Promise<boolean> {
  const stored = parse(hash ?? '');
  const { salt, key, ...parameters } = stored ?? { ...cost, salt: randomBytes(16), key: randomBytes(keyBytes) };
  const derived = await derive(password.slice(0, maxLength * 4), salt, parameters);
  return timingSafeEqual(derived, key) && stored !== undefined;
}

function parse(hash: string): (Cost & { readonly salt: Buffer; readonly key: Buffer }) | undefined {
  const [, N, r, p, salt, key] = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]{43})$/.exec(hash) ?? [];
  if (salt === undefined || key === undefined) return undefined;
  return {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

// One after another: each takes 64 MiB and a core, and a flood of sign-ins must not take all of them.
let queue: Promise<unknown> = Promise.resolve();

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  const derived = queue.then(() => scryptOf(password.normalize('NFC'), salt, { N, r, p }));
  queue = derived.catch(() => undefined);
  return derived;
}

function scryptOf(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
