import { z } from 'zod';
import { isoIn } from '../time/zone-time.ts';
import { type Room, room } from './room.ts';
import { timezone } from './when.ts';

/** Input of what shows dates: the caller's own zone. */
export const callerZone = timezone(
  "Your own IANA time zone, such as America/New_York: dates are given in it too, beside the room's",
).optional();

/** A room with its dates in the caller's zone. */
export const roomWithLocalTimes = room.schema.extend({
  starts_at_local: z
    .string()
    .optional()
    .describe('starts_at in the time zone that was asked for, ISO 8601 with its offset'),
  ends_at_local: z
    .string()
    .optional()
    .describe('ends_at in the time zone that was asked for, ISO 8601 with its offset'),
});

/** Adds the dates of a room in a zone. */
export function withLocalTimes<R extends Room>(found: R, zone: string | undefined) {
  return {
    ...found,
    ...(zone === undefined
      ? {}
      : { ...local('starts_at', found.starts_at, zone), ...local('ends_at', found.ends_at, zone) }),
  };
}

function local<N extends string>(name: N, written: string | null | undefined, zone: string) {
  const at = Date.parse(written ?? '');
  return Number.isNaN(at) ? {} : { [`${name}_local`]: isoIn(at, zone) };
}
