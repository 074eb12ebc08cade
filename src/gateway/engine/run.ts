import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { RunAnswer, RunContext, RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Limits } from '../../kernel/ports/limits.ts';
import type { RunRow, Storage } from '../../kernel/ports/storage.ts';
import type { Counter, Logger } from '../../kernel/ports/telemetry.ts';
import type { Signature, Signer } from '../auth/signer.ts';
import type { ApiLogWriter } from './api-log-writer.ts';
import { type Admitted, admit, previewOf } from './ask.ts';
import type { Completions } from './completions.ts';
import { type ExecuteParts, execute, type Place } from './execute.ts';
import { ApprovalMissing, claimApproved, type Demand, demandOf, type GateParts } from './gate.ts';
import { checkKey, type Ended, type HeldKey, type Idempotency } from './idempotency.ts';
import { outcomeLabels } from './labels.ts';
import type { LogSettings } from './log-settings.ts';
import { CredentialsRefused } from './outcome.ts';
import type { Examination } from './probe.ts';
import { createQuestions, demandFrom } from './questions.ts';
import { type Asked, askedRecord, asPorinError, closeRecord, type Ending, openRecord, storedInput } from './record.ts';
import { requestHash } from './request-hash.ts';
import type { Resolver } from './resolve.ts';
import type { Target } from './target.ts';
import type { Trace } from './trace.ts';
import { afterEffect, type Failed, isFinal } from './unknown.ts';

export interface RunnerParts extends ExecuteParts, GateParts {
  readonly storage: Storage;
  readonly resolver: Resolver;
  readonly signer: Signer;
  readonly idempotency: Idempotency;
  readonly limits?: Limits | undefined;
  readonly logSettings: LogSettings;
  readonly apiLogs: ApiLogWriter;
  readonly completions: Completions;
  readonly logger: Logger;
  readonly runs: Counter;
  /** Finds out whether the app refuses the credentials altogether; turns the connection to CLIENT_ACTION_REQUIRED if so. */
  credentialsRefused(target: Target, refused: CredentialsRefused): Promise<Examination>;
}

export type Runner = (caller: Caller, request: RunRequest, context: RunContext) => Promise<RunAnswer>;

/** Runs, and what there is to ask before one. */
export function createRuns(parts: RunnerParts) {
  const run = createRunner(parts);
  return { run, questions: createQuestions(parts, run) };
}

/** The one path of a run: resolve, validate, check scope, claim, request, judge, normalise, record. Every face and every source of actions takes it. */
export function createRunner(parts: RunnerParts): Runner {
  const { resolver, idempotency, limits, logSettings } = parts;

  const run: Runner = async (caller, given, context) => {
    if (given.idempotencyKey !== undefined) checkKey(given.idempotencyKey);
    const admitted = await admit(resolver, caller, given);
    const { request, isPreview } = admitted;
    if (request.dryRun && !isPreview) return { output: { dryRun: await previewOf(parts.transport, admitted, parts) } };
    // The key is for the run itself, which may follow.
    const idempotencyKey = request.dryRun ? undefined : request.idempotencyKey;
    const { id: connectionId } = admitted.target.connection;
    if (connectionId !== '') limits?.take('connection', connectionId);
    const settings = logSettings.current();
    const { keepsContents, logsCalls } = settings instanceof Promise ? await settings : settings;
    const asked = { ...admitted, tenantId: caller.tenantId, keepsContents };
    const demand = await demandOf(parts, caller, admitted);
    const attempt = (key?: HeldKey) => perform(parts, { asked, context, logsCalls, key, demand });
    if (idempotencyKey === undefined) {
      const answer = told(await attempt().catch(asking(caller, admitted, context)));
      return request.dryRun ? { ...answer, output: { dryRun: answer.output } } : answer;
    }
    const { tenantId } = caller;
    const { signal, reply } = context;
    const once = { tenantId, key: idempotencyKey, requestHash: requestHash(asked), signal };
    const { ended, isReplay } = await idempotency.once(once, attempt).catch(asking(caller, admitted, context));
    if (isReplay) reply?.header('Idempotency-Replayed', 'true');
    return told(ended);
  };
  return run;

  function asking(caller: Caller, admitted: Admitted, context: RunContext): (error: unknown) => Promise<never> {
    return async (error) => {
      throw error instanceof ApprovalMissing ? await demandFrom(parts, run, { caller, admitted, context }) : error;
    };
  }
}

function told(ended: Ended | undefined): RunAnswer {
  // Only a key can be in use already.
  if (!ended) throw new PorinError('internal', 'A run without a key was not claimed');
  if ('error' in ended) throw ended.error;
  return ended.answer;
}

interface Attempt {
  readonly asked: Asked & Admitted;
  readonly context: RunContext;
  /** Its calls go into the log of calls to apps. */
  readonly logsCalls: boolean;
  readonly key: HeldKey | undefined;
  readonly demand?: Demand | undefined;
}

/** Makes a run. Undefined, and nothing is done, when its key is in use. */
async function perform(parts: RunnerParts, attempt: Attempt): Promise<Ended | undefined> {
  const { asked, context, key, demand } = attempt;
  const { now } = parts;
  const { target, action, input, tenantId } = asked;
  const row = openRecord(newId('run'), asked, now());
  const isClaimed = action.effect !== 'read' || key !== undefined || demand !== undefined;
  if (isClaimed && !(await claim(parts, attempt, row))) return undefined;
  const run: Run = { row, isClaimed, place: { target }, trace: [], held: [], startedAt: row.createdAt };
  try {
    const { place, trace, held } = run;
    const { signal } = context;
    const output = await execute(parts, { place, action, input, tenantId, runId: row.id, trace, held, signal });
    const ended: Ended = { answer: { output, actionRunId: row.id }, isFinal: true };
    await close(parts, attempt, run, ended);
    return ended;
  } catch (error) {
    const failed = { ...run, target: run.place.target, action, input, runId: row.id };
    const shown = (await explain(parts, error, failed)).withRun(row.id);
    report(parts.logger, context.requestId, shown);
    const ended: Ended = { error: shown, isFinal: isFinal(shown, failed) };
    // Why it failed matters more to the caller than that it could not be recorded.
    await close(parts, attempt, run, ended).catch(notRecorded(parts, row));
    return ended;
  } finally {
    for (const signature of run.held) signature.forget();
  }
}

/** Stores the run before anything leaves; false when its key is in use. */
function claim(parts: RunnerParts, { asked, key, demand }: Attempt, row: RunRow): Promise<boolean> {
  const stored = claimedRecord(parts, row, asked);
  const keyRow = key?.rowFor(row.id);
  return demand ? claimApproved(parts, demand, { row: stored, key: keyRow }) : parts.storage.runs.claim(stored, keyRow);
}

/** The record of a run that is stored before its credentials are opened; those that notes or an inline request may repeat are opened for it. */
function claimedRecord({ signer, redactor }: RunnerParts, row: RunRow, asked: Asked): RunRow {
  const { request, target } = asked;
  const recordWith = (secrets: readonly string[]) => ({
    ...askedRecord(row, asked, redactor, secrets),
    input: storedInput(asked, redactor, secrets),
  });
  if (!request.api && request.code === undefined && request.meta === undefined) return recordWith([]);
  const signature = signer.sign(target.option, target.sealed, target.connection.fields);
  try {
    return recordWith(signature.secrets);
  } finally {
    signature.forget();
  }
}

/** A run while it goes on. */
interface Run {
  readonly row: RunRow;
  readonly isClaimed: boolean;
  readonly place: Place;
  readonly trace: Trace;
  /** The signatures of its requests. */
  readonly held: Signature[];
  readonly startedAt: number;
}

async function close(parts: RunnerParts, { asked, logsCalls, key }: Attempt, run: Run, ended: Ended): Promise<void> {
  const { storage, redactor, now } = parts;
  const { row, trace } = run;
  const secrets = secretsOf(run.held);
  const how = 'error' in ended ? { error: ended.error } : { output: ended.answer.output };
  const ending: Ending = { ...how, trace, secrets };
  const completion = closeRecord(row, asked, ending, redactor, now());
  if (logsCalls) parts.apiLogs.add(row, trace, { secrets, details: completion.details });
  if (!run.isClaimed) await storage.runs.record({ ...askedRecord(row, asked, redactor, secrets), ...completion });
  // The effect has happened, so the caller gets its answer, whether the record is closed or stays open.
  else await parts.completions.store(completion, key?.answerFor(row.id, ended));
  // Last, so that a read whose record failed is counted once, as what the caller was told.
  parts.runs.inc(outcomeLabels(row.app, completion.status));
}

function notRecorded({ logger }: RunnerParts, row: RunRow): (error: unknown) => void {
  return (error) =>
    logger.error({ actionRunId: row.id, error: String(error) }, 'a completed run could not be recorded');
}

/** What went wrong, as the caller is told. Nothing that goes wrong here may keep the run's record open. */
async function explain(parts: RunnerParts, error: unknown, failed: Failed): Promise<PorinError> {
  if (!(error instanceof CredentialsRefused)) return afterEffect(asPorinError(error), failed, parts.redactor);
  const found = await parts.credentialsRefused(failed.target, error).catch((failure: unknown): Examination => {
    const { id } = failed.target.connection;
    parts.logger.error({ connectionId: id, error: String(failure) }, 'refused credentials could not be noted');
    return { refused: true, hint: `porin connection get ${id} shows where to renew them` };
  });
  return afterEffect(refusalOf(error, found, failed.target), failed, parts.redactor);
}

/** A 401 means that the credentials have to be renewed, or concerns this request alone. */
function refusalOf({ status, message }: CredentialsRefused, found: Examination, target: Target): PorinError {
  const details = { connectionId: target.connection.id, status };
  if (found.refused) return new PorinError('client_action_required', message, { hint: found.hint, details });
  const { name } = target.connector.definition;
  return new PorinError('upstream_refused', `${name} refused this request (${status}) ${found.because}`, { details });
}

function secretsOf(held: readonly Signature[]): readonly string[] {
  return held.length === 1 && held[0] ? held[0].secrets : [...new Set(held.flatMap(({ secrets }) => secrets))];
}

/** Tells the log what is our own fault. */
function report(logger: Logger, requestId: string, error: PorinError): void {
  const fault = faultOf(error);
  if (fault) logger.error({ requestId, actionRunId: error.actionRunId, error: describeCause(fault) }, 'a run failed');
}

function faultOf(error: PorinError): PorinError | undefined {
  if (error.code === 'internal') return error;
  return error.cause instanceof PorinError && error.cause.code === 'internal' ? error.cause : undefined;
}

function describeCause(error: PorinError): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause);
}
