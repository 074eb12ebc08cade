import { type Repetition, repeats } from './repeats.ts';
import { instantOf, isoIn, partsOf, type WallTime } from './zone-time.ts';

/** The dates of a series as people write them: one by one, or by the first of them and how it repeats. */
export interface SeriesInput {
  readonly first_starts_at?: string | undefined;
  readonly repeat?: Repetition | undefined;
  readonly dates?: readonly string[] | undefined;
  readonly skip_days?: readonly string[] | undefined;
  readonly timezone: string;
}

export interface SeriesDate {
  /** As the zone's clocks show it: `2030-05-14`. */
  readonly day: string;
  /** As the app takes it, in the zone: `2030-05-14 10:00:00`. */
  readonly sent: string;
  /** ISO 8601 with the zone's offset on that day. */
  readonly iso: string;
}

/** The dates of a series in order, each once, at most `most` of them; and what they are not, though it may have been meant so. */
export function seriesDates({ first_starts_at, repeat, dates, skip_days, timezone }: SeriesInput, most: number) {
  const wanted =
    repeat && first_starts_at !== undefined
      ? repeats(wallOf(first_starts_at), repeat, most)
      : { dates: (dates ?? []).map(wallOf), isCut: false, leftOut: 0 };
  const skipped = new Set(skip_days);
  const walls = [...new Set(wanted.dates)].filter((wall) => !skipped.has(wall.slice(0, 10))).sort();
  const { isCut, leftOut } = wanted;
  const notes = [
    ...(walls.length === 0 ? ['There is no date in this series: look at until and skip_days'] : []),
    ...(isCut ? [`Only the first ${most} dates are made: begin another series after the last of them`] : []),
    ...(leftOut > 0 ? [`Months without that day have no date: ${leftOut} left out before the last date`] : []),
  ];
  return { dates: walls.map((wall) => dateOf(wall, timezone)), notes };
}

function dateOf(wall: WallTime, zone: string): SeriesDate {
  return { day: wall.slice(0, 10), sent: wall.replace('T', ' '), iso: isoIn(instantOf(wall, zone).at, zone) };
}

function wallOf(written: string): WallTime {
  return partsOf(written)?.wall ?? written;
}
