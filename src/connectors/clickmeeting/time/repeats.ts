import { plusDays, type WallTime } from './zone-time.ts';

/** How an event repeats; dates are wall time, so that the hour stays across clock changes. */
export interface Repetition {
  readonly frequency: 'daily' | 'weekly' | 'monthly';
  readonly interval: number;
  readonly count?: number | undefined;
  /** Last day, `2030-06-30`. */
  readonly until?: string | undefined;
}

/** The dates of a series from its first, at most `most` of them. A month without the day (the 31st) is left out. */
export function repeats(first: WallTime, { frequency, interval, count, until }: Repetition, most: number): WallTime[] {
  const dates: WallTime[] = [];
  const wanted = Math.min(count ?? most, most);
  // A day that few months have is looked for in vain at most this often.
  for (let step = 0; dates.length < wanted && step < most * 12; step++) {
    const date =
      frequency === 'monthly'
        ? plusMonths(first, step * interval)
        : plusDays(first, step * interval * (frequency === 'weekly' ? 7 : 1));
    if (date === undefined) continue;
    if (until !== undefined && date.slice(0, 10) > until) break;
    dates.push(date);
  }
  return dates;
}

function plusMonths(wall: WallTime, months: number): WallTime | undefined {
  const [year = 0, month = 1, day = 1] = wall.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1 + months, day));
  return date.getUTCDate() === day ? date.toISOString().slice(0, 11) + wall.slice(11) : undefined;
}
