import type { Kysely } from 'kysely';
import type { Change } from '../../kernel/ports/storage.ts';
import type { CompletionRecord, RunRecord } from './run-record.ts';
import type { Tables } from './schema.ts';

/** Runs of one tick, encoded: what is new, and what is complete. */
export interface RunBatch {
  readonly inserts: readonly RunRecord[];
  readonly completions: readonly CompletionRecord[];
}

/** What a database can do for the aggregates. The two engines differ here and nowhere else. */
export interface Engine {
  /** Queries reject with a `PorinError`, whatever the driver threw. */
  readonly db: Kysely<Tables>;
  /** How many batches of runs may be on their way at once. */
  readonly maxRunBatchesInFlight: number;
  /** Stores a whole batch durably, or nothing of it. Gives the ids of the completions that found no run. */
  writeRuns(batch: RunBatch): Promise<ReadonlySet<string>>;
  /** False when the failure would meet every row alike, or when it is not certain that nothing was stored. */
  mayBeOneRow(error: unknown): boolean;
  /** Serialises migrations over all processes; called inside the transaction that migrates. */
  lockMigrations(transaction: Kysely<Tables>): Promise<void>;
  tableExists(name: string): Promise<boolean>;
  /** Tells other processes, from inside the transaction that changed something; they hear of it only if that commits. */
  announce(transaction: Kysely<Tables>, changes: readonly Change[]): Promise<void>;
  /** Calls back for every change that another process made. */
  listen(heard: (change: Change) => void): () => void;
  close(): Promise<void>;
}
