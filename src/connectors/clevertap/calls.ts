import type { RunTools } from '../../kernel/action.ts';
import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { intOf, recordOf } from '../../kernel/shape.ts';

export type Asking = Pick<RunTools, 'call' | 'sleep' | 'log'>;

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
const mostTries = 14;

/**
 * Asks, and asks again after a pause while the app says that it has no answer yet (code 2) or that too much is under way (429): it has done
 * nothing then. Together the pauses are about two and a half minutes. Errors: the last refusal; any other at once.
 */
export async function patiently({ call, sleep, log }: Asking, request: HttpRequest): Promise<HttpResponse> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await call(request);
    } catch (error) {
      if (!isPorinError(error) || tried === mostTries || !isForLater(error)) throw error;
      const pauseMs = Math.min(firstPauseMs * 2 ** (tried - 1), longestPauseMs);
      log([`${error.code === 'rate_limited' ? 'Busy' : 'In progress'}: asking again in ${pauseMs / 1000} s`]);
      await sleep(pauseMs);
    }
  }
}

function isForLater(error: PorinError): boolean {
  if (error.code === 'rate_limited') return true;
  return error.code === 'upstream_refused' && codeOf(error) === 2;
}

/** The app's own code of a refusal. */
export function codeOf(error: PorinError): number | undefined {
  return intOf(recordOf(recordOf(error.details)?.['body'])?.['code']);
}

/** The HTTP status of a refusal. */
export function statusOf(error: PorinError): number | undefined {
  return intOf(recordOf(error.details)?.['status']);
}
