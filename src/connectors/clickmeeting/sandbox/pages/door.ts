import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Room } from '../entities.ts';
import type { Stage } from '../visits.ts';
import type { Visitor } from './entry.ts';
import type { Frame } from './layout.ts';
import { chooseLanguage, wordsIn } from './words/words.ts';

export type Env = { Bindings: { remoteAddress?: string } };

/** One request to a room's page. */
export interface Door extends Frame {
  readonly context: Context<Env>;
  readonly stage: Stage;
  readonly room: Room;
  readonly visitor: Visitor;
  /** Whether the page lies in a frame of another site, where no cookies are. */
  readonly isEmbedded: boolean;
  /** The address of this room's page for this visitor, with further parameters. */
  readonly href: (extra?: Readonly<Record<string, string>>) => string;
}

const cookieName = 'cm_visitor';
const embedPath = '/embed_conference.html';

/** Whether a page is made to lie in a frame of another site. */
export function isEmbedded(url: URL): boolean {
  return url.pathname === embedPath || url.searchParams.get('popup') === 'off';
}

/** The language of a request, and links to the same page in others. */
export function frameOf(context: Context): Frame {
  const url = new URL(context.req.url);
  const lang = chooseLanguage(context.req.query('lang'), context.req.header('accept-language'));
  const inLanguage = (code: string): string => {
    url.searchParams.set('lang', code);
    // Of a path that begins with two slashes browsers would make another host.
    return url.search;
  };
  return { words: wordsIn(lang), lang, inLanguage, skinId: null };
}

export function doorOf(context: Context<Env>, stage: Stage, room: Room): Door {
  const url = new URL(context.req.url);
  const isFramed = isEmbedded(url);
  const key = isFramed ? keyOfAddress(context) : keyOfCookie(context);
  const device = (context.req.header('user-agent') ?? 'unknown').slice(0, 500);
  const href = (extra: Readonly<Record<string, string>> = {}): string => {
    const query = new URLSearchParams();
    const kept = isFramed ? ['r', 'popup', 'lang'] : ['lang'];
    for (const name of kept) {
      const value = context.req.query(name);
      // `r` is the room in the embed page's address, and a registration elsewhere.
      if (value !== undefined && (name !== 'r' || url.pathname === embedPath)) query.set(name, value);
    }
    if (isFramed) query.set('visitor', key);
    for (const [name, value] of Object.entries(extra)) query.set(name, value);
    const path = url.pathname === embedPath ? embedPath : `/${room.nameUrl}`;
    return query.size === 0 ? path : `${path}?${query}`;
  };
  return {
    ...frameOf(context),
    inLanguage: (lang) => href({ lang }),
    skinId: room.skinId,
    context,
    stage,
    room,
    visitor: { key, nextKey: isFramed ? newKey() : key, device, userIp: context.env?.remoteAddress ?? '127.0.0.1' },
    isEmbedded: isFramed,
    href,
  };
}

const isKey = (text: string | undefined): text is string => text !== undefined && /^[0-9a-f]{32}$/.test(text);

/** Whoever knows the key is that visitor, so it is not drawn from the world's randomness, which can be foretold. */
function newKey(): string {
  return randomBytes(16).toString('hex');
}

function keyOfCookie(context: Context): string {
  const known = getCookie(context, cookieName);
  if (isKey(known)) return known;
  const key = newKey();
  setCookie(context, cookieName, key, { httpOnly: true, sameSite: 'Lax', path: '/' });
  return key;
}

/** Browsers keep no cookies for a frame of another site, so the key travels in the addresses of its pages. */
function keyOfAddress(context: Context): string {
  const known = context.req.query('visitor');
  return isKey(known) ? known : newKey();
}
