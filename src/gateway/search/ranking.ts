import type { Action } from '../../kernel/action.ts';
import { ActionSearch, type Found } from './search.ts';

interface Source {
  readonly app: string;
  readonly definition: { readonly name: string };
  readonly actions: ReadonlyMap<string, Action>;
}

/** Ranks actions by an intent; the index is built at the first question. */
export function createRanking(
  sources: () => Promise<readonly Source[]>,
): (intent: string, apps: readonly string[]) => Promise<Found[]> {
  let index: Promise<ActionSearch> | undefined;
  const build = async () => {
    const all = await sources();
    return new ActionSearch(
      all.flatMap(({ app, definition, actions }) =>
        [...actions.values()].map((action) => ({ app, appName: definition.name, action })),
      ),
    );
  };
  return async (intent, apps) => {
    // A failure is not kept: the next question tries again.
    index ??= build().catch((error: unknown) => {
      index = undefined;
      throw error;
    });
    return (await index).find(intent, { apps });
  };
}
