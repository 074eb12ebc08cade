import MiniSearch from 'minisearch';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { type Engine, idOf } from './engine.ts';

/** MiniSearch with what its documentation recommends for short texts: boosted names, prefixes, typos. */
export function miniSearch(actions: readonly Searchable[]): Engine {
  const index = new MiniSearch<{ id: string; app: string }>({
    fields: ['name', 'key', 'appName', 'description', 'phrases'],
    storeFields: ['app'],
    searchOptions: { boost: { name: 3, phrases: 2 }, fuzzy: 0.2, prefix: true },
  });
  const documents = actions.map((action) => {
    const { key, name, description, phrases } = action.action;
    const { app, appName } = action;
    return {
      id: idOf(action),
      app,
      appName,
      key: key.replaceAll('-', ' '),
      name,
      description,
      phrases: phrases.join(' '),
    };
  });
  index.addAll(documents);
  return {
    name: 'minisearch',
    find: async (query, app) =>
      index.search(query, app === undefined ? {} : { filter: (one) => one['app'] === app }).map(({ id }) => String(id)),
  };
}
