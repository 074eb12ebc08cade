import type { Kysely } from 'kysely';
import type { Change } from '../../kernel/ports/storage.ts';
import type { KeyRecord } from './idempotency-record.ts';
import type { CompletionRecord, RunRecord } from './run-record.ts';
import type { JsonText, Tables } from './schema.ts';
import type { ApiLogsTable } from './schema-actions.ts';

/** A run that is stored only when nobody else has its key. */
export interface KeyedRun {
  readonly run: RunRecord;
  readonly key: KeyRecord;
}

/** What is kept under the key of a run that is completed; null frees the key. */
export interface RunAnswer {
  readonly runId: string;
  readonly answer: JsonText | null;
}

/** Runs of one tick, encoded: what is new, with a key or without, and what is complete. */
export interface RunBatch {
  readonly inserts: readonly RunRecord[];
  readonly keyed: readonly KeyedRun[];
  readonly completions: readonly CompletionRecord[];
  /** Of some of the completions. */
  readonly answers: readonly RunAnswer[];
}

/** The ids of runs whose part of a batch was not stored. */
export interface Unstored {
  /** Keyed ones whose key is another run's. */
  readonly refused: ReadonlySet<string>;
  /** Completed ones that are not there, or are complete already. */
  readonly missing: ReadonlySet<string>;
}

/** What a database can do for the aggregates. The two engines differ here and nowhere else. */
export interface Engine {
  /** Queries reject with a `PorinError`, whatever the driver threw. */
  readonly db: Kysely<Tables>;
  /** How many batches of runs may be on their way at once. */
  readonly maxRunBatchesInFlight: number;
  /** Stores a whole batch durably, or nothing of it, except what it names. */
  writeRuns(batch: RunBatch): Promise<Unstored>;
  /** False when the failure would meet every row alike, or when it is not certain that nothing was stored. */
  mayBeOneRow(error: unknown): boolean;
  /** Stores requests in the log of calls to apps: all of them or none. */
  appendApiLogs(rows: readonly ApiLogsTable[]): Promise<void>;
  /** Serialises migrations over all processes; called inside the transaction that migrates. */
  lockMigrations(transaction: Kysely<Tables>): Promise<void>;
  tableExists(name: string): Promise<boolean>;
  /** Tells other processes, from inside the transaction that changed something; they hear of it only if that commits. */
  announce(transaction: Kysely<Tables>, changes: readonly Change[]): Promise<void>;
  /** Calls back for every change that another process made. */
  listen(heard: (change: Change) => void): () => void;
  close(): Promise<void>;
}
