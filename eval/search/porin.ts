import { ActionIndex } from '../../src/gateway/search/index/action-index.ts';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { readVectors } from '../../src/gateway/search/language/vectors.ts';
import { type Engine, idOf } from './engine.ts';

const vectors = readVectors(new URL('../../src/gateway/search/language/vectors.bin', import.meta.url));

export function indexOf(actions: readonly Searchable[]): ActionIndex {
  return new ActionIndex(actions, vectors);
}

/** The search of this repository. */
export function porin(actions: readonly Searchable[]): Engine {
  const index = indexOf(actions);
  return { name: 'porin', find: (query, app) => index.find(query, { app }).map(idOf) };
}
