import { ActionSearch, type Found, type Searchable } from './search.ts';

interface Source {
  readonly app: string;
  readonly definition: { readonly name: string };
  readonly actions: ReadonlyMap<string, Searchable['action']>;
}

/** The score of each action that fits an intent, by id. */
export type Rank = (intent: string, saved: readonly Searchable[]) => Promise<ReadonlyMap<string, number>>;

/**
 * Ranks connectors' own actions and saved ones by an intent. The index of the former is built at the first question; what is added to it
 * for saved ones lives as long as the list of them.
 */
export function createRanking(sources: () => Promise<readonly Source[]>): Rank {
  let index: Promise<ActionSearch> | undefined;
  const additions = new WeakMap<readonly Searchable[], ActionSearch>();
  const build = async () => {
    const all = await sources();
    return new ActionSearch(
      all.flatMap(({ app, definition, actions }) =>
        [...actions.values()].map((action) => ({ app, appName: definition.name, action })),
      ),
    );
  };
  const withSaved = (base: ActionSearch, saved: readonly Searchable[]) => {
    if (saved.length === 0) return base;
    const known = additions.get(saved);
    if (known) return known;
    const made = new ActionSearch(saved, base);
    additions.set(saved, made);
    return made;
  };
  return async (intent, saved) => {
    // A failure is not kept: the next question tries again.
    index ??= build().catch((error: unknown) => {
      index = undefined;
      throw error;
    });
    const found = withSaved(await index, saved).find(intent, {});
    return new Map(found.map((one) => [idOf(one), one.score]));
  };
}

function idOf({ app, action }: Found): string {
  return action.id ?? `${app}.${action.key}`;
}
