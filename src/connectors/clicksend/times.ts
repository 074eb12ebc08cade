import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import { type Field, numberOf } from '../../kernel/shape.ts';

const written =
  "write ISO 8601 with an offset, such as '2030-05-14T10:00:00+02:00' or '2030-05-14T08:00:00Z', or whole Unix seconds";

/** A moment, ISO 8601 with an offset or Unix seconds; the app's own Unix seconds come out. */
export function moment(description: string) {
  return z
    .union([
      z.iso.datetime({ offset: true, error: written }),
      z.int().min(1_000_000_000, written).max(9_999_999_999, `${written}; this one looks like milliseconds`),
    ])
    .transform((value) => (typeof value === 'number' ? value : Math.floor(Date.parse(value) / 1000)))
    .describe(description);
}

/** When something is to happen; absent means now. */
export const schedule = moment(
  'When to send: ISO 8601 with an offset (2030-05-14T10:00:00+02:00) or Unix seconds. Default: at once',
).optional();

/** Errors: `bad_request` for a moment that is over: the app would send at once. */
export function requireFuture(at: number | undefined, { path, now }: { readonly path: string; readonly now: number }) {
  const problem = pastOf(at, now);
  if (problem === undefined) return;
  throw new PorinError('bad_request', `${path}: ${problem}`, {
    hint: 'Give a moment to come, or leave schedule out to send at once',
  });
}

/** What is wrong with a moment that is over. */
export function pastOf(at: number | undefined, now: number): string | undefined {
  return at === undefined || at * 1000 > now - 60_000 ? undefined : `${isoOf(at)} is in the past`;
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}

/** A moment in answers: the app gives Unix seconds, as number or text, or an ISO date; ISO in UTC comes out. */
export function instant(description: string) {
  return { schema: z.string().optional().describe(`${description}, ISO 8601 in UTC`), read: instantOf } satisfies Field;
}

function instantOf(value: unknown): string | undefined {
  const seconds = numberOf(value);
  if (seconds !== undefined) return seconds > 0 && seconds < 1e11 ? isoOf(Math.floor(seconds)) : undefined;
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? value : undefined;
}

/** Unix seconds of a moment in an answer. */
export function secondsOf(iso: string | undefined): number {
  const at = Date.parse(iso ?? '');
  return Number.isNaN(at) ? 0 : Math.floor(at / 1000);
}
