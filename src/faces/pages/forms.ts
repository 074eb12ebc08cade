import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { PorinError } from '../../kernel/errors.ts';

const maxValues = 200;

/** The text values of a posted form. */
export type Form = Readonly<Record<string, string>>;

/** Names of the cookies: with https the browser itself keeps them to this host. */
export function cookieName(publicUrl: string, name: 'session' | 'form' | 'connect'): string {
  return publicUrl.startsWith('https:') ? `__Host-porin-${name}` : `porin_${name}`;
}

/** Sets a cookie that no script and no other site can use. */
export function setPrivateCookie(
  c: Context,
  publicUrl: string,
  cookie: { readonly name: 'session' | 'form' | 'connect'; readonly value: string; readonly maxAgeSeconds?: number },
): void {
  setCookie(c, cookieName(publicUrl, cookie.name), cookie.value, {
    path: '/',
    httpOnly: true,
    // Lax, because links and sign-ins at apps lead here from elsewhere.
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
    ...(cookie.maxAgeSeconds === undefined ? {} : { maxAge: cookie.maxAgeSeconds }),
  });
}

// A page may have several forms, and all of them go with the one cookie that it sets.
const fresh = new WeakMap<Context, string>();

/** The value for a form's hidden field `form`: it ties the form to this browser, which gets a cookie if it has none. */
export function formToken(c: Context, publicUrl: string): string {
  let value = formCookie(c, publicUrl);
  if (value === undefined || value.length < 20) {
    value = randomBytes(24).toString('base64url');
    fresh.set(c, value);
    setPrivateCookie(c, publicUrl, { name: 'form', value });
  }
  return tokenOf(value);
}

/** What this browser alone has; undefined before it was shown a form. */
export function formCookie(c: Context, publicUrl: string): string | undefined {
  return fresh.get(c) ?? getCookie(c, cookieName(publicUrl, 'form'));
}

/** True when a form was shown to this browser by us: same origin, and its hidden field fits the cookie. */
export function isOwnForm(c: Context, publicUrl: string, form: Form): boolean {
  if (isForeign(c, publicUrl)) return false;
  const cookie = formCookie(c, publicUrl);
  const given = form['form'];
  if (cookie === undefined || given === undefined) return false;
  const expected = Buffer.from(tokenOf(cookie));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Behind a proxy the form has the public origin, whatever Host the proxy sends on. */
export function isForeign(c: Context, publicUrl: string): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  return new URL(origin).host !== c.req.header('host') && new URL(origin).origin !== new URL(publicUrl).origin;
}

/** The text values of a posted form. Errors: `bad_request` for what is no form; those of a body limit. */
export async function readForm(c: Context): Promise<Form> {
  const body = await c.req.parseBody().catch((cause: unknown) => {
    // What the parser cannot read is a TypeError of its own; a body limit has errors of its own.
    if (!(cause instanceof TypeError)) throw cause;
    throw new PorinError('bad_request', 'The form cannot be read', { cause });
  });
  const entries = Object.entries(body).slice(0, maxValues);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function tokenOf(cookie: string): string {
  return createHash('sha256').update(`form ${cookie}`).digest('base64url');
}
