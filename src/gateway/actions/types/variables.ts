import type { SavedActionRow } from '../../../kernel/ports/storage-actions.ts';
import type { Place } from './place.ts';

/** What of a text may need a look-up. */
interface Mentions {
  readonly user: boolean;
  readonly integration: boolean;
}

// Rows are kept in memory and never changed, so each is searched once.
const known = new WeakMap<SavedActionRow, Mentions>();

function mentionsOf(row: SavedActionRow): Mentions {
  const found = known.get(row);
  if (found) return found;
  const mentions = mentionsIn(JSON.stringify([row.config, row.outputMapping]));
  known.set(row, mentions);
  return mentions;
}

function mentionsIn(text: string): Mentions {
  return { user: text.includes('user'), integration: text.includes('integration') };
}

type Variables = Readonly<Record<string, unknown>>;

/** What formulas and code of an action may name. Source: the wire contract, §1.7. */
export async function variablesOf(row: SavedActionRow, place: Place, input: unknown): Promise<Variables> {
  const actionInstance = { id: row.id, ...(row.instanceKey === null ? {} : { instanceKey: row.instanceKey }) };
  return { ...(await placeVariables(place, mentionsOf(row), input)), actionInstance };
}

/** What code that is in no action may name. */
export function codeVariables(code: string, place: Place, input: unknown): Promise<Variables> {
  return placeVariables(place, mentionsIn(code), input);
}

async function placeVariables(place: Place, mentions: Mentions, input: unknown): Promise<Variables> {
  const [user, integration] = await Promise.all([
    mentions.user ? place.user() : undefined,
    mentions.integration ? place.integration() : undefined,
  ]);
  return {
    input,
    ...(user === undefined ? {} : { user }),
    ...(place.connection === undefined ? {} : { connection: place.connection }),
    ...(integration === undefined ? {} : { integration }),
  };
}
