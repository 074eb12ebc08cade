import type { Kysely } from 'kysely';
import type { Change } from '../../kernel/ports/storage.ts';
import type { ChangeFeed } from './changes.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';

/** What a transaction gives, and what it changed. */
export interface Outcome<T> {
  readonly result: T;
  readonly changes: readonly Change[];
}

/** Runs a transaction; its changes are told to everybody once it is committed, and never before. */
export type Committed = <T>(work: (transaction: Kysely<Tables>) => Promise<Outcome<T>>) => Promise<T>;

/** Ties an engine's transactions to the change feed. */
export function committing(engine: Engine, feed: ChangeFeed): Committed {
  return async (work) => {
    const { result, changes } = await engine.db.transaction().execute(async (transaction) => {
      const outcome = await work(transaction);
      if (outcome.changes.length > 0) await engine.announce(transaction, outcome.changes);
      return outcome;
    });
    feed.emit(changes);
    return result;
  };
}
