import { plusDays, type WallTime } from './zone-time.ts';

/** How an event repeats; dates are wall time, so that the hour stays across clock changes. */
export interface Repetition {
  readonly frequency: 'daily' | 'weekly' | 'monthly';
  readonly interval: number;
  readonly count?: number | undefined;
  /** Last day, `2030-06-30`. */
  readonly until?: string | undefined;
}

/** The dates of a series. */
export interface Dates {
  readonly dates: readonly WallTime[];
  /** True when there are more than were asked for at most. */
  readonly isCut: boolean;
  /** Months between the first and the last date that have no such day, as the 31st. */
  readonly leftOut: number;
}

/** No event is later; beyond, dates would need more digits one day. */
export const lastYear = 2999;

/** The dates of a series from its first, at most `most` of them. A month without the day (the 31st) is left out. */
export function repeats(first: WallTime, { frequency, interval, count, until }: Repetition, most: number): Dates {
  const isPast = (date: WallTime) =>
    Number.parseInt(date, 10) > lastYear || (until !== undefined && date.slice(0, 10) > until);
  const dates: WallTime[] = [];
  const wanted = count ?? Number.POSITIVE_INFINITY;
  let missing = 0;
  let leftOut = 0;
  // A day that few months have is looked for in vain at most this often.
  for (let step = 0; dates.length < wanted && step < most * 12; step++) {
    const date =
      frequency === 'monthly'
        ? plusMonths(first, step * interval)
        : plusDays(first, step * interval * (frequency === 'weekly' ? 7 : 1));
    if (date === undefined) missing += 1;
    else if (isPast(date)) break;
    else if (dates.length === most) return { dates, isCut: true, leftOut };
    else {
      dates.push(date);
      leftOut += missing;
      missing = 0;
    }
  }
  return { dates, isCut: false, leftOut };
}

function plusMonths(wall: WallTime, months: number): WallTime | undefined {
  const [year = 0, month = 1, day = 1] = wall.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1 + months, day));
  return date.getUTCDate() === day ? date.toISOString().slice(0, 11) + wall.slice(11) : undefined;
}
