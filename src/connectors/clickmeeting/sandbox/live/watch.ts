import type { Collection, Document } from '../../../../sandbox/collection.ts';
import type { Store } from '../../../../sandbox/store.ts';

/** Collections whose changes open pages have to hear of. */
export type WatchedName = 'rooms' | 'sessions' | 'visits' | 'chatMessages' | 'polls' | 'votes';

/** A write to a collection. */
export interface Change {
  readonly name: WatchedName;
  /** Without it, any document may have changed. */
  readonly id: number | string | undefined;
  /** Whether the document was made by it. */
  readonly isNew: boolean;
}

/** Hears of each write, whoever made it: nobody has to remember to tell. */
export type WatchListener = (change: Change) => void;

const listeners = new WeakMap<Store, WatchListener>();

/** Tells one listener a store about its writes; it is called in the middle of them, so it only takes note. */
export function watchStore(store: Store, listener: WatchListener): void {
  listeners.set(store, listener);
}

/** A collection whose writes are told to the store's listener. */
export function watched<T extends Document>(store: Store, name: WatchedName, collection: Collection<T>): Collection<T> {
  const tell = (id: T['id'] | undefined, isNew = false): void => listeners.get(store)?.({ name, id, isNew });
  return {
    ...collection,
    insert: (document) => {
      tell(document.id, true);
      return collection.insert(document);
    },
    update: (id, patch) => {
      tell(id);
      return collection.update(id, patch);
    },
    delete: (id) => {
      tell(id);
      return collection.delete(id);
    },
    deleteWhere: (where) => {
      tell(undefined);
      return collection.deleteWhere(where);
    },
  };
}
