import { newId } from '../../kernel/ids.ts';
import type { RunRow, Storage } from '../../kernel/ports/storage.ts';
import type { ApiLogRow } from '../../kernel/ports/storage-actions.ts';
import type { Logger, Redactor } from '../../kernel/ports/telemetry.ts';
import type { Target } from './target.ts';
import type { Trace, TraceEntry } from './trace.ts';

export interface ApiLogWriterParts {
  readonly append: Storage['apiLogs']['append'];
  readonly redactor: Redactor;
  readonly logger: Logger;
}

/** A raw request as it went. */
export interface RawCall {
  readonly method: string;
  readonly url: URL;
  /** 0 when no answer came. */
  readonly status: number;
  /** Of the monotonic clock. */
  readonly startedAt: number;
  readonly secrets: readonly string[];
}

/** What the record of a run has of its requests. */
export interface Kept {
  readonly secrets: readonly string[];
  /** Redacted; the requests in their order, unless they were too long or are not kept. */
  readonly details: unknown;
}

/** Writes the log of calls to apps behind the runs: nobody waits for it, and nothing fails because of it. */
export interface ApiLogWriter {
  add(run: RunRow, trace: Trace, kept: Kept): void;
  addRaw(target: Target, call: RawCall): void;
  /** Writes what is waiting. */
  stop(): Promise<void>;
}

const maxWaiting = 5_000;
const batchRows = 500;
const pauseMs = 200;

export function createApiLogWriter({ append, redactor, logger }: ApiLogWriterParts): ApiLogWriter {
  let waiting: ApiLogRow[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const rows = waiting.slice(0, batchRows);
      waiting = waiting.slice(batchRows);
      await append(rows).catch((error: unknown) => {
        logger.warn({ rows: rows.length, error: String(error) }, 'calls to apps could not be logged');
      });
    }
    if (lost > 0) logger.warn({ rows: lost }, 'the log of calls to apps lost entries');
    lost = 0;
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  function push(row: ApiLogRow): void {
    // Under a load that the database cannot follow, the log has gaps and the runs go on.
    if (waiting.length >= maxWaiting) lost += 1;
    else waiting.push(row);
    timer ??= setTimeout(() => void flush(), pauseMs).unref();
  }

  return {
    add(run, trace, { secrets, details }) {
      for (const [position, entry] of trace.entries()) {
        const url = urlOf(details, position) ?? shown(entry.request.url, secrets, redactor);
        push(rowOfCall(run, { position, entry, url }));
      }
    },
    addRaw: (target, call) => push(rowOfRaw(target, call, redactor)),
    stop: flush,
  };
}

function rowOfCall(
  run: RunRow,
  { position, entry, url }: { readonly position: number; readonly entry: TraceEntry; readonly url: string },
): ApiLogRow {
  const { request, response, timeMs, startedAt } = entry;
  const status = response?.status ?? null;
  // One literal: spreading two objects costs more than the rest of the row.
  return {
    id: newId('log'),
    tenantId: run.tenantId,
    connectionId: run.connectionId,
    app: run.app,
    integrationId: run.integrationId,
    runId: run.id,
    position,
    method: request.method,
    url,
    status,
    isSuccess: isSuccess(status),
    durationMs: timeMs ?? Math.round(performance.now() - startedAt),
    createdAt: wallTime(startedAt),
  };
}

/** The address as the record shows it: redacted once is enough. */
function urlOf(details: unknown, position: number): string | undefined {
  // A list is what `closeRecord` made of the trace.
  return Array.isArray(details)
    ? (details as readonly Pick<TraceEntry, 'request'>[])[position]?.request?.url
    : undefined;
}

function rowOfRaw(
  { connection }: Target,
  { method, url, status, startedAt, secrets }: RawCall,
  redactor: Redactor,
): ApiLogRow {
  const answered = status === 0 ? null : status;
  return {
    id: newId('log'),
    tenantId: connection.tenantId,
    connectionId: connection.id,
    app: connection.app,
    integrationId: connection.integrationId,
    runId: null,
    position: 0,
    method,
    url: shown(url.href, secrets, redactor),
    status: answered,
    isSuccess: isSuccess(answered),
    durationMs: Math.round(performance.now() - startedAt),
    createdAt: wallTime(startedAt),
  };
}

function shown(url: string, secrets: readonly string[], redactor: Redactor): string {
  return redactor.redactJson(url, url, secrets);
}

function isSuccess(status: number | null): boolean {
  return status !== null && status < 400;
}

/** Asked of Node each time, it costs microseconds. */
const { timeOrigin } = performance;

/** A time of the monotonic clock as epoch milliseconds. */
function wallTime(startedAt: number): number {
  return Math.round(timeOrigin + startedAt);
}
