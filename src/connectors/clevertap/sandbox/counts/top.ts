import type { World } from '../../../../sandbox/definition.ts';
import { textOf } from '../http/json.ts';
import { Refusal } from '../http/reply.ts';
import { type Fields, isFields } from '../http/route.ts';
import { peopleOf } from '../people/people.ts';
import { type Match, propertyOf, visitMatches } from '../queries/matches.ts';
import { queryOf } from '../queries/query.ts';

interface Group {
  readonly type: 'event_properties' | 'session_properties' | 'profile_fields';
  readonly name: string;
  readonly most: number;
  readonly isAscending: boolean;
  readonly counts: Map<unknown, number>;
}

const usualMost = 10;
const mostValues = 100;
const mostGroups = 10;
const types = ['event_properties', 'session_properties', 'profile_fields'] as const;

/** The values that properties had most (or least) often: `{"label": {"STR": {"sushi": 4}}}`. */
export function topCounts(world: World, fields: Fields): Fields {
  const query = queryOf(world, fields);
  const { groups } = fields;
  if (!isFields(groups) || Object.keys(groups).length === 0) throw new Refusal('Invalid groups : it is mandatory');
  if (Object.keys(groups).length > mostGroups) throw new Refusal(`Invalid groups : at most ${mostGroups}`);
  const wanted = Object.entries(groups).map(([label, group]) => [label, groupOf(label, group)] as const);
  const profileValue = profileReader(world);
  visitMatches(world, query, (match) => {
    for (const [, group] of wanted) {
      const value = group.type === 'profile_fields' ? profileValue(match.who, group.name) : valueIn(match, group);
      if (value === undefined || (typeof value === 'object' && !Array.isArray(value))) continue;
      for (const one of Array.isArray(value) ? value : [value]) group.counts.set(one, (group.counts.get(one) ?? 0) + 1);
    }
    return true;
  });
  return Object.fromEntries(wanted.map(([label, group]) => [label, shown(group)]));
}

function groupOf(label: string, group: unknown): Group {
  const { property_type: type, name, top_n: most = usualMost, order = 'desc' } = isFields(group) ? group : {};
  const known = types.find((candidate) => candidate === type);
  if (known === undefined)
    throw new Refusal(`Invalid groups : ${label} needs a property_type, one of ${types.join(', ')}`);
  if (typeof name !== 'string' || name === '') throw new Refusal(`Invalid groups : ${label} needs a name`);
  if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > mostValues) {
    throw new Refusal(`Invalid groups : top_n of ${label} must be from 1 to ${mostValues}`);
  }
  if (order !== 'asc' && order !== 'desc') throw new Refusal(`Invalid groups : order of ${label} must be asc or desc`);
  return { type: known, name, most: Number(most), isAscending: order === 'asc', counts: new Map() };
}

function valueIn({ segment, at }: Match, { type, name }: Group): unknown {
  return (type === 'event_properties' ? segment.property(name) : segment.session(name)).at(at);
}

function profileReader(world: World): (id: number, name: string) => unknown {
  const profiles = new Map<number, unknown>();
  return (id, name) => {
    const key = profiles.get(id) ?? peopleOf(world).profiles.get(id);
    profiles.set(id, key);
    // Only this function fills the map.
    return key === undefined ? undefined : propertyOf(key as Parameters<typeof propertyOf>[0], name);
  };
}

function shown({ counts, most, isAscending }: Group): Fields {
  const kinds: Record<string, Record<string, number>> = {};
  const sorted = [...counts].sort(([, a], [, b]) => (isAscending ? a - b : b - a));
  for (const [value, count] of sorted.slice(0, most)) {
    const kind =
      typeof value === 'number'
        ? Number.isInteger(value)
          ? 'INT'
          : 'DOUBLE'
        : typeof value === 'boolean'
          ? 'BOOL'
          : 'STR';
    kinds[kind] = { ...kinds[kind], [textOf(value)]: count };
  }
  return kinds;
}
