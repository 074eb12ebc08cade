import { DateTime } from 'luxon';
import type { Room } from '../entities.ts';
import type { PageLanguage } from './words/words.ts';

/** A day and time as people write it in the room's zone. */
export function startTextOf({ timezone }: Pick<Room, 'timezone'>, atMs: number, lang: PageLanguage): string {
  return DateTime.fromMillis(atMs, { zone: timezone, locale: lang }).toFormat('cccc, d LLLL yyyy, HH:mm');
}

/** The time of day of a chat line. */
export function timeOf({ timezone }: Pick<Room, 'timezone'>, atMs: number): string {
  return DateTime.fromMillis(atMs, { zone: timezone }).toFormat('HH:mm');
}
