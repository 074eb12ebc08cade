import type { Action } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { RunView } from '../../kernel/ports/gateway.ts';
import type { RunCompletion, RunRow } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Target } from './target.ts';
import type { Trace } from './trace.ts';

const maxStoredBytes = 64 * 1024;

/** The row of a run as it begins. */
export function openRecord(
  id: string,
  target: Target,
  action: Action,
  input: unknown,
  redactor: Redactor,
  now: number,
): RunRow {
  const { connection } = target;
  return {
    id,
    tenantId: connection.tenantId,
    connectionId: connection.id,
    app: connection.app,
    actionKey: action.key,
    effect: action.effect,
    status: 'running',
    input: stored(redactor.redact(input)),
    output: null,
    error: null,
    details: null,
    createdAt: now,
    completedAt: null,
  };
}

export function succeeded(row: RunRow, output: unknown, trace: Trace, redactor: Redactor, now: number): RunCompletion {
  return {
    id: row.id,
    status: 'success',
    output: stored(redactor.redact(output)),
    error: null,
    details: detailsOf(trace),
    completedAt: now,
  };
}

export function failed(row: RunRow, error: PorinError, trace: Trace, redactor: Redactor, now: number): RunCompletion {
  const status = error.code === 'outcome_unknown' ? 'unknown' : 'error';
  return {
    id: row.id,
    status,
    output: null,
    error: stored(redactor.redact(error.toBody())),
    details: detailsOf(trace),
    completedAt: now,
  };
}

function detailsOf(trace: Trace): unknown {
  return trace.map(({ startedAt: _, ...entry }) => entry);
}

/** What the log keeps of a value: all of it, or how it begins and that it was cut. */
function stored(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value);
  if (text.length <= maxStoredBytes) return value;
  return { truncated: true, sizeBytes: Buffer.byteLength(text), begins: text.slice(0, 2_048) };
}

/** A run as the API shows it. */
export function runView(row: RunRow, options: { readonly details: boolean }): RunView {
  const actionId = `${row.app}.${row.actionKey}`;
  return {
    id: row.id,
    name: row.actionKey,
    status: row.status,
    actionId,
    integrationId: row.app,
    integrationActionId: actionId,
    connectionId: row.connectionId,
    userId: row.tenantId,
    tenantId: row.tenantId,
    externalAppId: row.app,
    ...(row.input === null ? {} : { input: row.input }),
    ...(row.output === null ? {} : { output: row.output }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(options.details ? { details: row.details } : {}),
    createdAt: new Date(row.createdAt).toISOString(),
    ...(row.completedAt === null
      ? {}
      : { completedAt: new Date(row.completedAt).toISOString(), duration: row.completedAt - row.createdAt }),
  };
}

/** Whatever was thrown, as an error that may be shown; the original is its cause. */
export function asPorinError(error: unknown): PorinError {
  return error instanceof PorinError
    ? error
    : new PorinError('internal', 'The gateway failed while running the action', { cause: error });
}
