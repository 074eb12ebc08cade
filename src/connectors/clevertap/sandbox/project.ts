import { DateTime } from 'luxon';
import type { World } from '../../../sandbox/definition.ts';

/** Regions of the service, each with hosts of its own. */
export const regions = ['in1', 'us1', 'sg1', 'aps3', 'mec1', 'eu1'] as const;
export type Region = (typeof regions)[number];

/** The credentials of the one project of a sandbox. */
export const credentials = { accountId: 'TEST-PRJ-123Z', passcode: 'SBX-PAS-CODE' } as const;

/** What a dashboard would set, and how the sandbox behaves where it can be asked to be difficult. */
export interface Project {
  readonly region: Region;
  /** Zone of the days in queries and of exported times. */
  readonly timeZone: string;
  /** Counts answer `partial` and a request id first. */
  readonly partialCounts: boolean;
  /** How often a page answers that it is in progress before it comes, and a count that it is partial. */
  readonly slowPages: number;
  /** Sizes of pages come in multiples of 23, and those below are not limited to what was asked. */
  readonly oddPages: boolean;
  /** What each request takes at least, so that the limits on concurrent ones are felt. */
  readonly latencyMs: number;
  /** What a report that is not ready answers. */
  readonly notReady: 'conflict' | 'error' | 'empty';
  /** Names of events that the project discards: code 528. */
  readonly discarded: readonly string[];
  /** How long a deletion takes. */
  readonly deleteAfterMs: number;
}

const stateKey = 'project';

const usual: Project = {
  region: 'us1',
  timeZone: 'UTC',
  partialCounts: false,
  slowPages: 0,
  oddPages: false,
  latencyMs: 0,
  notReady: 'empty',
  discarded: [],
  deleteAfterMs: 3_600_000,
};

export function projectOf({ store }: Pick<World, 'store'>): Project {
  return { ...usual, ...store.getState<Partial<Project>>(stateKey) };
}

/** Changes some settings and gives all. */
export function changeProject(world: Pick<World, 'store'>, change: Partial<Project>): Project {
  const project = { ...projectOf(world), ...change };
  world.store.setState(stateKey, project);
  return project;
}

/** Epoch seconds of the first and the last second of days such as 20261121, in a zone; undefined for what is no day. */
export function secondsOfDays(from: number, to: number, zone: string): { from: number; to: number } | undefined {
  const [first, last] = [from, to].map((day) => DateTime.fromFormat(String(day), 'yyyyMMdd', { zone }));
  if (!first?.isValid || !last?.isValid) return undefined;
  return { from: first.toSeconds(), to: last.endOf('day').startOf('second').toSeconds() };
}

/** The sandbox's day as a number: 20261121. */
export function dayOf(ms: number, zone: string): number {
  return Number(DateTime.fromMillis(ms, { zone }).toFormat('yyyyMMdd'));
}

/** Writes epoch seconds as numbers such as 20261121093000, in a zone. */
export function timeWriter(zone: string): (seconds: number) => number {
  const offsets = new Map<number, number>();
  return (seconds) => {
    // Offsets change at most on a quarter of an hour, and asking for one is slow.
    const quarter = Math.floor(seconds / 900);
    const offset = offsets.get(quarter) ?? DateTime.fromSeconds(seconds, { zone }).offset * 60;
    offsets.set(quarter, offset);
    const date = new Date((seconds + offset) * 1000);
    const day = date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
    return day * 1_000_000 + date.getUTCHours() * 10_000 + date.getUTCMinutes() * 100 + date.getUTCSeconds();
  };
}
