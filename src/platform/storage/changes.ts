import type { Change } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';

/** Hands every change to the listeners of this process. */
export class ChangeFeed {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #logger: Logger | undefined;

  constructor(logger?: Logger) {
    this.#logger = logger;
  }

  subscribe(listener: (change: Change) => void): () => void {
    // A new function each time, so that one listener may subscribe twice and leave once.
    const own = (change: Change) => listener(change);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  emit(changes: readonly Change[]): void {
    for (const change of changes) for (const listener of this.#listeners) this.#call(listener, change);
  }

  // The change is committed: a listener that throws must not make its writer fail, nor hide the change from the others.
  #call(listener: (change: Change) => void, change: Change): void {
    try {
      listener(change);
    } catch (error) {
      this.#logger?.error({ err: error, kind: change.kind, id: change.id }, 'a listener for changes failed');
    }
  }
}
