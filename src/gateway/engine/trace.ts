import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';

/** One request of a run with its answer, as the run log shows it. */
export interface TraceEntry {
  readonly request: { readonly method: string; readonly url: string; readonly body?: unknown };
  response?: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body?: unknown };
  timeMs?: number;
  readonly startedAt: number;
}

export type Trace = TraceEntry[];

// A run that polls for minutes must not grow its record without end.
const maxEntries = 50;
const maxTextLength = 4_096;
const shownHeaders = ['content-type', 'content-length', 'date', 'retry-after', 'x-request-id', 'location'];

/** Entries are redacted with the record they become part of; only what is cut off has to be redacted first. */
export function traceRequest(trace: Trace, redactor: Redactor, sent: EgressRequest, request: HttpRequest): TraceEntry {
  const body = request.body === undefined ? {} : { body: clip(request.body, redactor) };
  const entry: TraceEntry = {
    request: { method: sent.method, url: sent.url.href, ...body },
    startedAt: performance.now(),
  };
  if (trace.length < maxEntries) trace.push(entry);
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

function clip(value: unknown, redactor: Redactor): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (text.length <= maxTextLength) return value;
  // Cutting first could leave the front half of a secret.
  const begins = redactor.redactText(text.slice(0, 2 * maxTextLength)).slice(0, maxTextLength);
  return { truncated: true, sizeBytes: Buffer.byteLength(text), begins };
}
