import { z } from 'zod';
import type { ConnectionFacts } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';

const dayForm = /^(\d{4})-?(\d{2})-?(\d{2})$/;
const momentForm = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const wallForm = /^(\d{4})-?(\d{2})-?(\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d)?$/;
const error = "not a day; write '2026-11-21', 20261121, 'today', 'yesterday', 'tomorrow', or ISO 8601 with an offset";

/** A day: ISO, the app's own `20261121`, a word, or a moment, of which the project's day is meant. */
export function day(description: string) {
  return z.union([z.int(), z.string()], { error }).refine(isDay, error).describe(description);
}

export type Day = string | number;

/** The days of a query, which are of the project's zone. */
export const rangeFields = {
  from: day(
    "First day: '2026-11-01', 20261101, 'today', 'yesterday', or ISO 8601 with an offset; of the project's zone",
  ),
  to: day('Last day, itself included; written as from. Days to come have nothing'),
  timezone: zone(
    "IANA time zone of the project, which 'today' and moments are turned into. Default: that of the connection, else UTC",
  ).optional(),
};

/** The range that shows what has just been done, at midnight too. */
export const sinceYesterday = { from: 'yesterday', to: 'today' };

export interface Range {
  readonly from: Day;
  readonly to: Day;
  readonly timezone?: string | undefined;
}

/** An IANA time zone. */
export function zone(description: string) {
  return z
    .string()
    .refine(isZone, "no such time zone; write an IANA name such as 'Asia/Kolkata'")
    .describe(description);
}

/** First and last day as the app wants them: 20261121. Errors: `bad_request` when the last is before the first. */
export function daysOf(range: Range, facts: ConnectionFacts): { readonly from: number; readonly to: number } {
  const place = { zone: zoneOf(range, facts), now: facts.now };
  const [from, to] = [dayNumber(range.from, place), dayNumber(range.to, place)];
  if (from <= to) return { from, to };
  throw new PorinError('bad_request', `to: ${to} is before from: ${from}`, { hint: 'Swap them, or correct one' });
}

/** The project's zone: of the input, else of the connection, else UTC. Errors: `bad_request` when the connection's is none. */
export function zoneOf({ timezone }: { readonly timezone?: string | undefined }, { fields }: ConnectionFacts): string {
  const own = fields['timezone'];
  if (timezone !== undefined || own === undefined) return timezone ?? 'UTC';
  if (isZone(own)) return own;
  throw new PorinError('bad_request', `The connection's time zone '${own}' is none`, {
    hint: "Connect again with an IANA name such as 'Asia/Kolkata', or give timezone here",
  });
}

/** A moment as campaigns take it, `20261121 17:30` in the zone; one without an offset is meant there already. */
export function momentIn(written: string, zone: string): string | undefined {
  const wall = wallForm.exec(written);
  if (wall) {
    const [, year, month, date, hour, minute] = wall;
    return isCalendarDay(`${year}-${month}-${date}`) ? `${year}${month}${date} ${hour}:${minute}` : undefined;
  }
  const ms = momentOf(written);
  if (ms === undefined) return undefined;
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(ms);
  return `${dayIn(zone, ms)} ${parts}`;
}

function dayNumber(written: Day, { zone, now }: { readonly zone: string; readonly now: number }): number {
  const text = String(written);
  if (text === 'today') return dayIn(zone, now);
  if (text === 'yesterday') return daysLater(dayIn(zone, now), -1);
  if (text === 'tomorrow') return dayAfter(dayIn(zone, now));
  if (dayForm.test(text)) return Number(text.replaceAll('-', ''));
  // isDay has seen that it is one.
  return dayIn(zone, momentOf(text) ?? now);
}

/** A moment with an offset in epoch milliseconds; undefined when it is none. */
function momentOf(written: string): number | undefined {
  if (!momentForm.test(written) || !isCalendarDay(written.slice(0, 10))) return undefined;
  const ms = Date.parse(written.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

/** The day of an instant in a zone: 20261121. */
export function dayIn(zone: string, ms: number): number {
  const written = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms);
  return Number(written.replaceAll('-', ''));
}

/** The day after a day: 20261201 after 20261130. */
export function dayAfter(number: number): number {
  return daysLater(number, 1);
}

function daysLater(number: number, days: number): number {
  const text = String(number);
  const ms = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6)));
  return dayIn('UTC', ms + days * 86_400_000);
}

function isDay(written: Day): boolean {
  const text = String(written);
  if (['today', 'yesterday', 'tomorrow'].includes(text)) return true;
  if (momentOf(text) !== undefined) return true;
  const [, year, month, date] = dayForm.exec(text) ?? [];
  return year !== undefined && isCalendarDay(`${year}-${month}-${date}`);
}

function isCalendarDay(written: string): boolean {
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written);
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    // Intl throws a RangeError for names it does not know; that is the answer.
    return false;
  }
}
