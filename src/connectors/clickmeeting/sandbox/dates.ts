import { DateTime, IANAZone } from 'luxon';
import { zoneNames } from './zone-names.ts';

export const minuteMs = 60_000;

/** Longest that a room can be planned for. */
export const maxDurationMinutes = 24 * 60;

const quarterMs = 15 * minuteMs;

/** No place on earth is further from UTC. */
const maxOffsetMinutes = 14 * 60;

const offsets = new Map<string, number>();

/** Offset of a zone from UTC at a time, in minutes. No zone changes its clock but at a quarter of an hour, so each quarter is computed once. */
function offsetMinutes(timeMs: number, zone: string): number {
  const quarter = Math.floor(timeMs / quarterMs);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const { offset } = DateTime.fromMillis(quarter * quarterMs, { zone });
  if (offsets.size >= 10_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `2016-11-18T00:00:00+03:00`: a time as the API shows it, with the offset of a zone. */
export function isoIn(timeMs: number, zone: string): string {
  const offset = offsetMinutes(timeMs, zone);
  const minutes = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  const local = new Date(timeMs + offset * minuteMs).toISOString().slice(0, 19);
  return `${local}${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** `2016-11-17 21:00:00`: UTC without an offset, as `ccc`, `upload_date` and `recorder_started` have it. */
export function utcText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** The time with its seconds cut off. */
export function minuteOf(timeMs: number): number {
  return timeMs - (timeMs % minuteMs);
}

/** Offset of a zone from UTC at a time, in seconds. */
export function offsetSeconds(timeMs: number, zone: string): number {
  return offsetMinutes(timeMs, zone) * 60;
}

const usualNames = new Map(
  [...Intl.supportedValuesOf('timeZone'), ...zoneNames].map((name) => [name.toLowerCase(), name]),
);

/** The zone's name in its usual spelling; undefined when it is no IANA zone. `Europe/warsaw` gives `Europe/Warsaw`. */
export function zoneName(text: string): string | undefined {
  const usual = usualNames.get(text.toLowerCase());
  if (usual !== undefined) return usual;
  return /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text) ? text : undefined;
}

/**
 * Reads `2026-11-20 10:00:00`, `2026-11-20 10:00` or ISO 8601; without an offset the time is meant in `zone`.
 * A time that a clock change skips moves forward by the change; of one that it repeats the first is meant.
 * Undefined when it is no date of the years 2000 to 2100.
 */
export function parseDate(text: string, zone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const iso = DateTime.fromISO(text, { zone, setZone: true });
  const parsed = iso.isValid ? iso : DateTime.fromSQL(text, { zone, setZone: true });
  // The library reads +99:99.
  if (!parsed.isValid || Math.abs(parsed.offset) > maxOffsetMinutes || parsed.year < 2000 || parsed.year > 2100)
    return undefined;
  const isWallTime = /^[\d-]+([ t][\d:.]+)?$/i.test(text);
  return (isWallTime ? (parsed.getPossibleOffsets()[0] ?? parsed) : parsed).toMillis();
}

/**
 * Reads a room's duration in hours: `1:20`, `0:20`, `2`, `1.5`. Gives minutes.
 * Undefined when it is none, shorter than 5 minutes or longer than 24 hours.
 */
export function parseDuration(text: string): number | undefined {
  const clock = /^(\d{1,2}):(\d{1,2})(?::0{1,2})?$/.exec(text);
  const decimal = /^(\d{1,2}(?:\.\d{1,6})?)$/.exec(text);
  if (clock === null && decimal === null) return undefined;
  const minutePart = Number(clock?.[2] ?? 0);
  if (minutePart > 59) return undefined;
  const minutes = clock === null ? Math.round(Number(text) * 60) : Number(clock[1]) * 60 + minutePart;
  return minutes >= 5 && minutes <= maxDurationMinutes ? minutes : undefined;
}
