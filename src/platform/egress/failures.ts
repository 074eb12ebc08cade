import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import { NameError } from './addresses.ts';

/** Why an attempt gave no whole answer. */
export interface Failure {
  /** False only when certainly nothing was written. */
  readonly sent: boolean;
  /** What happened, to be read after the request's name: `no answer within 5000 ms`. */
  readonly what: string;
  /** True when trying again cannot help (a refused address, a cancelled request). */
  readonly final: boolean;
  /** What to do about it, where there is more to say than the error's code does. */
  readonly hint?: string;
  /** The error for the caller when it is another than the two that a broken request gives. */
  readonly refusal?: PorinError;
  readonly cause?: unknown;
}

/** An answer that is more than is taken whole; raw requests and files pass through in pieces. */
export function tooLargeAnswer(maxBytes: number): Pick<Failure, 'what' | 'hint'> {
  return {
    what: `the answer is larger than ${maxBytes} bytes`,
    hint: 'Ask for less at a time, or send a raw request (porin request), whose answer may have any size',
  };
}

/** The error for the caller: nothing was processed, or nobody knows. */
export function failureError(request: EgressRequest, failure: Failure): PorinError {
  if (failure.refusal) return failure.refusal;
  const message = `${request.method} ${request.url.origin}: ${failure.what}`;
  const isUnknown = failure.sent && request.retry !== 'safe';
  return new PorinError(isUnknown ? 'outcome_unknown' : 'upstream_failed', message, {
    cause: failure.cause,
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
  });
}

/** Reads what the connection or the parser complained about. */
export function failureFrom(error: unknown, sent: boolean, timeoutMs: number): Failure {
  if (isPorinError(error)) return { sent, what: error.message, final: true, refusal: error };
  const code = codeOf(error);
  if (error instanceof NameError) return { sent: false, what: error.message, final: false, cause: error };
  if (code === 'UND_ERR_INVALID_ARG')
    return { sent: false, what: messageOf(error), final: true, refusal: invalid(error) };
  return { sent, what: describe(code, error, sent, timeoutMs), final: false, cause: error };
}

function describe(code: string, error: unknown, sent: boolean, timeoutMs: number): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return 'no connection came about in time (connect time-out)';
    case 'UND_ERR_BODY_TIMEOUT':
      return `the answer stalled for ${timeoutMs} ms (body time-out)`;
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return sent ? 'the connection broke before the whole answer was there' : 'the connection broke at once';
    case 'UND_ERR_HEADERS_OVERFLOW':
      return 'the answer has too large headers';
    case 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH':
      return 'the request body was not as long as its content-length says';
    default:
      return explain(code, error);
  }
}

function explain(code: string, error: unknown): string {
  if (code.startsWith('HPE_') || nameOf(error) === 'HTTPParserError') return 'the answer is not valid HTTP';
  if (/CERT|SSL|TLS|SIGNATURE|ISSUER/.test(code)) return `TLS failed (${code})`;
  return code === '' ? messageOf(error) : `the connection failed (${code})`;
}

/** undici names the header or path that is malformed, never its value. */
function invalid(error: unknown): PorinError {
  return new PorinError('bad_request', `The request cannot be sent: ${messageOf(error)}`, { cause: error });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Several addresses were tried; the first reason stands for all.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return '';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
