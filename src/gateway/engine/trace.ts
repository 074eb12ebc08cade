import { type ErrorCode, isPorinError } from '../../kernel/errors.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';

/** One request of a run with its answer, as the run log shows it. */
export interface TraceEntry {
  readonly request: { readonly method: string; readonly url: string; readonly body?: unknown };
  response?: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body?: unknown };
  /** Why no answer came. */
  failure?: ErrorCode;
  timeMs?: number;
  /** An answer came, and says that the app did not do it, whatever its status says. */
  isRefused?: true;
  /** It only asked, whatever its method says. */
  isRead?: true;
  readonly startedAt: number;
}

/** What a run sent, in its order; and what its code wrote. */
export type Trace = TraceEntry[] & { logs?: string[] };

// A run that polls for minutes must not grow its record without end.
const maxEntries = 50;
const maxTextLength = 4_096;
const shownHeaders = ['content-type', 'content-length', 'date', 'retry-after', 'x-request-id', 'location'];
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Entries are redacted with the record they become part of; only what is cut off has to be redacted first. */
export function traceRequest(trace: Trace, redactor: Redactor, sent: EgressRequest, request: HttpRequest): TraceEntry {
  const isWhole = trace.length < maxEntries;
  const body = request.body === undefined || !isWhole ? {} : { body: clip(request.body, redactor) };
  const entry: TraceEntry = {
    request: { method: sent.method, url: sent.url.href, ...body },
    startedAt: performance.now(),
  };
  // What may have changed something counts for the outcome, however late it comes.
  if (isWhole || !safeMethods.has(sent.method)) trace.push(entry);
  return entry;
}

/** The body of a success is the run's output already; only what went wrong is kept here. */
export function traceResponse(entry: TraceEntry, redactor: Redactor, response: HttpResponse): void {
  const headers: Record<string, string> = {};
  for (const name of shownHeaders) {
    const value = response.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const body = response.status < 400 ? {} : { body: clip(response.body, redactor) };
  entry.response = { status: response.status, headers, ...body };
  entry.timeMs = Math.round(performance.now() - entry.startedAt);
}

/** No answer came, or none that can be read. */
export function traceFailure(entry: TraceEntry, error: unknown): void {
  entry.failure = isPorinError(error) ? error.code : 'internal';
  entry.timeMs = Math.round(performance.now() - entry.startedAt);
}

/** What is known of the changes that a run asked its app for. */
export interface Effects {
  /** Those that the app said yes to. */
  readonly done: readonly TraceEntry[];
  /** One left, and what became of it is not known. */
  readonly isUnknown: boolean;
}

export function effectsOf(trace: Trace): Effects {
  const changes = trace.filter(({ request, isRead }) => !isRead && !safeMethods.has(request.method));
  return {
    done: changes.filter(({ response, isRefused }) => response !== undefined && response.status < 300 && !isRefused),
    isUnknown: changes.some(isUnknown),
  };
}

// 501 and 503 say that nothing was done; any other failure may have come after the effect.
function isUnknown({ response, failure }: TraceEntry): boolean {
  if (response) return response.status >= 500 && response.status !== 501 && response.status !== 503;
  return failure === undefined || failure === 'outcome_unknown' || failure === 'internal';
}

function clip(value: unknown, redactor: Redactor): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (text.length <= maxTextLength) return value;
  // Cutting first could leave the front half of a secret.
  const begins = redactor.redactText(text.slice(0, 2 * maxTextLength)).slice(0, maxTextLength);
  return { truncated: true, sizeBytes: Buffer.byteLength(text), begins };
}
