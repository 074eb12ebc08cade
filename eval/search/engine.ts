import type { Searchable } from '../../src/gateway/search/index/document.ts';

/** Something that finds actions. */
export interface Engine {
  readonly name: string;
  /** `app/key` of what it offers, best first; in all apps when there is none. Empty: it says that nothing fits. */
  find(query: string, app: string | undefined): Promise<readonly string[]>;
}

export type Build = (actions: readonly Searchable[]) => Engine;

export function idOf({ app, action }: Searchable): string {
  return `${app}/${action.key}`;
}
