import { nearestName } from '../../kernel/issues.ts';
import type { ActionView } from '../../kernel/ports/gateway.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Described, Shelf } from './library.ts';
import type { Place } from './place.ts';

/** What is asked for, and among what. */
export interface Asking {
  readonly intent: string;
  readonly saved: readonly Described[];
  /** Only actions of these apps; an empty name is for those of no app. */
  readonly apps?: readonly string[] | undefined;
}

/** Finds actions by what somebody wants to do. */
export interface Ranking {
  /** The score of each action that fits, 0 to 1, by id; empty when nothing fits. */
  rank(asking: Asking): Promise<ReadonlyMap<string, number>>;
  /** Why each of the actions ranks where it does, in words. */
  explain(asking: Asking, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** The intent among the actions of a place; undefined for none. */
export function askingAt(intent: string | undefined, place: Place, { described }: Shelf): Asking | undefined {
  if (intent === undefined || intent.trim() === '') return undefined;
  return { intent, saved: described, ...(place.app === undefined ? {} : { apps: [place.app, ''] }) };
}

/** What whoever found an action by saying it needs next: its required inputs, and on which connection it runs. */
export function createNextSteps({ storage }: { readonly storage: Pick<Storage, 'connections'> }, tenantId: string) {
  const known = new Map<string, Promise<Pick<ActionView, 'connection'>>>();
  const connectionOf = async (app: string): Promise<Pick<ActionView, 'connection'>> => {
    const { items } = await storage.connections.find({ tenantId, app }, { limit: 10 });
    const live = items.filter(({ archivedAt }) => archivedAt === null);
    const found = live.find(({ state }) => state === 'READY') ?? live[0];
    if (found) return { connection: { id: found.id, name: found.name, state: found.state } };
    return { connection: { state: 'NOT_CONNECTED', connect: `porin connection ensure ${app}` } };
  };
  return async ({ externalAppId, inputSchema }: ActionView): Promise<Pick<ActionView, 'connection' | 'required'>> => {
    const required = requiredOf(inputSchema);
    if (externalAppId === undefined) return { required };
    const asked = known.get(externalAppId) ?? connectionOf(externalAppId);
    known.set(externalAppId, asked);
    return { required, ...(await asked) };
  };
}

function requiredOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null || !('required' in schema)) return [];
  return Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
}

/** What to do where nothing fits: the app that has it, else the app's own API. */
export async function hintFor(
  { ranking, catalog }: { readonly ranking: Ranking; readonly catalog: Catalog },
  { intent, saved }: Asking,
  place: Place,
): Promise<string> {
  const other = place.of === undefined ? undefined : [...(await ranking.rank({ intent, saved })).keys()][0];
  if (other !== undefined) {
    return `Nothing on ${place.name} fits; elsewhere the nearest is ${other}: porin action list --intent "…" without a place shows it`;
  }
  if (place.connectionId !== undefined) {
    return `Nothing on ${place.name} fits. What its API can do besides: porin request ${place.connectionId} /PATH`;
  }
  const app = intent
    .split(/\s+/)
    .flatMap((word) => (word.length < 4 ? [] : (nearestName(word, catalog.apps) ?? [])))[0];
  if (app !== undefined) return `Nothing fits; of the app ${app} there is: porin action list --app ${app}`;
  return 'Nothing fits. Other words may; porin search "APP" finds an app, and porin request CONNECTION_ID /PATH calls its API';
}
