import type { Collections } from './collections.ts';
import { type Role, type Room, roles } from './entities.ts';

const separator = '@|-|@';

const rotated = Buffer.from(
  Array.from({ length: 256 }, (_, code) => {
    const base = code >= 97 && code <= 122 ? 97 : code >= 65 && code <= 90 ? 65 : undefined;
    return base === undefined ? code : ((code - base + 13) % 26) + base;
  }),
);

/** Latin letters by 13 places; all other bytes of UTF-8 stay. */
function rot13(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = rotated[bytes[index] ?? 0] ?? 0;
  return bytes;
}

/** rot13 of base64 of rot13, `=` written as `__`; `+` and `/` are replaced too, because the value stands in addresses. */
export function scramble(plain: string): string {
  return rot13(rot13(plain).toString('base64'))
    .toString('latin1')
    .replaceAll('=', '__')
    .replaceAll('+', '-')
    .replaceAll('/', '.');
}

/** The inverse of `scramble`; nonsense gives nonsense, never an error. */
export function unscramble(value: string): string {
  const base64 = value.replaceAll('__', '=').replaceAll('-', '+').replaceAll('.', '/').replaceAll(' ', '+');
  return rot13(Buffer.from(rot13(base64).toString('utf8'), 'base64').toString('utf8')).toString('utf8');
}

/** `access_role_hashes` of one role: its last 8 digits are the Unix time of the reply, so it differs on each read. */
export function roleHash(room: Room, role: Role, nowMs: number): string {
  return (
    room.roleSecrets[role] +
    Math.floor(nowMs / 1000)
      .toString(16)
      .padStart(8, '0')
  );
}

export interface AutologinFacts {
  readonly room: Room;
  readonly email: string;
  readonly nickname: string;
  /** The room's password or a token; empty for an open room. */
  readonly secret: string;
  readonly role: Role;
}

/** The value of `room_url?l=…`. */
export function makeAutologin(facts: AutologinFacts, nowMs: number): string {
  const parts = [facts.room.id, facts.email, facts.nickname, facts.secret, roleHash(facts.room, facts.role, nowMs), ''];
  return scramble(parts.join(separator));
}

/** What an autologin value says; undefined when it is none, its room is gone, or its role hash is not the room's. */
export function readAutologin(db: Collections, value: string): AutologinFacts | undefined {
  const parts = unscramble(value.slice(0, 10_000)).split(separator);
  if (parts.length < 6 || parts.at(-1) !== '') return undefined;
  const [id = '', email = ''] = parts;
  const room = /^\d{1,15}$/.test(id) ? db.rooms.get(Number(id)) : undefined;
  if (room === undefined) return undefined;
  const role = roleOfHash(room, parts.at(-2) ?? '');
  if (role === undefined) return undefined;
  return { room, email, role, ...splitMiddle(room, parts.slice(2, -2).join(separator)) };
}

/** Nickname and secret, either of which may hold the separator. */
function splitMiddle({ password }: Room, middle: string): Pick<AutologinFacts, 'nickname' | 'secret'> {
  const secret =
    password !== null && middle.endsWith(separator + password) ? password : (middle.split(separator).at(-1) ?? '');
  return { secret, nickname: middle.slice(0, -(separator.length + secret.length)) };
}

function roleOfHash(room: Room, hash: string): Role | undefined {
  if (!/^[0-9a-f]{32}$/.test(hash)) return undefined;
  return roles.find((role) => hash.startsWith(room.roleSecrets[role]));
}
