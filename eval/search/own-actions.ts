import { createCatalog } from '../../src/gateway/catalog/catalog.ts';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { connectors } from '../../src/registry.gen.ts';

/** The actions of this repository's connectors, as the gateway gives them to its search. */
export async function ownActions(): Promise<Searchable[]> {
  const all = await createCatalog(connectors).all();
  return all.flatMap(({ app, definition, actions }) =>
    [...actions.values()].map((action) => ({ app, appName: definition.name, action })),
  );
}
