import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { PorinError } from '../../kernel/errors.ts';

const flushed = promisify(fdatasync);

/** The disk did not confirm; what was committed may or may not be there after a power loss. */
export class FlushFailed extends Error {}

/**
 * SQLite's write-ahead log, flushed off the event loop. A commit is durable once its frames in this file are: what SQLite itself
 * does inside a commit with `synchronous=FULL`, here after it and in a thread of the pool.
 */
export class WriteAheadLog {
  readonly #path: string;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when everything committed before the call is on the disk. Errors: `unavailable`. */
  async flush(): Promise<void> {
    try {
      // SQLite makes the file with the first commit and keeps it while the database is open. It holds no locks that a close would drop.
      this.#descriptor ??= openSync(this.#path, 'r+');
      await flushed(this.#descriptor);
    } catch (cause) {
      throw flushError(cause instanceof Error ? cause : new Error(String(cause)));
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function flushError(cause: Error): PorinError {
  return new PorinError('unavailable', `The disk did not confirm a write: ${cause.message}`, {
    cause: new FlushFailed(cause.message, { cause }),
    hint: 'Check the disk, then look the run up in the log',
  });
}
