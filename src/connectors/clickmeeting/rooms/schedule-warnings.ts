import type { Room } from '../schemas/room.ts';
import { instantOf, isoIn, partsOf, readInstant, wallTimeOf } from '../time/zone-time.ts';

/** What was asked for of a room's start. */
export interface WantedStart {
  readonly starts_at?: string | undefined;
  readonly timezone?: string | undefined;
}

/**
 * What to know about a start that was asked for: that clocks skip it or show it twice, that its offset is not the zone's, that it is
 * over already, or that the room starts at another time. `answered` is the room as the app made it.
 */
export function scheduleWarnings(wanted: WantedStart, answered: Room): string[] {
  if (wanted.starts_at === undefined) return [];
  const zone = wanted.timezone ?? answered.timezone ?? 'UTC';
  const at = readInstant(wanted.starts_at, zone);
  const start = Date.parse(answered.starts_at ?? '');
  return [
    ...clockWarnings(wanted.starts_at, zone),
    ...pastWarning(start, answered),
    ...(at === undefined || Number.isNaN(start) || isMeant({ start, at, zone })
      ? []
      : [`The app set the start to ${isoIn(start, zone)}, asked for was ${isoIn(at, zone)}`]),
  ];
}

// An hour that comes twice may be either of the two.
function isMeant({ start, at, zone }: { readonly start: number; readonly at: number; readonly zone: string }): boolean {
  return start === at || wallTimeOf(start, zone) === wallTimeOf(at, zone);
}

/** What is odd about a written start in its zone. */
export function clockWarnings(written: string, zone: string): string[] {
  const parts = partsOf(written);
  if (!parts) return [];
  if (parts.offset === undefined) {
    const { at, occurs } = instantOf(parts.wall, zone);
    const shown = parts.wall.slice(0, 16).replace('T', ' ');
    if (occurs === 'skipped')
      return [`Clocks in ${zone} skip ${shown} (daylight saving begins); the event is then at ${isoIn(at, zone)}`];
    if (occurs === 'twice')
      return [
        `Clocks in ${zone} show ${shown} twice (daylight saving ends); write the offset to say which one is meant`,
      ];
    return [];
  }
  const at = readInstant(written, zone);
  const offset = parts.offset === 'Z' ? '+00:00' : parts.offset;
  const inZone = at === undefined ? '' : isoIn(at, zone);
  return inZone === '' || inZone.endsWith(offset)
    ? []
    : [`The offset ${offset} is not that of ${zone}: ${written} is ${inZone} there, which is the start of the room`];
}

// The app's own clock: the room was just made or changed.
function pastWarning(start: number, room: Room): string[] {
  const now = Math.max(Date.parse(room.updated_at ?? ''), Date.parse(room.created_at ?? ''));
  return start < now - 60_000 ? [`The start ${room.starts_at} lies in the past`] : [];
}
