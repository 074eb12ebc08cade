import { PorinError } from '../../kernel/errors.ts';
import type { OAuthRefusal } from '../../kernel/ports/oauth.ts';

/** A refusal that tells a program which case it is. `hint` says what to do next. */
export function refused(
  refusal: OAuthRefusal,
  message: string,
  { hint, cause }: { readonly hint: string; readonly cause?: unknown },
): PorinError {
  return new PorinError('bad_request', message, { hint, details: refusal, cause });
}

/** A parameter that is missing or not as it should be. */
export function invalidRequest(message: string, hint = 'Correct the named parameter and send the request again') {
  return refused({ error: 'invalid_request', error_code: 'invalid_request' }, message, { hint });
}

/** True for refusals that a browser may take back to the client. */
export function refusalOf(error: unknown): OAuthRefusal | undefined {
  if (!(error instanceof PorinError) || typeof error.details !== 'object' || error.details === null) return undefined;
  const { details } = error;
  if (!('error' in details) || typeof details.error !== 'string') return undefined;
  if (!('error_code' in details) || typeof details.error_code !== 'string') return undefined;
  return { error: details.error, error_code: details.error_code };
}
