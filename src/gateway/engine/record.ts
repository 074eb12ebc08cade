import type { Action } from '../../kernel/action.ts';
import { type ErrorBody, PorinError } from '../../kernel/errors.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { RunCompletion, RunRow } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Resolved } from './resolve.ts';
import type { Trace } from './trace.ts';

const maxStoredLength = 64 * 1024;
const maxBeginningLength = 2_048;

/** What was asked for, and where it is written down. */
export interface Asked extends Resolved {
  readonly tenantId: string;
  readonly request: RunRequest;
  /** The workspace keeps of a run what came in and out, not only that it was. */
  readonly keepsContents: boolean;
}

/** The row of a run as it begins. Its input follows with its end, when the secrets that it may repeat are known. */
export function openRecord(id: string, asked: Asked, now: number): RunRow {
  const { target, action, saved, request } = asked;
  const { connection } = target;
  return {
    id,
    tenantId: asked.tenantId,
    connectionId: connection.id,
    app: connection.app,
    actionKey: action.key,
    effect: action.effect,
    status: 'running',
    input: null,
    output: null,
    error: null,
    details: null,
    actionId: action.id ?? null,
    actionLayer: saved?.layer ?? null,
    integrationId: connection.integrationId,
    request: null,
    meta: request.meta ?? null,
    createdAt: now,
    completedAt: null,
  };
}

/** The same, with what was asked for, apart from the input. Redacted by names alone when `secrets` is empty. */
export function askedRecord(row: RunRow, asked: Asked, redactor: Redactor, secrets: readonly string[]): RunRow {
  const snapshot = snapshotOf(asked);
  const isPlain = snapshot.api === undefined && snapshot.code === undefined;
  return {
    ...row,
    request: isPlain ? snapshot : stored(snapshot, redactor, secrets),
    meta: row.meta === null ? null : stored(row.meta, redactor, secrets),
  };
}

/** The input, as it is kept. */
export function storedInput(
  { keepsContents, request }: Asked,
  redactor: Redactor,
  secrets: readonly string[],
): RunRow['input'] {
  return keepsContents ? stored(request.input, redactor, secrets) : null;
}

interface Snapshot extends Pick<RunRequest, 'api' | 'code' | 'connectionId'> {
  readonly type: string;
  readonly id?: string;
  readonly name: string;
  readonly key?: string;
}

/** What `POST /act` takes to do it again, apart from input and notes, which the record has already. */
function snapshotOf({ target, action, saved, request, keepsContents }: Asked): Snapshot {
  const { id: connectionId } = target.connection;
  const place = connectionId === '' ? {} : { connectionId };
  const { api, code } = keepsContents ? request : {};
  if (request.api) return { type: 'api-request-to-external-app', name: action.name, ...(api ? { api } : {}), ...place };
  if (request.code !== undefined)
    return { type: 'run-javascript', name: action.name, ...(code === undefined ? {} : { code }), ...place };
  return {
    type: saved?.type ?? 'connector-operation',
    id: action.id ?? actionIdOf(target.connection.app, action),
    name: action.name,
    key: action.key,
    ...place,
  };
}

/** The id of an action; a connector's own is named after its app. */
export function actionIdOf(app: string, { id, key }: Pick<Action, 'id' | 'key'>): string {
  return id ?? (app === '' ? key : `${app}.${key}`);
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
  row: RunRow,
  asked: Asked,
  { output, error, trace, secrets }: Ending,
  redactor: Redactor,
  now: number,
): RunCompletion {
  const status = error === undefined ? 'success' : error.code === 'outcome_unknown' ? 'unknown' : 'error';
  const { keepsContents } = asked;
  return {
    id: row.id,
    status,
    input: storedInput(asked, redactor, secrets),
    output: error === undefined && keepsContents ? stored(output, redactor, secrets) : null,
    error: stored(error && withoutLinks(error.toBody()), redactor, secrets),
    details: keepsContents ? stored(shownTrace(trace), redactor, secrets) : null,
    completedAt: now,
  };
}

/** The requests in their order, and last what the code wrote. */
function shownTrace(trace: Trace): unknown[] {
  const requests = trace.map(({ startedAt: _, isRefused: __, isRead: ___, ...entry }) => entry);
  return trace.logs === undefined ? requests : [...requests, { logs: trace.logs }];
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

/** Whatever was thrown, as an error that may be shown; the original is its cause. */
export function asPorinError(error: unknown): PorinError {
  return error instanceof PorinError
    ? error
    : new PorinError('internal', 'The gateway failed while running the action', { cause: error });
}
