import type { SavedActionRow } from '../../../kernel/ports/storage-actions.ts';
import type { Place } from './place.ts';

/** What of an action's text may need a look-up. */
interface Mentions {
  readonly user: boolean;
  readonly integration: boolean;
}

// Rows are kept in memory and never changed, so each is searched once.
const known = new WeakMap<SavedActionRow, Mentions>();

function mentionsOf(row: SavedActionRow): Mentions {
  const found = known.get(row);
  if (found) return found;
  const text = JSON.stringify([row.config, row.outputMapping]);
  const mentions = { user: text.includes('user'), integration: text.includes('integration') };
  known.set(row, mentions);
  return mentions;
}

/** What formulas and code of an action may name. Source: the wire contract, §1.7. */
export async function variablesOf(
  row: SavedActionRow,
  place: Place,
  input: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const mentions = mentionsOf(row);
  const [user, integration] = await Promise.all([
    mentions.user ? place.user() : undefined,
    mentions.integration ? place.integration() : undefined,
  ]);
  return {
    input,
    ...(user === undefined ? {} : { user }),
    ...(place.connection === undefined ? {} : { connection: place.connection }),
    ...(integration === undefined ? {} : { integration }),
    actionInstance: { id: row.id, ...(row.instanceKey === null ? {} : { instanceKey: row.instanceKey }) },
  };
}
