import { PorinError } from '../../kernel/errors.ts';
import type { Engine, KeyedRun, RunAnswer, RunBatch, Unstored } from './engine.ts';
import type { KeyRecord } from './idempotency-record.ts';
import type { CompletionRecord, RunRecord } from './run-record.ts';

/** Where batches go: the part of an engine that the writer needs. */
type RunSink = Pick<Engine, 'maxRunBatchesInFlight' | 'writeRuns' | 'mayBeOneRow'>;

type Entry = {
  readonly record:
    | { readonly kind: 'insert'; readonly run: RunRecord; readonly key: KeyRecord | undefined }
    | { readonly kind: 'completion'; readonly run: CompletionRecord; readonly answer: string | null | undefined };
  readonly resolve: (isStored: boolean) => void;
  readonly reject: (error: unknown) => void;
};

/** A batch is cut here so that one statement stays small. */
const maxBatchRows = 500;

// A batch of this many rows means load: then fewer and larger commits serve everybody sooner (10 % more runs a second, measured).
const busyRows = 8;
const momentMs = 2;
const inAMoment = (run: () => void) => setTimeout(run, momentMs);

/** Groups the run writes of one event-loop tick into one transaction; every caller is answered after the commit that holds its row. */
export class RunWriter {
  readonly #sink: RunSink;
  #waiting: Entry[] = [];
  #inFlight = 0;
  #lastRows = 0;
  #isScheduled = false;
  #isClosed = false;
  #idle: (() => void)[] = [];

  constructor(sink: RunSink) {
    this.#sink = sink;
  }

  /** False when the key is another run's; nothing is stored then. */
  insert(run: RunRecord, key?: KeyRecord): Promise<boolean> {
    return this.#enqueue({ kind: 'insert', run, key });
  }

  /** `answer` is kept under the run's key, null frees the key. Errors: `not_found` when no such run is open. */
  async complete(run: CompletionRecord, answer?: string | null): Promise<void> {
    await this.#enqueue({ kind: 'completion', run, answer });
  }

  /** Refuses new rows and resolves when every accepted one is answered. */
  close(): Promise<void> {
    this.#isClosed = true;
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#settleIdle();
    });
  }

  #enqueue(record: Entry['record']): Promise<boolean> {
    if (this.#isClosed)
      return Promise.reject(
        new PorinError('unavailable', 'The database is closed', { hint: 'The gateway is stopping; start it again' }),
      );
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0 || this.#inFlight >= this.#sink.maxRunBatchesInFlight) return;
    this.#isScheduled = true;
    // After the I/O callbacks of this tick, so that all of them share the commit; under load a moment later, so that more do.
    const later = this.#lastRows < busyRows ? setImmediate : inAMoment;
    later(() => {
      this.#isScheduled = false;
      const entries = this.#waiting.splice(0, maxBatchRows);
      this.#lastRows = entries.length;
      this.#inFlight++;
      void this.#write(entries).finally(() => {
        this.#inFlight--;
        this.#schedule();
        this.#settleIdle();
      });
      this.#schedule();
    });
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    try {
      const unstored = await this.#sink.writeRuns(batchOf(entries));
      for (const entry of entries) settle(entry, unstored);
    } catch (error) {
      if (entries.length === 1 || !this.#sink.mayBeOneRow(error)) {
        for (const entry of entries) entry.reject(error);
        return;
      }
      // One bad row fails its whole batch: alone, each row meets only its own fate.
      for (const entry of entries) await this.#write([entry]);
    }
  }

  #settleIdle(): void {
    if (this.#inFlight > 0 || this.#waiting.length > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

function batchOf(entries: readonly Entry[]): RunBatch {
  const inserts: RunRecord[] = [];
  const keyed: KeyedRun[] = [];
  const completions: CompletionRecord[] = [];
  const answers: RunAnswer[] = [];
  for (const { record } of entries) {
    if (record.kind === 'completion') {
      completions.push(record.run);
      if (record.answer !== undefined) answers.push({ runId: record.run.id, answer: record.answer });
    } else if (record.key === undefined) inserts.push(record.run);
    else keyed.push({ run: record.run, key: record.key });
  }
  return { inserts, keyed, completions, answers };
}

function settle({ record: { kind, run }, resolve, reject }: Entry, { refused, missing }: Unstored): void {
  if (kind === 'insert') resolve(!refused.has(run.id));
  else if (!missing.has(run.id)) resolve(true);
  else
    reject(
      new PorinError('not_found', `No claimed run ${run.id} to complete`, {
        hint: 'Claim a run, and wait for the answer, before completing it',
      }),
    );
}
