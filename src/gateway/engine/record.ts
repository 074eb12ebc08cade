import type { Action } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { RunView } from '../../kernel/ports/gateway.ts';
import type { RunCompletion, RunRow } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Target } from './target.ts';
import type { Trace } from './trace.ts';

const maxStoredLength = 64 * 1024;
const maxBeginningLength = 2_048;

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
    input: stored(input, redactor, []),
    output: null,
    error: null,
    details: null,
    createdAt: now,
    completedAt: null,
  };
}

/** How a run ended: its output or its error, and what was sent and answered meanwhile. */
export interface Ending {
  readonly output?: unknown;
  readonly error?: PorinError;
  readonly trace: Trace;
  /** The credentials that the run opened. */
  readonly secrets: readonly string[];
}

export function closeRecord(
  id: string,
  { output, error, trace, secrets }: Ending,
  redactor: Redactor,
  now: number,
): RunCompletion {
  const status = error === undefined ? 'success' : error.code === 'outcome_unknown' ? 'unknown' : 'error';
  return {
    id,
    status,
    output: error === undefined ? stored(output, redactor, secrets) : null,
    error: stored(error?.toBody(), redactor, secrets),
    details: stored(
      trace.map(({ startedAt: _, ...entry }) => entry),
      redactor,
      secrets,
    ),
    completedAt: now,
  };
}

/** What the log keeps of a value, redacted: all of it, or how it begins and that it was cut. */
function stored(value: unknown, redactor: Redactor, secrets: readonly string[]): unknown {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined || text === 'null') return null;
  if (text.length <= maxStoredLength) return redactor.redactJson(value, text, secrets);
  // Cutting first could leave the front half of a secret.
  const begins = redactor.redactText(text.slice(0, 4 * maxBeginningLength)).slice(0, maxBeginningLength);
  return { truncated: true, sizeBytes: Buffer.byteLength(text), begins };
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
