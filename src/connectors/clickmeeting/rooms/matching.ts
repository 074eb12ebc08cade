import { textOf } from '../../../kernel/shape.ts';
import type { Room } from '../schemas/room.ts';

/** How well a room answers to a query: higher is better, 0 not at all. */
export function likeness(room: Room, query: string): number {
  const wanted = query.trim();
  const address = addressIn(wanted);
  if (address !== undefined) return isAt(room, address) ? 100 : 0;
  if (/^\d+$/.test(wanted) && [room.id, room.room_pin].some((number) => textOf(number) === wanted)) return 100;
  const name = plain(room.name);
  const text = plain(wanted);
  if (text === '') return 0;
  if (name === text || plain(room.name_url ?? '') === text) return 90;
  if (name.startsWith(text)) return 60;
  if (name.includes(text)) return 50;
  const words = text.split(' ');
  return words.every((word) => name.split(' ').some((part) => part.startsWith(word))) ? 40 : 0;
}

/** The host and first part of a web address, also without a scheme; undefined when the text is none. */
function addressIn(text: string): { readonly host: string; readonly part: string } | undefined {
  const written = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  // A lone host names an account, and `a/b` without a dot is a name.
  if (!/^(https?:\/\/[^/]+|[\w-]+(\.[\w-]+)+(:\d+)?)\/\S+$/i.test(text) || !URL.canParse(written)) return undefined;
  const { host, pathname } = new URL(written);
  return { host: host.toLowerCase(), part: decoded(pathname.split('/').find((part) => part !== '') ?? '') };
}

function isAt(room: Room, { host, part }: { host: string; part: string }): boolean {
  const isSameHost =
    !room.room_url || !URL.canParse(room.room_url) || new URL(room.room_url).host.toLowerCase() === host;
  const isSamePart = room.name_url?.toLowerCase() === part.toLowerCase() || textOf(room.room_pin) === part;
  return isSameHost && isSamePart;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: the text as it stands.
    return part;
  }
}

/** Without case, accents and punctuation, so that people find what they remember. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/gi, 'l')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether two names are the same to a person. */
export function isSameName(left: string, right: string): boolean {
  const clean = (name: string) => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  return clean(left) === clean(right);
}
