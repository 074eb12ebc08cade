import * as oauth from 'oauth4webapi';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { plainText } from '../../../kernel/plain-text.ts';

/** The authorization server answered, and said no; or its answer cannot be trusted. Nothing was used up by a refusal. */
export class TokenRefusal extends Error {
  /** As the server put it (`invalid_grant`), or `invalid_response`. */
  readonly code: string;

  // Without the library's error, which holds the answer's body: tokens, now and then.
  constructor(code: string, message: string) {
    super(message);
    this.name = 'TokenRefusal';
    this.code = code;
  }
}

const maxSaid = 300;

export function refused(code: string, said: string): TokenRefusal {
  return new TokenRefusal(code, plainText(said, maxSaid));
}

/** Runs an exchange and puts what went wrong into our words. Errors: `TokenRefusal`, `upstream_failed`, `outcome_unknown`, `egress_denied`. */
export async function translated<T>(appName: string, exchange: () => Promise<T>): Promise<T> {
  try {
    return await exchange();
  } catch (error) {
    throw translate(appName, error);
  }
}

function translate(appName: string, error: unknown): unknown {
  if (isPorinError(error) || error instanceof TokenRefusal) return error;
  if (error instanceof oauth.ResponseBodyError) return saidBy(appName, error.error, error.error_description);
  if (error instanceof oauth.AuthorizationResponseError) return saidBy(appName, error.error, error.error_description);
  if (error instanceof oauth.WWWAuthenticateChallengeError)
    return saidBy(appName, error.status === 401 ? 'invalid_client' : 'invalid_request', undefined);
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
    return unreadable(appName, error);
  return new PorinError('internal', 'The exchange with a sign-in server failed', { cause: error });
}

function saidBy(appName: string, code: string, description: string | undefined): TokenRefusal {
  const why = description === undefined ? '' : `: ${description}`;
  return refused(code, `${appName} said ${plainText(code, 60)}${why}`);
}

/** Some servers answer an error with 200; the library found no token in it and keeps the body. */
function unreadable(appName: string, error: Error): TokenRefusal {
  const body = bodyOf(error.cause);
  const code = body?.['error'];
  const description = body?.['error_description'];
  if (typeof code === 'string' && code !== '')
    return saidBy(appName, code, typeof description === 'string' ? description : undefined);
  // The library's words name what was wrong, never a value.
  return refused('invalid_response', `The answer of ${appName} is not valid: ${error.message}`);
}

function bodyOf(cause: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof cause !== 'object' || cause === null || !('body' in cause)) return undefined;
  const { body } = cause;
  // A parsed JSON object, as the library passes it on.
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
}
