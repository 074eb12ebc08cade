import type { Action } from '../../kernel/action.ts';
import { type ErrorCode, PorinError } from '../../kernel/errors.ts';
import type { Target } from './target.ts';
import { effectsOf, type Trace } from './trace.ts';

/** What became of a run, when its failure does not say. */
export interface Failed {
  readonly target: Target;
  readonly action: Action;
  readonly trace: Trace;
  /** When it began, epoch milliseconds. */
  readonly startedAt: number;
}

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
 * do it twice.
 */
export function afterEffect(error: PorinError, failed: Failed): PorinError {
  const { target, action, trace } = failed;
  if (error.code === 'outcome_unknown') return withHint(error, error.message, failed);
  if (action.effect === 'read') return error;
  const { isDone, isUnknown } = effectsOf(trace);
  if (!isUnknown && (!isDone || decisions.has(error.code))) return error;
  const message =
    error.code === 'internal'
      ? `${target.connector.definition.name} accepted ${action.key}, but its answer could not be read`
      : error.message;
  return withHint(error, message, failed);
}

function withHint(error: PorinError, message: string, { target, action, startedAt }: Failed): PorinError {
  const hint = howToFindOut({
    name: target.connector.definition.name,
    verifyWith: action.verifyWith,
    connectionId: target.connection.id,
    at: startedAt,
  });
  return new PorinError('outcome_unknown', message, { hint, details: error.details, cause: error });
}

/** How to find out what became of a run whose outcome is unknown. */
export function howToFindOut(run: {
  readonly name: string;
  readonly verifyWith: string | undefined;
  readonly connectionId: string;
  readonly at: number;
}): string {
  const look = `It may have happened at ${new Date(run.at).toISOString()}: look in ${run.name} before repeating it`;
  return run.verifyWith === undefined
    ? look
    : `${look}: porin action run ${run.verifyWith} --connectionId=${run.connectionId}`;
}

/** Whether the same request would only hear the same again, or could do its work twice: then its answer is kept under its key. */
export function isFinal(error: PorinError, { action, trace }: Pick<Failed, 'action' | 'trace'>): boolean {
  if (error.code === 'outcome_unknown') return true;
  if (error.code === 'bad_request' || error.code === 'custom_code' || error.code === 'upstream_refused') return true;
  const { isDone, isUnknown } = effectsOf(trace);
  return action.effect !== 'read' && (isDone || isUnknown);
}
