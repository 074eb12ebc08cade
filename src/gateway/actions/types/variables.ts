import type { SavedActionRow } from '../../../kernel/ports/storage-actions.ts';
import { mentions } from '../../../platform/mapping/inspect.ts';
import type { Place } from './place.ts';

/** What may need a look-up. */
interface Mentions {
  readonly user: boolean;
  readonly integration: boolean;
}

// Rows are kept in memory and never changed, so each is searched once.
const known = new WeakMap<SavedActionRow, Mentions>();

function mentionsOf(row: SavedActionRow): Mentions {
  const found = known.get(row);
  if (found) return found;
  const { config, outputMapping } = row;
  const code = mentionsInCode(typeof config['code'] === 'string' ? config['code'] : '');
  const reads = (name: keyof Mentions) => code[name] || mentions([config, outputMapping], name);
  const made = { user: reads('user'), integration: reads('integration') };
  known.set(row, made);
  return made;
}

function mentionsInCode(text: string): Mentions {
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
  return placeVariables(place, mentionsInCode(code), input);
}

async function placeVariables(place: Place, mentioned: Mentions, input: unknown): Promise<Variables> {
  const [user, integration] = await Promise.all([
    mentioned.user ? place.user() : undefined,
    mentioned.integration ? place.integration() : undefined,
  ]);
  return {
    input,
    ...(user === undefined ? {} : { user }),
    ...(place.connection === undefined ? {} : { connection: place.connection }),
    ...(integration === undefined ? {} : { integration }),
  };
}
