import type { RunTools } from '../../../kernel/action.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { CodeCall, CodeCallAnswer, Isolate } from '../../../kernel/ports/isolate.ts';
import type { Place } from './place.ts';
import { passedHeaders, readRawRequest } from './raw-request.ts';
import { effectOfRequest } from './request-config.ts';
import { isRecord } from './saved-type.ts';

/** Code to run, and what it may know. */
export interface Code {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/**
 * Runs code whose requests take the whole path of a run. What it wrote is kept with the run, also when it fails.
 * Errors: the isolate's; `outcome_unknown` when it ended on a request of which nobody knows whether it was done.
 */
export async function codeRun(isolate: Isolate, { code, data, place }: Code, tools: RunTools): Promise<unknown> {
  let unknown: PorinError | undefined;
  const call = async (asked: CodeCall): Promise<CodeCallAnswer> => {
    if (!place.connection) throw noApp();
    const request = readRawRequest({ ...asked, headers: passedHeaders(asked.headers ?? {}) }, 'request');
    const effect = effectOfRequest(request);
    try {
      const answer = await tools.call({ ...request, effect, forCode: true });
      if (effect !== 'read' && isUnclear(answer)) unknown ??= unclear(request.method, asked.path, answer);
      return answer;
    } catch (error) {
      if (isPorinError(error) && error.code === 'outcome_unknown') unknown ??= error;
      throw error;
    }
  };
  try {
    const { output, logs } = await isolate.run({ code, data, call, signal: tools.signal, owner: place.tenantId });
    if (logs.length > 0) tools.log(logs);
    return output;
  } catch (error) {
    const logs = logsOf(error);
    if (logs.length > 0) tools.log(logs);
    throw unknown === undefined ? error : afterUnknown(unknown, error);
  }
}

// 501 and 503 say that nothing was done; any other failure may have come after the effect.
function isUnclear({ status }: CodeCallAnswer): boolean {
  return status >= 500 && status !== 501 && status !== 503;
}

function unclear(method: string, path: string, { status }: CodeCallAnswer): PorinError {
  const message = `${method} ${path.split('?')[0]?.slice(0, 200)} answered ${status}`;
  return new PorinError('outcome_unknown', message, { details: { status } });
}

function noApp(): PorinError {
  return new PorinError('bad_request', 'This code runs on no connection, so there is no app that it could ask', {
    hint: 'Name a connection: --connectionId CONNECTION_ID',
  });
}

/** The code saw the failure and gave up: that it did does not make the outcome known. */
function afterUnknown({ message, hint, details }: PorinError, cause: unknown): PorinError {
  return new PorinError('outcome_unknown', message, { hint, details, cause });
}

function logsOf(error: unknown): readonly string[] {
  const logs = isPorinError(error) && isRecord(error.details) ? error.details['logs'] : undefined;
  return Array.isArray(logs) ? logs.map(String) : [];
}
