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

/** The error for a selector that nothing has: it may be archived, or near another. */
export function unknownAction(selector: string, { keys, heads, where }: Known): PorinError {
  const live = heads.filter(({ archivedAt }) => archivedAt === null).map(({ key }) => key);
  const isArchived = heads.some(({ key, archivedAt }) => key === selector && archivedAt !== null);
  const near = nearestName(selector.slice(0, 100), new Set([...keys, ...live]));
  const hint = isArchived
    ? `It is archived: porin action restore ${selector} brings it back`
    : near === undefined
      ? 'porin action list --intent "what you want to do" finds one'
      : `Did you mean ${near}? porin action list --intent "…" finds others`;
  return new PorinError('not_found', `No action '${selector.slice(0, 200)}'${where}`, { hint });
}
