import type { EgressRequest } from '../../kernel/ports/egress.ts';
import type { Answer } from './buffered.ts';
import type { Failure } from './failures.ts';

export const maxAttempts = 3;
const maxRetryAfterMs = 30_000;
const baseBackOffMs = 100;
/** A 500 is often one server of many; what changes nothing may ask again, anything else is told. */
const passingStatus = new Set([429, 500, 502, 503, 504]);

/**
 * Reads a Retry-After header.
 * Units: returns ms from `now` (epoch ms), 0 for a date that has passed; undefined when absent or unreadable.
 * Source: RFC 9110 §10.2.3.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Every HTTP-date names a month; Date.parse alone would read `-5` as a year.
  if (!/[a-z]{3}/i.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Doubles with each attempt; half of it is random, so that callers that failed together do not return together. */
export function backOffMs(attempt: number, random: number): number {
  const full = baseBackOffMs * 2 ** (attempt - 1);
  return full / 2 + (full / 2) * random;
}

/** How long to wait before repeating after an answer; undefined: the answer stands. */
export function waitAfterAnswer(
  request: EgressRequest,
  answer: Omit<Answer, 'body'>,
  attempt: { readonly number: number; readonly now: number; readonly random: number },
): number | undefined {
  if (request.retry === 'never' || !passingStatus.has(answer.status)) return undefined;
  const isRefusal = answer.status === 429 || answer.status === 503;
  const asked = isRefusal ? retryAfterMs(answer.headers['retry-after'], attempt.now) : undefined;
  if (asked !== undefined) return asked <= maxRetryAfterMs ? asked : undefined;
  return request.retry === 'safe' ? backOffMs(attempt.number, attempt.random) : undefined;
}

/** How long to wait before repeating after a failure; undefined: the failure stands. */
export function waitAfterFailure(
  request: EgressRequest,
  failure: Failure,
  attempt: { readonly number: number; readonly random: number },
): number | undefined {
  if (request.retry === 'never' || failure.final) return undefined;
  if (failure.sent && request.retry !== 'safe') return undefined;
  return backOffMs(attempt.number, attempt.random);
}
