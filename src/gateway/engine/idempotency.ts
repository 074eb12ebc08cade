import { setTimeout as wait } from 'node:timers/promises';
import { type ErrorCode, PorinError } from '../../kernel/errors.ts';
import type { RunAnswer } from '../../kernel/ports/gateway.ts';
import type { RunRow, Storage } from '../../kernel/ports/storage.ts';
import type { IdempotencyRow, SealedAnswer } from '../../kernel/ports/storage-actions.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { errorOfRecord } from './run-view.ts';

export interface IdempotencyParts {
  readonly storage: Pick<Storage, 'runs' | 'idempotency'>;
  readonly vault: Vault;
  readonly logger: Logger;
  readonly now: () => number;
  /** The error of a run whose process died. */
  explainUnknown(row: RunRow): Promise<PorinError>;
  /** How long a repetition waits for the run that it repeats. */
  readonly patienceMs?: number;
}

/** A request that is to be done once. */
export interface OnceRequest {
  readonly tenantId: string;
  readonly key: string;
  readonly requestHash: string;
  readonly signal: AbortSignal;
}

/** How a run ended; `isFinal` when the same request would get the same again. */
export type Ended =
  | { readonly answer: RunAnswer; readonly isFinal: true }
  | { readonly error: PorinError; readonly isFinal: boolean };

/** The key of one attempt, for the two writes of its run. */
export interface HeldKey {
  rowFor(runId: string): IdempotencyRow;
  /** Null frees the key. */
  answerFor(runId: string, ended: Ended): SealedAnswer | null;
}

/** An end, and whether it is that of a run before. */
export interface Told {
  readonly ended: Ended;
  readonly isReplay: boolean;
}

export interface Idempotency {
  /**
   * Does a request once, however often and on however many nodes it comes. `attempt` makes the run, and gives undefined when its claim
   * found the key in use. Errors: `idempotency_mismatch`; `conflict` when the run goes on for longer than anybody waits; the signal's reason.
   */
  once(request: OnceRequest, attempt: (key: HeldKey) => Promise<Ended | undefined>): Promise<Told>;
}

const livesMs = 24 * 3_600_000;
/** Of an answer's JSON. */
const maxKeptLength = 1_048_576;
const firstPauseMs = 50;
const longestPauseMs = 1_000;
const printable = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** Errors: `bad_request` for a key that is none. */
export function checkKey(key: string): void {
  if (printable.test(key)) return;
  throw new PorinError('bad_request', `Idempotency-Key: expected 1 to 255 printable characters, got ${key.length}`, {
    hint: 'Use a new UUID for each request, and the same one to repeat it',
  });
}

export function createIdempotency(parts: IdempotencyParts): Idempotency {
  const { patienceMs = 60_000 } = parts;
  /** What this node is doing, so that whoever asks for the same waits without asking the database. */
  const underWay = new Map<string, { readonly requestHash: string; readonly told: Promise<Told> }>();

  async function settle(request: OnceRequest, attempt: (key: HeldKey) => Promise<Ended | undefined>): Promise<Told> {
    const endsAt = performance.now() + patienceMs;
    for (;;) {
      const ended = await attempt(heldKey(parts, request));
      if (ended) return { ended, isReplay: false };
      const before = await endOfOther(parts, request, endsAt);
      if (before) return { ended: before, isReplay: true };
    }
  }

  return {
    async once(request, attempt) {
      const name = `${request.tenantId}\n${request.key}`;
      for (;;) {
        const other = underWay.get(name);
        if (!other) {
          const told = settle(request, attempt).finally(() => underWay.delete(name));
          underWay.set(name, { requestHash: request.requestHash, told });
          return told;
        }
        if (other.requestHash !== request.requestHash) throw mismatch(request.key);
        const shared = await sharedEnd(other.told, request.signal);
        if (shared) return shared;
      }
    },
  };
}

/** What another caller of this node is told; undefined when that one went away, which says nothing to this one. */
async function sharedEnd(told: Promise<Told>, signal: AbortSignal): Promise<Told | undefined> {
  signal.throwIfAborted();
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    const { ended } = await Promise.race([told, left]);
    return 'error' in ended && isCancelled(ended.error) && !ended.isFinal ? undefined : { ended, isReplay: true };
  } catch (error) {
    if (signal.aborted || !isCancelled(error)) throw error;
    return undefined;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function isCancelled(error: unknown): boolean {
  return error instanceof DOMException || (error instanceof PorinError && error.cause instanceof DOMException);
}

function heldKey(
  { vault, now }: IdempotencyParts,
  { tenantId, key, requestHash }: Pick<OnceRequest, 'tenantId' | 'key' | 'requestHash'>,
): HeldKey {
  return {
    rowFor(runId) {
      const createdAt = now();
      return { tenantId, key, requestHash, runId, createdAt, expiresAt: createdAt + livesMs };
    },
    answerFor(runId, ended) {
      if (!ended.isFinal) return null;
      const kept: Kept = 'error' in ended ? { error: plain(ended.error) } : { output: ended.answer.output };
      const text = JSON.stringify(kept);
      // A long one would hold up everybody while it is sealed and stored, and again each time that it is told.
      const answer = text.length <= maxKeptLength ? text : JSON.stringify({ tooLong: text.length } satisfies Kept);
      return vault.sealSecret({ ownerId: runId, version: 1 }, { answer });
    },
  };
}

/** The end of the run that has the key, once it has ended; undefined when the key has become free. */
async function endOfOther(parts: IdempotencyParts, request: OnceRequest, endsAt: number): Promise<Ended | undefined> {
  const { storage, now } = parts;
  const { tenantId, key, signal } = request;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const seen = await storage.idempotency.get(tenantId, key, now());
    if (!seen) return undefined;
    if (seen.requestHash !== request.requestHash) throw mismatch(key);
    const { runId } = seen;
    if (seen.answer) return endOf(parts, { tenantId, runId, answer: seen.answer });
    const run = await storage.runs.get(tenantId, runId);
    if (run?.status !== 'running') {
      // Answer and end are stored together, so a look after the end is the last word.
      const last = await storage.idempotency.get(tenantId, key, now());
      if (last?.runId !== runId) return undefined;
      if (last.answer) return endOf(parts, { tenantId, runId, answer: last.answer });
      return abandoned(parts, request, { run, runId });
    }
    if (performance.now() > endsAt)
      throw new PorinError('conflict', `The run ${runId} of this Idempotency-Key is still under way`, {
        hint: `Repeat the request with the same key later; porin action-run-log get ${runId} shows the run`,
        actionRunId: runId,
      });
    await wait(pauseMs, undefined, { signal });
  }
}

/** The process that made the run has died. A read may be made again; of a change nobody knows whether it happened. */
async function abandoned(
  parts: IdempotencyParts,
  { tenantId, key }: OnceRequest,
  { run, runId }: { readonly run: RunRow | undefined; readonly runId: string },
): Promise<Ended | undefined> {
  if (run?.effect === 'read') {
    await parts.storage.idempotency.release(tenantId, key, runId);
    return undefined;
  }
  const error = run
    ? await parts.explainUnknown(run)
    : new PorinError('outcome_unknown', 'The record of this run is gone', { actionRunId: runId });
  return { error, isFinal: true };
}

/** What is sealed under a key. */
type Kept =
  | { readonly output: unknown }
  | { readonly error: PlainError }
  /** Characters of an answer that was not kept. */
  | { readonly tooLong: number };

interface Sealed {
  readonly tenantId: string;
  readonly runId: string;
  readonly answer: SealedAnswer;
}

async function endOf(
  { storage, vault, logger }: IdempotencyParts,
  { tenantId, runId, answer }: Sealed,
): Promise<Ended> {
  try {
    const text = vault.openSecret(answer)['answer']?.reveal() ?? '{}';
    // It is what `answerFor` wrote: the vault gives back nothing else.
    const kept = JSON.parse(text) as Kept;
    if ('error' in kept) return { error: revived(kept.error), isFinal: true };
    if ('tooLong' in kept) return { error: notKept(runId, `is ${kept.tooLong} characters long`), isFinal: true };
    return { answer: { output: kept.output, actionRunId: runId }, isFinal: true };
  } catch (error) {
    logger.warn({ actionRunId: runId, error: String(error) }, 'a kept answer cannot be opened; its record answers');
    const run = await storage.runs.get(tenantId, runId);
    if (run?.status === 'success')
      return isWhole(run.output)
        ? { answer: { output: run.output, actionRunId: runId }, isFinal: true }
        : { error: notKept(runId, 'cannot be opened any more'), isFinal: true };
    return { error: errorOfRecord(runId, run?.error), isFinal: true };
  }
}

/** The record has an output, and all of it. */
function isWhole(output: unknown): boolean {
  return output !== null && !(typeof output === 'object' && 'truncated' in output);
}

function notKept(runId: string, why: string): PorinError {
  return new PorinError('conflict', `The run ${runId} succeeded, but its answer ${why} and is not told again`, {
    hint: `It is done and was not repeated: porin action-run-log get ${runId} shows it. Another Idempotency-Key runs it anew`,
    actionRunId: runId,
  });
}

interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly details?: unknown;
  readonly actionRunId?: string;
}

function plain({ code, message, hint, details, actionRunId }: PorinError): PlainError {
  return {
    code,
    message,
    hint,
    ...(details === undefined ? {} : { details }),
    ...(actionRunId === undefined ? {} : { actionRunId }),
  };
}

function revived({ code, message, hint, details, actionRunId }: PlainError): PorinError {
  return new PorinError(code, message, { hint, details, ...(actionRunId === undefined ? {} : { actionRunId }) });
}

function mismatch(key: string): PorinError {
  return new PorinError('idempotency_mismatch', `Another request was made with the Idempotency-Key ${key}`);
}
