import { DateTime, Duration, Interval } from 'luxon';
import type { Room } from '../entities.ts';
import { endsAt } from '../rooms/find.ts';
import type { MailLanguage } from './texts.ts';

const long = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
} as const;

/** When a room's event is, in the language and the room's zone: its start, or from when until when. */
export function timeText(room: Room, language: MailLanguage, part: 'start' | 'whole'): string {
  const end = endsAt(room);
  if (room.startsAt === null || end === null) return language.anyTime;
  const at = (timeMs: number) => DateTime.fromMillis(timeMs, { zone: room.timezone, locale: language.code });
  const start = at(room.startsAt);
  const shown =
    part === 'start' ? start.toLocaleString(long) : Interval.fromDateTimes(start, at(end)).toLocaleString(long);
  return `${shown} (${room.timezone}, GMT${start.toFormat('ZZ')})`;
}

/** `1 hour and 30 minutes` in the language; undefined for a permanent room. */
export function durationText(room: Room, language: MailLanguage): string | undefined {
  if (room.startsAt === null) return undefined;
  const [hours, minutes] = [Math.floor(room.durationMinutes / 60), room.durationMinutes % 60];
  const parts = { ...(hours === 0 ? {} : { hours }), ...(minutes === 0 ? {} : { minutes }) };
  return Duration.fromObject(parts, { locale: language.code }).toHuman({ listStyle: 'long' });
}
