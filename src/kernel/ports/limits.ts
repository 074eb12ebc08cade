/** Whose requests are counted. */
export type LimitKind = 'tenant' | 'connection';

/** How much of a limit is left, for the headers of an answer. */
export interface LimitState {
  readonly kind: LimitKind;
  /** Requests in the window. */
  readonly limit: number;
  readonly windowMs: number;
  readonly remaining: number;
  /** Until all of it is there again. */
  readonly resetMs: number;
}

/** How many requests a tenant, and a connection, may make in a minute. */
export interface Limits {
  /** Takes one; undefined when there is no limit. Errors: `rate_limited` with `details.retryAfterMs` and `details.limit` (a LimitState). */
  take(kind: LimitKind, id: string): LimitState | undefined;
}
