import type { Logger } from '../kernel/ports/telemetry.ts';
import type { Store } from './store.ts';

/** Something to tell a page. */
export interface Letter {
  deliver(): void;
  /** What it tells could not be kept. */
  fail(): void;
}

/** Where messages to pages wait until what they tell is kept. */
export interface SocketPost {
  add(letter: Letter): void;
  /** How much waits; for `dropSince`, in the same turn of the event loop. */
  mark(): number;
  dropSince(mark: number): void;
}

/** Delivers what was said in one turn of the event loop after one flush of the store. */
export function createSocketPost(store: Store, logger: Logger | undefined): SocketPost {
  let waiting: Letter[] = [];
  let isDue = false;
  const deliver = (): void => {
    const letters = waiting;
    waiting = [];
    isDue = false;
    try {
      if (letters.length > 0) store.flush();
    } catch (error) {
      logger?.error({ err: error }, 'a sandbox could not keep what it was about to send');
      for (const letter of letters) letter.fail();
      return;
    }
    for (const letter of letters) letter.deliver();
  };
  return {
    add: (letter) => {
      waiting.push(letter);
      if (isDue) return;
      isDue = true;
      setImmediate(deliver);
    },
    mark: () => waiting.length,
    dropSince: (mark) => {
      waiting.length = mark;
    },
  };
}
