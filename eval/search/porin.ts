import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { createRanking } from '../../src/gateway/search/ranking.ts';
import type { Engine } from './engine.ts';

/** The search of this repository as the gateway asks it: below its threshold nothing is found. */
export function porin(actions: readonly Searchable[]): Engine {
  const ranking = createRanking(async () => sourcesOf(actions));
  return {
    name: 'porin',
    async find(query, app) {
      const scores = await ranking.rank({ intent: query, saved: [], apps: app === undefined ? undefined : [app] });
      const best = [...scores].sort((a, b) => b[1] - a[1]);
      // Ids are `<app>.<key>`; neither an app nor its first dot is in doubt, because apps have none.
      return best.map(([id]) => id.replace('.', '/'));
    },
  };
}

/** Actions by app, as connectors hold them. */
export function sourcesOf(actions: readonly Searchable[]) {
  const sources = new Map<
    string,
    { app: string; definition: { name: string }; actions: Map<string, Searchable['action']> }
  >();
  for (const { app, appName, action } of actions) {
    const source = sources.get(app) ?? { app, definition: { name: appName }, actions: new Map() };
    sources.set(app, source);
    source.actions.set(action.key, action);
  }
  return [...sources.values()];
}
