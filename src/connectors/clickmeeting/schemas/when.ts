import { z } from 'zod';
import { nearestName } from '../../../kernel/nearest-name.ts';
import { lastYear } from '../time/repeats.ts';
import { partsOf, readInstant } from '../time/zone-time.ts';

const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})[ T]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const clockLength = /^\d{1,2}:[0-5]\d$/;

/**
 * A moment: `2030-05-14 10:00`, with seconds, or ISO 8601 with an offset.
 * Days that the calendar does not have are refused here; the app would move them to the next month.
 */
export function moment(description: string) {
  return z
    .string()
    .regex(dateTime, "not a date and time; write '2030-05-14 10:00' or '2030-05-14T10:00:00+02:00'")
    .refine((value) => !dateTime.test(value) || isCalendarDay(value), 'no such day in the calendar')
    .refine((value) => !dateTime.test(value) || isUsualYear(value), `the year must be between 1970 and ${lastYear}`)
    .describe(description);
}

/** A moment in a time zone that is said elsewhere. */
export function wallMoment(description: string) {
  return moment(description).refine(
    (written) => partsOf(written)?.offset === undefined,
    'write it without an offset: the time zone is timezone',
  );
}

/** A day, which stands for its first minute, or a moment. `instantIn` reads it. */
export function dayOrMoment(description: string) {
  const error = "not a date; write '2030-05-14', '2030-05-14 10:00' or '2030-05-14T10:00:00+02:00'";
  return z.union([z.iso.date(), moment('A date and time')], { error }).describe(description);
}

/** The instant of a `dayOrMoment`; one without an offset is meant in `zone`. Units: epoch ms. */
export function instantIn(zone: string, written: string | undefined): number | undefined {
  return written === undefined ? undefined : readInstant(written.length === 10 ? `${written} 00:00` : written, zone);
}

function isUsualYear(value: string): boolean {
  const year = Number(value.slice(0, 4));
  return year >= 1970 && year <= lastYear;
}

function isCalendarDay(value: string): boolean {
  const day = value.slice(0, 10);
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/**
 * A length as hours and minutes, `1:30`. Everything else is refused with the spelling that was probably meant:
 * a bare 90 is hours to the app and minutes to most people, so it is never guessed.
 */
export function duration(description: string) {
  const written = z
    .string()
    .regex(clockLength, "write hours and minutes such as '1:30'")
    .refine((value) => !clockLength.test(value) || isPossible(value), "must be between '0:05' and '24:00'");
  return z
    .preprocess((value, context) => {
      const bare = bareNumber(value);
      if (bare === undefined) return value;
      context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} is ambiguous: ${spellings(bare)}` });
      return z.NEVER;
    }, written)
    .describe(description);
}

function bareNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d+([.,]\d+)?$/.test(value.trim())) return Number(value.trim().replace(',', '.'));
  return typeof value === 'number' ? value : undefined;
}

function spellings(amount: number): string {
  const readings = [
    { words: `${amount} minutes`, minutes: amount },
    { words: `${amount} hours`, minutes: amount * 60 },
  ].map(({ words, minutes }) => ({ words, text: clock(minutes) }));
  const possible = readings.filter(({ text }) => clockLength.test(text) && isPossible(text));
  if (possible.length === 0) return "write hours and minutes such as '1:30'";
  return possible.map(({ words, text }) => `write ${words} as '${text}'`).join(', ');
}

function clock(minutes: number): string {
  const whole = Math.round(minutes);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function isPossible(value: string): boolean {
  const [hours = 0, minutes = 0] = value.split(':').map(Number);
  const total = hours * 60 + minutes;
  return total >= 5 && total <= 24 * 60;
}

/** An IANA time zone name that exists; a wrong one is refused with the nearest name. */
export function timezone(description: string) {
  return z
    .string()
    .superRefine((name, context) => {
      if (!isZone(name)) context.addIssue({ code: 'custom', message: `no such time zone; ${meantZone(name)}` });
    })
    .describe(description);
}

/** What to write in place of a name that no zone has: the nearest, by its place alone too (`Warsaw`). */
function meantZone(name: string): string {
  const usual = "write an IANA name such as 'Europe/Warsaw' (list-timezones gives them)";
  const written = name.trim().slice(0, 60).replaceAll(' ', '_');
  if (written === '' || !/[a-z]{3}/i.test(written)) return usual;
  const zones = Intl.supportedValuesOf('timeZone');
  const places = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf('/') + 1), zone]));
  const place = written.includes('/') ? undefined : nearestName(written, places.keys(), 1);
  const meant = (place && places.get(place)) ?? nearestName(written, zones, 3);
  return meant === undefined ? usual : `did you mean '${meant}'? ${usual}`;
}

function isZone(name: string): boolean {
  // Offsets and abbreviations are valid to Intl and unknown to the app.
  if (name !== 'UTC' && !/^[A-Z][A-Za-z_]+\/[A-Za-z0-9_+/-]+$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    // Intl throws a RangeError for names it does not know; that is the answer.
    return false;
  }
}
