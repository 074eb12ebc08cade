import type { World } from '../../../../sandbox/definition.ts';
import { eventsOf } from '../log/event-log.ts';
import type { Segment } from '../log/segment.ts';
import type { Profile } from '../people/entities.ts';
import { peopleOf } from '../people/people.ts';
import type { Condition } from './conditions.ts';
import type { Query } from './query.ts';

/** An event that was asked for. */
export interface Match {
  readonly segment: Segment;
  /** Its place in the segment. */
  readonly at: number;
  /** Epoch seconds. */
  readonly when: number;
  /** The profile that it belongs to today. */
  readonly who: number;
}

/** Calls `visit` with each event that matches, from a place among those of its kind on, until it says false. */
export function visitMatches(
  world: World,
  query: Query,
  visit: (match: Match) => boolean | undefined,
  start = 0,
): void {
  const owners = peopleOf(world).owners();
  const isWanted = profileTest(world, query.ofProfile);
  for (const segment of eventsOf(world).segments(query.event, query)) {
    if (segment.first + segment.count <= start) continue;
    const when = segment.when();
    const who = segment.who();
    const tests = [
      ...query.ofEvent.map(({ name, holds }) => segment.property(name).matching(holds)),
      ...query.ofSession.map(({ name, holds }) => segment.session(name).matching(holds)),
    ];
    const [test] = tests;
    for (let at = Math.max(0, start - segment.first); at < segment.count; at += 1) {
      const second = when[at] ?? 0;
      if (second < query.from || second > query.to) continue;
      if (test !== undefined && !test(at)) continue;
      if (tests.length > 1 && !tests.every((one) => one(at))) continue;
      const owner = owners[who[at] ?? 0] ?? 0;
      if (owner === 0 || (isWanted !== undefined && !isWanted(owner))) continue;
      if (visit({ segment, at, when: second, who: owner }) === false) return;
    }
  }
}

/** How many events match. */
export function countEvents(world: World, query: Query): number {
  let count = 0;
  visitMatches(world, query, () => {
    count += 1;
    return true;
  });
  return count;
}

/** The numbers of the profiles that did it, ascending. */
export function matchingProfiles(world: World, query: Query): number[] {
  const seen = new Uint8Array(peopleOf(world).owners().length);
  visitMatches(world, query, ({ who }) => {
    seen[who] = 1;
    return true;
  });
  const ids: number[] = [];
  for (let id = 1; id < seen.length; id += 1) if (seen[id] === 1) ids.push(id);
  return ids;
}

/** Whether a profile has what the conditions ask; each profile is looked at once. Undefined where nothing is asked. */
function profileTest(world: World, conditions: readonly Condition[]): ((id: number) => boolean) | undefined {
  if (conditions.length === 0) return undefined;
  const { profiles } = peopleOf(world);
  const known = new Map<number, boolean>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const profile = profiles.get(id);
    const holds =
      profile !== undefined && conditions.every((condition) => condition.holds(propertyOf(profile, condition.name)));
    known.set(id, holds);
    return holds;
  };
}

/** A property by its name in whatever case. */
export function propertyOf({ properties, identities }: Profile, name: string): unknown {
  if (Object.hasOwn(properties, name)) return properties[name];
  const wanted = name.toLowerCase();
  if (wanted === 'identity') return identities.length === 0 ? undefined : identities;
  const found = Object.keys(properties).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : properties[found];
}
