import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { SavedActionHead } from '../../kernel/ports/storage-actions.ts';

/** What there is where an action was looked for: connectors' own keys, and what was saved, archived ones too. */
export interface Known {
  readonly keys: readonly string[];
  readonly heads: readonly Pick<SavedActionHead, 'key' | 'archivedAt'>[];
  /** ` on the connection X`, for the message. */
  readonly where: string;
}

/** What connectors' own actions may be called by a selector: by id when it begins as one, else by key. */
export function namesLike(
  selector: string,
  connectors: readonly { readonly app: string; readonly actions: ReadonlyMap<string, unknown> }[],
): readonly string[] {
  const owner = connectors.find(({ app }) => selector.startsWith(`${app}.`));
  if (owner) return [...owner.actions.keys()].map((key) => `${owner.app}.${key}`);
  return connectors.flatMap(({ actions }) => [...actions.keys()]);
}

/** The shortest name that has all the words, else the one that is spelt most alike. */
function nearestAction(selector: string, names: ReadonlySet<string>): string | undefined {
  const words = selector.toLowerCase().split('-');
  const whole = words.length < 2 ? [] : [...names].filter((name) => isWithin(words, name.split('-')));
  if (whole.length > 0) return whole.reduce((best, name) => (name.length < best.length ? name : best));
  return nearestName(selector, names);
}

function isWithin(words: readonly string[], all: readonly string[]): boolean {
  return words.every((word) => all.includes(word));
}

/** The error for a selector that nothing has: it may be archived, or near another. */
export function unknownAction(selector: string, { keys, heads, where }: Known): PorinError {
  const live = heads.filter(({ archivedAt }) => archivedAt === null).map(({ key }) => key);
  const isArchived = heads.some(({ key, archivedAt }) => key === selector && archivedAt !== null);
  const near = nearestAction(selector.slice(0, 100), new Set([...keys, ...live]));
  const hint = isArchived
    ? `It is archived: porin action restore ${selector} brings it back`
    : near === undefined
      ? 'porin action list --intent "what you want to do" finds one'
      : `Did you mean ${near}? porin action list --intent "…" finds others`;
  return new PorinError('not_found', `No action '${selector.slice(0, 200)}'${where}`, { hint });
}
