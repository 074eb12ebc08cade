import type { Caller } from '../../kernel/ports/identity.ts';
import type { LimitState } from '../../kernel/ports/limits.ts';
import type { FaceParts } from './face.ts';

/**
 * Takes one of the requests that the caller's tenant may make, and says with the answer what is left. The owner of the gateway, who sets
 * the limits, has none. Errors: `rate_limited`.
 */
export function countRequest(
  caller: Caller,
  { limits }: Pick<FaceParts, 'limits'>,
  headers: Record<string, string>,
): void {
  if (caller.isOwner) return;
  const state = limits.take('tenant', caller.tenantId);
  if (state !== undefined) addLimit(headers, state);
}

/** Names of the headers, for programs of other sites: browsers show them only those. */
export const limitHeaderNames = 'ratelimit-limit, ratelimit-remaining, ratelimit-reset, ratelimit-policy, ratelimit';

/**
 * Both spellings: a header for each number, which most clients read, and the structured fields of the current draft.
 * Source: draft-ietf-httpapi-ratelimit-headers, of its version 06 and from 08 on.
 */
export function addLimit(headers: Record<string, string>, state: LimitState): void {
  const resetSeconds = Math.ceil(state.resetMs / 1000);
  headers['ratelimit-limit'] = String(state.limit);
  headers['ratelimit-remaining'] = String(state.remaining);
  headers['ratelimit-reset'] = String(resetSeconds);
  headers['ratelimit-policy'] = `"${state.kind}";q=${state.limit};w=${state.windowMs / 1000}`;
  headers['ratelimit'] = `"${state.kind}";r=${state.remaining};t=${resetSeconds}`;
}

/** The limit that a refusal is about, from the details of its error. */
export function limitOf(details: unknown): LimitState | undefined {
  if (typeof details !== 'object' || details === null || !('limit' in details)) return undefined;
  const { limit } = details;
  // Other errors have details of that name, and say other things in it.
  return typeof limit === 'object' && limit !== null && 'resetMs' in limit ? (limit as LimitState) : undefined;
}
