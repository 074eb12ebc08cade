import names from './common-actions.json' with { type: 'json' };
import { ActionIndex } from './index/action-index.ts';
import type { Vectors } from './language/vectors.ts';

/** What apps in general can do: where that fits a query much better than what is there, what is there does not fit. */
export class Elsewhere {
  readonly #index: ActionIndex;

  constructor(vectors: Vectors) {
    const actions = names.map((name) => {
      const key = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
      return { app: '', appName: '', action: { key, name, description: '', phrases: [] } };
    });
    this.#index = new ActionIndex(actions, vectors);
  }

  /** The score of the best one. */
  best(query: string): number {
    return this.#index.best(query);
  }
}
