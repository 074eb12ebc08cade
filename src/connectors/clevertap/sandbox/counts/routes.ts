import type { World } from '../../../../sandbox/definition.ts';
import { success } from '../http/reply.ts';
import { type Fields, fieldsOf, type Route } from '../http/route.ts';
import { eventsOf } from '../log/event-log.ts';
import { activityOf } from '../people/activity.ts';
import { peopleOf } from '../people/people.ts';
import { countEvents, matchingProfiles } from '../queries/matches.ts';
import { queryOf } from '../queries/query.ts';
import { countRoute } from './pending.ts';
import { topCounts } from './top.ts';
import { trendCounts } from './trends.ts';

const liveSeconds = 300;

/** Endpoints that count. */
export const countRoutes: readonly Route[] = [
  countRoute('counts/events.json', (world, fields) => ({ count: countEvents(world, queryOf(world, fields)) })),
  countRoute('counts/profiles.json', (world, fields) => ({
    count: matchingProfiles(world, queryOf(world, fields)).length,
  })),
  countRoute('counts/top.json', topCounts),
  countRoute('counts/trends.json', trendCounts),
  { path: 'now.json', methods: { POST: (call) => success(activeNow(call.world, fieldsOf(call))) } },
];

/** Who was active in the last five minutes, and how they split. */
function activeNow(world: World, asked: Fields): Fields {
  const now = Math.floor(world.clock.now() / 1000);
  const ids = activeSince(world, { from: now - liveSeconds, to: now });
  const splits: Record<string, Fields> = {};
  if (asked['user_type'] === true) {
    const fresh = ids.filter((id) => isNew(world, id, now - 86_400)).length;
    splits['user_type'] = { new: fresh, repeat: ids.length - fresh };
  }
  for (const [name, part] of [
    ['os', 'platform'],
    ['device', 'model'],
  ] as const) {
    if (asked[name] === true) splits[name] = splitBy(world, ids, part);
  }
  for (const name of ['session_source', 'browser']) if (asked[name] === true) splits[name] = {};
  return { count: ids.length, ...splits };
}

function activeSince(world: World, range: { readonly from: number; readonly to: number }): number[] {
  const owners = peopleOf(world).owners();
  const active = new Set<number>();
  for (const { name } of eventsOf(world).kinds()) {
    for (const segment of eventsOf(world).segments(name, range)) {
      const who = segment.who();
      segment.when().forEach((second, at) => {
        if (second >= range.from && second <= range.to) active.add(owners[who[at] ?? 0] ?? 0);
      });
    }
  }
  active.delete(0);
  return [...active];
}

function isNew(world: World, id: number, since: number): boolean {
  return Object.values(activityOf(world).of(id)).every(({ first_seen }) => first_seen > since);
}

function splitBy(world: World, ids: readonly number[], part: 'platform' | 'model'): Fields {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const name =
      peopleOf(world)
        .profiles.get(id)
        ?.devices.find((device) => device[part] !== undefined)?.[part] ?? 'Others';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
