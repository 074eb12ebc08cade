import type { World } from '../../../../sandbox/definition.ts';
import { peopleOf } from '../people/people.ts';
import { personView, profileRecord } from '../people/view.ts';
import { projectOf, timeWriter } from '../project.ts';
import { type Match, matchingProfiles, visitMatches } from '../queries/matches.ts';
import type { Query } from '../queries/query.ts';
import type { Place } from './cursor.ts';

export interface Page {
  readonly records: readonly unknown[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: number | undefined;
}

/** Events with who did them, in the order in which they came. */
export function eventPage(world: World, query: Query, { start, until, batchSize }: Place): Page {
  const found: Match[] = [];
  let next: number | undefined;
  const visit = (match: Match): boolean => {
    const place = match.segment.first + match.at;
    if (place >= until) return false;
    if (found.length < batchSize) found.push(match);
    else next = place;
    return next === undefined;
  };
  visitMatches(world, query, visit, start);
  const write = timeWriter(projectOf(world).timeZone);
  const people = new Map<number, unknown>();
  for (const [id, profile] of peopleOf(world).many([...new Set(found.map(({ who }) => who))])) {
    people.set(id, personView(world, profile));
  }
  const records = found.map(({ segment, at, when, who }) => {
    const profile = people.get(who);
    const { properties, session } = segment.row(at);
    return { profile, session_props: session, ts: write(when), event_props: properties };
  });
  return { records, next };
}

/** The people who did it, in the order in which they came to the project. */
export function profilePage(world: World, query: Query, place: Place): Page {
  const { start, batchSize, without } = place;
  const left = foundProfiles(world, query, place).filter((id) => id > start);
  const ids = left.slice(0, batchSize);
  const profiles = peopleOf(world).many(ids);
  const records = ids.flatMap((id) => {
    const profile = profiles.get(id);
    return profile === undefined ? [] : [profileRecord(world, profile, without)];
  });
  return { records, next: left.length > ids.length ? ids.at(-1) : undefined };
}

interface Found {
  readonly query: string;
  readonly changes: number;
  readonly ids: readonly number[];
}

const lastFound = new WeakMap<World, Found>();

/** Who matches; each page of an export asks it again, and mostly nothing has changed meanwhile. */
function foundProfiles(world: World, query: Query, { query: sent }: Place): readonly number[] {
  const { changes } = world.store;
  const text = JSON.stringify(sent);
  const known = lastFound.get(world);
  if (known?.query === text && known.changes === changes) return known.ids;
  const ids = matchingProfiles(world, query);
  lastFound.set(world, { query: text, changes, ids });
  return ids;
}
