import { setTimeout as wait } from 'node:timers/promises';
import type { Action } from '../../kernel/action.ts';
import { type ErrorCode, PorinError } from '../../kernel/errors.ts';
import type { HttpRequest } from '../../kernel/http.ts';
import { newId } from '../../kernel/ids.ts';
import { describeIssues } from '../../kernel/issues.ts';
import type { RunAnswer, RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller, Scope } from '../../kernel/ports/identity.ts';
import type { RunCompletion, RunRow, Storage } from '../../kernel/ports/storage.ts';
import type { Counter, Logger, Redactor } from '../../kernel/ports/telemetry.ts';
import type { Signature } from '../auth/signer.ts';
import { type FileInputParts, fetchFileInputs, takesFiles } from './file-inputs.ts';
import { outcomeLabels } from './labels.ts';
import { CredentialsRefused, judge } from './outcome.ts';
import type { Examination } from './probe.ts';
import { asPorinError, claimedRecord, closeRecord, type Ending, openRecord } from './record.ts';
import type { Renewals } from './renewals.ts';
import type { Resolver } from './resolve.ts';
import type { Target } from './target.ts';
import type { Trace } from './trace.ts';
import type { Transport } from './transport.ts';

export interface RunnerParts {
  readonly storage: Storage;
  readonly resolver: Resolver;
  readonly transport: Transport;
  readonly renewals: Renewals;
  readonly fileInputs: FileInputParts;
  readonly redactor: Redactor;
  readonly logger: Logger;
  readonly runs: Counter;
  readonly now: () => number;
  /** Finds out whether the app refuses the credentials altogether; turns the connection to CLIENT_ACTION_REQUIRED if so. */
  credentialsRefused(target: Target, refused: CredentialsRefused): Promise<Examination>;
}

export interface RunOptions {
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export type Runner = (caller: Caller, request: RunRequest, options: RunOptions) => Promise<RunAnswer>;

/** The one path of a run: resolve, validate, check scope, claim, request, judge, normalise, record. Every face and every source of actions takes it. */
export function createRunner(parts: RunnerParts): Runner {
  const { storage, resolver, redactor, now } = parts;

  return async (caller, request, options) => {
    const { target, action } = await resolver.resolve(caller, request);
    const place: Place = { target };
    const input = await validated(action, request.input);
    requireScope(caller, action);
    if (request.dryRun) return { output: { dryRun: await previewOf(parts.transport, target, action, input, now()) } };
    const row = openRecord(newId('run'), target, action, now());
    const isClaimed = action.effect !== 'read';
    if (isClaimed) await storage.runs.claim(claimedRecord(row, request.input, redactor));
    const trace: Trace = [];
    const held: Signature[] = [];
    const ended = (ending: Pick<Ending, 'output' | 'error'>) =>
      closeRecord(row.id, { ...ending, input: request.input, trace, secrets: secretsOf(held) }, redactor, now());
    try {
      const output = await execute(parts, { place, action, input, trace, held, signal: options.signal });
      await close(row, isClaimed, ended({ output }));
      return { output, actionRunId: row.id };
    } catch (error) {
      const shown = (await explain(parts, error, { target: place.target, action, trace })).withRun(row.id);
      const fault = faultOf(shown);
      if (fault)
        parts.logger.error(
          { requestId: options.requestId, actionRunId: row.id, error: describeCause(fault) },
          'a run failed',
        );
      // Why it failed matters more to the caller than that it could not be recorded.
      await close(row, isClaimed, ended({ error: shown })).catch(notRecorded(row));
      throw shown;
    } finally {
      for (const signature of held) signature.forget();
    }
  };

  async function close(row: RunRow, isClaimed: boolean, completion: RunCompletion): Promise<void> {
    if (!isClaimed) await storage.runs.record({ ...row, ...completion });
    // The effect has happened, so the caller gets its answer; the claimed record stays and is closed as unknown at the next start.
    else await storage.runs.complete(completion).catch(notRecorded(row));
    // Last, so that a read whose record failed is counted once, as what the caller was told.
    parts.runs.inc(outcomeLabels(row.app, completion.status));
  }

  function notRecorded(row: RunRow): (error: unknown) => void {
    return (error) =>
      parts.logger.error({ actionRunId: row.id, error: String(error) }, 'a completed run could not be recorded');
  }
}

interface Failed {
  readonly target: Target;
  readonly action: Action;
  readonly trace: Trace;
}

/** What went wrong, as the caller is told. Nothing that goes wrong here may keep the run's record open. */
async function explain(parts: RunnerParts, error: unknown, failed: Failed): Promise<PorinError> {
  if (!(error instanceof CredentialsRefused)) return afterEffect(asPorinError(error), failed);
  const found = await parts.credentialsRefused(failed.target, error).catch((failure: unknown): Examination => {
    const { id } = failed.target.connection;
    parts.logger.error({ connectionId: id, error: String(failure) }, 'refused credentials could not be noted');
    return { refused: true, hint: `porin connection get ${id} shows where to renew them` };
  });
  return refusalOf(error, found, failed.target);
}

/** Where a run is; its credentials may be renewed while it goes on. */
interface Place {
  target: Target;
}

interface Execution {
  readonly place: Place;
  readonly action: Action;
  readonly input: unknown;
  readonly trace: Trace;
  /** The signatures of this run's requests: what has to be redacted from its record. */
  readonly held: Signature[];
  readonly signal: AbortSignal;
}

async function execute(parts: RunnerParts, { place, action, input, trace, held, signal }: Execution): Promise<unknown> {
  const { transport, redactor, renewals } = parts;
  const { target } = place;
  const ready = takesFiles(action.inputSchema)
    ? await fetchFileInputs(
        input,
        action.inputSchema,
        { tenantId: target.connection.tenantId, signal },
        parts.fileInputs,
      )
    : input;
  const facts = factsOf(target, parts.now());
  const send = async (request: HttpRequest) => {
    let signed = false;
    const hold = (signature: Signature) => {
      signed ||= addsAnything(signature);
      held.push(signature);
    };
    const response = await transport.send(place.target, request, { effect: action.effect, signal, trace, hold });
    return judge(response, target.connector, action, redactor, { signed });
  };
  const call = async (request: HttpRequest) => {
    place.target = await renewals.lasting(place.target);
    try {
      return await send(request);
    } catch (error) {
      // The app did nothing with a request whose credentials it refused, so it may be sent again.
      const renewed = error instanceof CredentialsRefused ? renewals.afterRefusal(place.target) : undefined;
      if (renewed === undefined) throw error;
      place.target = await renewed;
      return send(request);
    }
  };
  if (!('run' in action)) return action.result(await call(await action.request(ready, facts)), ready);
  const sleep = (ms: number) => wait(ms, undefined, { signal });
  const log = (lines: readonly string[]) => void (trace.logs ??= []).push(...lines);
  return action.run(ready, { call, facts, sleep, log, signal });
}

function addsAnything({ headers, query }: Signature): boolean {
  return Object.keys(headers).length > 0 || Object.keys(query).length > 0;
}

function secretsOf(held: readonly Signature[]): readonly string[] {
  return held.length === 1 && held[0] ? held[0].secrets : [...new Set(held.flatMap(({ secrets }) => secrets))];
}

/** A 401 means that the credentials have to be renewed, or concerns this request alone. */
function refusalOf({ status, message }: CredentialsRefused, found: Examination, target: Target): PorinError {
  const details = { connectionId: target.connection.id, status };
  if (found.refused) return new PorinError('client_action_required', message, { hint: found.hint, details });
  const { name } = target.connector.definition;
  return new PorinError('upstream_refused', `${name} refused this request (${status}) ${found.because}`, { details });
}

// Whoever throws one of these has read the answer, found the request at fault, or says itself that nobody knows.
const answered: ReadonlySet<ErrorCode> = new Set([
  'bad_request',
  'client_action_required',
  'conflict',
  'egress_denied',
  'not_found',
  'outcome_unknown',
  'rate_limited',
  'upstream_refused',
]);

/** A change that the app said yes to has happened, or may have, whatever went wrong afterwards. */
function afterEffect(error: PorinError, { target, action, trace }: Failed): PorinError {
  const isDone = trace.some(({ request, response }) => request.method !== 'GET' && (response?.status ?? 500) < 300);
  if (action.effect === 'read' || !isDone || answered.has(error.code)) return error;
  const message =
    error.code === 'internal'
      ? `${target.connector.definition.name} accepted ${action.key}, but its answer could not be read`
      : error.message;
  return new PorinError('outcome_unknown', message, { details: error.details, cause: error });
}

async function validated(action: Action, input: unknown): Promise<unknown> {
  const result = await action.validate(input ?? {});
  if (result.ok) return result.value;
  throw new PorinError('bad_request', `The input of ${action.key} is not valid: ${describeIssues(result.issues)}`, {
    details: { issues: result.issues },
    hint: `porin action get ${action.key} shows the input's schema`,
  });
}

function requireScope(caller: Caller, { key, effect, source }: Action): void {
  // A raw request reaches whatever the proxy reaches, so it needs what the proxy needs.
  const needed: Scope[] = [effect === 'read' ? 'actions:read' : 'actions:write'];
  if (source === 'inline') needed.push('proxy');
  const missing = needed.find((scope) => !caller.scopes.has(scope));
  if (missing) throw new PorinError('access_denied', `${key} needs the scope ${missing}, which this token has not`);
}

function factsOf({ connection, baseUrl }: Target, now: number) {
  return { connectionId: connection.id, baseUrl, sandbox: connection.sandbox, fields: connection.fields, now };
}

async function previewOf(
  transport: Transport,
  target: Target,
  action: Action,
  input: unknown,
  now: number,
): Promise<unknown> {
  if ('run' in action)
    throw new PorinError('bad_request', `${action.key} makes several requests, so there is no single one to preview`);
  if (takesFiles(action.inputSchema))
    throw new PorinError('bad_request', `${action.key} sends a file, so its request cannot be previewed`);
  return transport.preview(target, await action.request(input, factsOf(target, now)));
}

/** What is our own fault in an error, and belongs into the log. */
function faultOf(error: PorinError): PorinError | undefined {
  if (error.code === 'internal') return error;
  return error.cause instanceof PorinError && error.cause.code === 'internal' ? error.cause : undefined;
}

function describeCause(error: PorinError): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause);
}
