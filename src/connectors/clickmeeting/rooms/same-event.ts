import type { Room } from '../schemas/room.ts';
import { partsOf, readInstant, wallTimeOf } from '../time/zone-time.ts';
import { isSameName } from './matching.ts';

/** What makes an event the same as another: its name and its start. */
export interface Event {
  readonly name: string;
  readonly permanent_room: boolean;
  readonly starts_at?: string | undefined;
  readonly timezone?: string | undefined;
}

/** Whether a room is the event that is meant. Without a zone and offset the start is compared in the room's own zone, which then is the account's. */
export function isSameEvent(room: Room, event: Event): boolean {
  if (!isSameName(room.name, event.name)) return false;
  if (event.permanent_room || room.permanent_room) return event.permanent_room === room.permanent_room;
  const start = Date.parse(room.starts_at ?? '');
  const written = partsOf(event.starts_at ?? '');
  if (Number.isNaN(start) || !written) return false;
  const zone = event.timezone ?? room.timezone ?? 'UTC';
  const isSameWall = wallTimeOf(start, zone).slice(0, 16) === written.wall.slice(0, 16);
  // An hour that comes twice may be either of the two.
  if (written.offset === undefined && isSameWall) return true;
  const wanted = readInstant(event.starts_at ?? '', zone);
  // The app keeps whole minutes.
  return wanted !== undefined && Math.floor(wanted / 60_000) === Math.floor(start / 60_000);
}

const compared = ['room_type', 'access_type', 'lobby_enabled', 'timezone', 'password'] as const;

/** In what a room that was there differs from the one that is meant; a password is not shown. */
export function differences(room: Room, wanted: Readonly<Record<string, unknown>>): string[] {
  const found = compared.flatMap((name) =>
    wanted[name] === undefined || wanted[name] === room[name]
      ? []
      : [name === 'password' ? 'password differs' : `${name} is ${room[name]}, asked for was ${wanted[name]}`],
  );
  const minutes = lengthOf(room);
  const [hours = 0, part = 0] = String(wanted['duration'] ?? '')
    .split(':')
    .map(Number);
  const isOther = wanted['duration'] !== undefined && minutes !== undefined && minutes !== hours * 60 + part;
  return isOther ? [...found, `it lasts ${minutes} minutes, asked for were ${hours * 60 + part}`] : found;
}

function lengthOf(room: Room): number | undefined {
  const ms = Date.parse(room.ends_at ?? '') - Date.parse(room.starts_at ?? '');
  return Number.isNaN(ms) ? undefined : Math.round(ms / 60_000);
}
