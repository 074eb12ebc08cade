import type { SqliteFile } from '../platform/storage/sqlite-file.ts';
import type { Collection, Document } from './collection.ts';
import type { Packs } from './packs.ts';
import type { SnapshotInfo } from './snapshots.ts';
import { SqliteStore } from './sqlite-store.ts';
import { openStoreFile } from './store-file.ts';

export interface CollectionOptions {
  /** Fields to find by; a list of fields makes one index over them in that order. */
  readonly indexes?: readonly (string | readonly string[])[];
}

/** A sandbox's data: document collections, sequences, small state and bytes, in one file or in memory. */
export interface Store {
  /** Opens a collection, making it at its first use; the same name gives the same collection. */
  collection<T extends Document>(name: string, options?: CollectionOptions): Collection<T>;
  /** Opens a set of byte strings under keys, making it at its first use: for data too large for a document a row. */
  packs(name: string): Packs;
  /** The next number of a sequence; the first is `start`. */
  nextId(name: string, start?: number): number;
  /** Lifts a sequence so that `nextId` never gives `used` or less: for documents with fixed ids. */
  reserveIds(name: string, used: number): void;
  /** Keeps bytes; the key is new even for equal bytes, so exactly one document may hold it, which drops it when it goes. */
  putBlob(bytes: Uint8Array): string;
  getBlob(key: string): Uint8Array | undefined;
  /** Drops bytes; while there are snapshots that waits for the end of one, because they may name them. */
  dropBlob(key: string): void;
  getState<T>(key: string): T | undefined;
  setState(key: string, value: unknown): void;
  /** All or nothing; may be nested. */
  transaction<T>(run: () => T): T;
  /** Makes every write so far durable, now. Without it that happens at the end of the turn of the event loop. */
  flush(): void;
  /** Resolves when every write so far is durable; requests of one turn share a flush. Errors: `unavailable`. */
  kept(): Promise<void>;
  /** Grows with each write, also with one that is taken back; stays while nothing changes. */
  readonly changes: number;
  /** Grows when data went without being deleted (reset, restore, a transaction or commit that failed): caches of it are then void. */
  readonly epoch: number;
  /** Forgets all documents, sequences, state and bytes; keeps snapshots. */
  reset(): void;
  /** Errors: `bad_request` for one too many. */
  snapshot(name: string): SnapshotInfo;
  /** Errors: `not_found` for an unknown name. */
  restore(name: string): void;
  snapshots(): SnapshotInfo[];
  /** Errors: `not_found` for an unknown name. */
  requireSnapshot(name: string): void;
  deleteSnapshot(name: string): boolean;
  /** Name and number of documents of each collection. */
  sizes(): Record<string, number>;
  close(): void;
}

/**
 * Opens a sandbox's store in a file, or a private one for `:memory:`.
 * Errors: `configuration` when the file is in use by another process, is no database or cannot be written.
 */
export function openStore(path: string): Store {
  return storeOn(openStoreFile(path));
}

/** A store on a database that is open already, with the tables that `openStoreFile` makes. */
export function storeOn(database: SqliteFile): Store {
  return new SqliteStore(database);
}
