import { DateTime } from 'luxon';
import type { World } from '../../../../sandbox/definition.ts';
import { numberOf } from '../http/json.ts';
import { Refusal } from '../http/reply.ts';
import { type Fields, isFields } from '../http/route.ts';
import { projectOf } from '../project.ts';
import { visitMatches } from '../queries/matches.ts';
import { type Query, queryOf } from '../queries/query.ts';

const mostGroups = 5;
const mostDays = 366;
const units = { daily: 'day', weekly: 'week', monthly: 'month' } as const;
type Unit = (typeof units)[keyof typeof units];

/** How often something happened by day, week or month: `{"label": {"20261101": 12}}`. */
export function trendCounts(world: World, fields: Fields): Fields {
  const query = queryOf(world, fields);
  if ((query.to - query.from) / 86_400 > mostDays) throw new Refusal('Invalid date range : at most one year');
  const { groups, unique, sum_event_prop: summed } = fields;
  if (!isFields(groups) || Object.keys(groups).length === 0) throw new Refusal('Invalid groups : it is mandatory');
  if (Object.keys(groups).length > mostGroups) throw new Refusal(`Invalid groups : at most ${mostGroups}`);
  if (summed !== undefined && typeof summed !== 'string') throw new Refusal('Invalid sum_event_prop');
  const wanted = Object.entries(groups).map(([label, group]) => [label, unitOf(label, group)] as const);
  const options = { isUnique: unique === true, summed };
  return Object.fromEntries(wanted.map(([label, unit]) => [label, trendOf(world, query, { unit, ...options })]));
}

function unitOf(label: string, group: unknown): Unit {
  const type = isFields(group) ? group['trend_type'] : undefined;
  const found = Object.entries(units).find(([name]) => name === type)?.[1];
  if (found === undefined)
    throw new Refusal(`Invalid groups : trend_type of ${label} must be daily, weekly or monthly`);
  return found;
}

interface Trend {
  readonly unit: Unit;
  /** Count people, each once in each part of time. */
  readonly isUnique: boolean;
  /** Add up a property in place of counting. */
  readonly summed: string | undefined;
}

function trendOf(world: World, query: Query, { unit, isUnique, summed }: Trend): Fields {
  const { timeZone } = projectOf(world);
  const starts = startsOf(query, unit, timeZone);
  const seconds = starts.map((start) => start.toSeconds());
  const sums = new Float64Array(starts.length);
  const seen = starts.map(() => new Set<number>());
  visitMatches(world, query, ({ when, who, segment, at }) => {
    const part = lastAtMost(seconds, when);
    if (isUnique) seen[part]?.add(who);
    const value = summed === undefined ? 1 : (numberOf(segment.property(summed).at(at)) ?? 0);
    sums[part] = (sums[part] ?? 0) + value;
    return true;
  });
  return Object.fromEntries(
    starts.map((start, part) => [start.toFormat('yyyyMMdd'), isUnique ? (seen[part]?.size ?? 0) : (sums[part] ?? 0)]),
  );
}

/** The first instants of all days, weeks or months of a range. */
function startsOf({ from, to }: Query, unit: Unit, zone: string): DateTime[] {
  const starts: DateTime[] = [];
  let start = DateTime.fromSeconds(from, { zone }).startOf(unit);
  while (start.toSeconds() <= to) {
    starts.push(start);
    start = start.plus({ [unit]: 1 }).startOf(unit);
  }
  return starts;
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
