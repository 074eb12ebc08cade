import type { PorinError } from '../../kernel/errors.ts';
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
  const remaining = String(state.remaining);
  const reset = String(Math.ceil(state.resetMs / 1000));
  if (policy.kind !== state.kind || policy.of !== state.limit) policy = policyOf(state);
  headers['ratelimit-limit'] = policy.limit;
  headers['ratelimit-remaining'] = remaining;
  headers['ratelimit-reset'] = reset;
  headers['ratelimit-policy'] = policy.text;
  headers['ratelimit'] = `${policy.start}${remaining};t=${reset}`;
}

/** What is the same for every request, written once; nearly all answers are about one limit. */
let policy = policyOf({ kind: 'tenant', limit: 0, windowMs: 60_000 });

function policyOf({ kind, limit, windowMs }: Pick<LimitState, 'kind' | 'limit' | 'windowMs'>) {
  const text = `"${kind}";q=${limit};w=${windowMs / 1000}`;
  return { kind, of: limit, limit: String(limit), text, start: `"${kind}";r=` };
}

/** The limit that a refusal is about, from the details of its error. */
export function limitOf({ code, details }: PorinError): LimitState | undefined {
  if (code !== 'rate_limited' || typeof details !== 'object' || details === null || !('limit' in details))
    return undefined;
  const { limit } = details;
  // Other errors have details of that name, and say other things in it.
  return typeof limit === 'object' && limit !== null && 'resetMs' in limit ? (limit as LimitState) : undefined;
}
