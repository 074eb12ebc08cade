import type { Action } from '../../kernel/action.ts';
import { type ErrorBody, PorinError } from '../../kernel/errors.ts';
import type { RunView } from '../../kernel/ports/gateway.ts';
import type { RunCompletion, RunRow } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Target } from './target.ts';
import type { Trace } from './trace.ts';

const maxStoredLength = 64 * 1024;
const maxBeginningLength = 2_048;

/** The row of a run as it begins. Its input follows with its end, when the secrets that it may repeat are known. */
export function openRecord(id: string, target: Target, action: Action, now: number): RunRow {
  const { connection } = target;
  return {
    id,
    tenantId: connection.tenantId,
    connectionId: connection.id,
    app: connection.app,
    actionKey: action.key,
    effect: action.effect,
    status: 'running',
    input: null,
    output: null,
    error: null,
    details: null,
    createdAt: now,
    completedAt: null,
  };
}

/** The row of a run that has to be stored before its credentials are opened: its input is redacted by names alone. */
export function claimedRecord(row: RunRow, input: unknown, redactor: Redactor): RunRow {
  return { ...row, input: stored(input, redactor, []) };
}

/** How a run ended: its output or its error, and what was sent and answered meanwhile. */
export interface Ending {
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: PorinError;
  readonly trace: Trace;
  /** The credentials that the run opened. */
  readonly secrets: readonly string[];
}

export function closeRecord(
  id: string,
  { input, output, error, trace, secrets }: Ending,
  redactor: Redactor,
  now: number,
): RunCompletion {
  const status = error === undefined ? 'success' : error.code === 'outcome_unknown' ? 'unknown' : 'error';
  return {
    id,
    status,
    input: stored(input, redactor, secrets),
    output: error === undefined ? stored(output, redactor, secrets) : null,
    error: stored(error && withoutLinks(error.toBody()), redactor, secrets),
    details: stored(
      trace.map(({ startedAt: _, ...entry }) => entry),
      redactor,
      secrets,
    ),
    completedAt: now,
  };
}

const connectLink = /(\/connect\/)[\w-]{20,}/g;

/** Records are read with fewer rights than a live link to the connect page gives. */
function withoutLinks(body: ErrorBody): ErrorBody {
  const masked = (text: string) => text.replace(connectLink, '$1[redacted]');
  return { ...body, message: masked(body.message), hint: masked(body.hint) };
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
