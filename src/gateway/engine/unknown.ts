import type { Action } from '../../kernel/action.ts';
import { type ErrorCode, PorinError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Target } from './target.ts';
import { effectsOf, type Trace, type TraceEntry } from './trace.ts';
import { verifyCommand } from './verify-command.ts';

/** What became of a run, when its failure does not say. */
export interface Failed {
  readonly target: Target;
  readonly action: Action;
  readonly input: unknown;
  readonly trace: Trace;
  /** When it began, epoch milliseconds. */
  readonly startedAt: number;
  readonly runId: string;
}

const maxShownDone = 5;

// The app's word, or that of whoever wrote the action: trying again changes nothing about it.
const decisions: ReadonlySet<ErrorCode> = new Set([
  'bad_request',
  'custom_code',
  'egress_denied',
  'not_found',
  'upstream_refused',
]);

/**
 * A change that the app said yes to has happened, or may have, whatever went wrong afterwards: an error that invites to try again would
 * do it twice, and one that does not has to say what was done.
 */
export function afterEffect(
  error: PorinError,
  failed: Failed,
  redactor: Pick<Redactor, 'redact' | 'redactText'>,
): PorinError {
  const { target, action, trace } = failed;
  if (error.code === 'outcome_unknown') return withHint(error, error.message, failed, redactor);
  if (action.effect === 'read') return error;
  const { done, isUnknown } = effectsOf(trace);
  if (!isUnknown && (done.length === 0 || error.isUndone)) return error;
  if (!isUnknown && decisions.has(error.code)) return withDone(error, done, failed.runId, redactor);
  const message =
    error.code === 'internal'
      ? `${target.connector.definition.name} accepted ${action.key}, but its answer could not be read`
      : error.message;
  return withHint(error, message, failed, redactor);
}

/** The same decision, which does not take back what the app accepted before it. */
function withDone(
  error: PorinError,
  done: readonly TraceEntry[],
  runId: string,
  redactor: Pick<Redactor, 'redactText'>,
): PorinError {
  const accepted = done.slice(0, maxShownDone).map(({ request, response }) => ({
    method: request.method,
    // Without its query, where addresses carry secrets.
    path: redactor.redactText(new URL(request.url).pathname),
    status: response?.status,
  }));
  const said = accepted.map(({ method, path }) => `${method} ${path}`).join(', ');
  const more = done.length > maxShownDone ? ` and ${done.length - maxShownDone} more` : '';
  const hint = `Not all of it failed: the app accepted ${said}${more} before, and that stays done. porin action-run-log get ${runId} --details shows it. ${error.hint}`;
  const details = isRecord(error.details) ? error.details : error.details === undefined ? {} : { cause: error.details };
  return new PorinError(error.code, error.message, { hint, details: { ...details, accepted }, cause: error });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const general = new PorinError('outcome_unknown', '').hint;

function withHint(
  error: PorinError,
  message: string,
  { target, action, input, startedAt, runId }: Failed,
  redactor: Pick<Redactor, 'redact'>,
): PorinError {
  // What its action knows of this failure comes before what holds for any.
  const own = error.code === 'outcome_unknown' && error.hint !== general ? `${error.hint}. ` : '';
  const { connector, connection } = target;
  const asked = { action, input, lookFor: error.lookFor, connectionId: connection.id, runId };
  const hint = howToFindOut({
    name: connector.definition.name,
    command: verifyCommand(asked, connector.actions, redactor),
    at: startedAt,
  });
  return new PorinError('outcome_unknown', message, { hint: `${own}${hint}`, details: error.details, cause: error });
}

/** How to find out what became of a run whose outcome is unknown; `command` shows it. */
export function howToFindOut(run: {
  readonly name: string;
  readonly command: string | undefined;
  readonly at: number;
}): string {
  const look = `It may have happened at ${new Date(run.at).toISOString()}: look in ${run.name} before repeating it`;
  return run.command === undefined ? look : `${look}: ${run.command}`;
}

/** Whether the same request would only hear the same again, or could do its work twice: then its answer is kept under its key. */
export function isFinal(error: PorinError, { action, trace }: Pick<Failed, 'action' | 'trace'>): boolean {
  if (error.code === 'outcome_unknown') return true;
  const { done, isUnknown } = effectsOf(trace);
  if (error.isUndone && !isUnknown) return false;
  if (error.code === 'bad_request' || error.code === 'custom_code' || error.code === 'upstream_refused') return true;
  return action.effect !== 'read' && (done.length > 0 || isUnknown);
}
