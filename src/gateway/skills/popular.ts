import { nounOf } from './nouns.ts';
import type { SkillAction, SkillSubject } from './subject.ts';

const maxActions = 25;

/** What agents are asked for most, by the key's first word; the others come after. */
const verbs = ['list', 'find', 'search', 'get', 'create', 'send', 'update', 'add', 'delete', 'upload', 'cancel'];

/**
 * The actions that a skill names: those that the connector puts first, then by structure: the usual verbs on the things that
 * most actions are about.
 */
export function popularActions({ actions, popular }: SkillSubject): readonly SkillAction[] {
  const byKey = new Map(actions.map((action) => [action.key, action]));
  const first = popular.flatMap((key) => byKey.get(key) ?? []);
  const named = new Set(first);
  const rest = [...byKey.values()].filter((action) => !named.has(action)).sort(byWeight(actions));
  return [...first, ...rest].slice(0, maxActions);
}

function byWeight(actions: readonly SkillAction[]): (a: SkillAction, b: SkillAction) => number {
  const counts = new Map<string, number>();
  for (const { key } of actions) counts.set(nounOf(key), (counts.get(nounOf(key)) ?? 0) + 1);
  const weight = ({ key }: SkillAction) => {
    const place = verbs.indexOf(key.split('-')[0] ?? '');
    return (counts.get(nounOf(key)) ?? 0) * 2 - (place === -1 ? verbs.length : place);
  };
  return (a, b) => weight(b) - weight(a) || (a.key < b.key ? -1 : 1);
}
