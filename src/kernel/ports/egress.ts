import type { ServerResponse } from 'node:http';

/** Where a request may go. */
export interface EgressPolicy {
  /** Exact origins, or `https://*.example.com`. Anything else is `egress_denied`. */
  readonly origins: readonly string[];
  /** True only for sandboxes of this process: private and loopback addresses of these origins are allowed. */
  readonly allowPrivate: boolean;
  /** True for addresses that a caller names freely: not even the operator's ranges are allowed. */
  readonly publicOnly?: boolean;
}

export interface EgressLimits {
  /** Requests with the same key share one line; the connection id. */
  readonly key: string;
  readonly concurrency: number;
  readonly perSecond?: number | undefined;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

export type EgressBody = string | Uint8Array | NodeJS.ReadableStream | null;

export interface EgressRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: EgressBody;
  readonly policy: EgressPolicy;
  readonly limits: EgressLimits;
  /**
   * `safe`: the request changes nothing and may be repeated after any failure.
   * `unprocessed`: repeat only what certainly was not processed (refused connection, 429 or 503 with Retry-After).
   * `never`: one attempt.
   */
  readonly retry: 'safe' | 'unprocessed' | 'never';
  readonly signal?: AbortSignal | undefined;
}

export interface ProxyRequest extends EgressRequest {
  /** Credentials that the answer must not bring back: covered in its headers, and in a body that is not compressed, at the same length. */
  readonly conceal?: readonly string[];
  /**
   * Asked once, when the app answers 401 and before anything of that is passed on. A promise: the request to send in its place, to an
   * origin that its policy allows; its failure is the failure of the call. Undefined: the 401 is passed on.
   */
  readonly insteadOf401?: () => Promise<ProxyRequest> | undefined;
}

export interface EgressResponse {
  readonly status: number;
  /** Lower-case names; several values joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface EgressStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Must be read to its end or destroyed; errors when the connection breaks or the answer grows over the cap. */
  readonly body: NodeJS.ReadableStream;
}

export interface ProxyResult {
  readonly status: number;
  /** Length of the answer's body. */
  readonly bytes: number;
}

/**
 * The only way out of the process.
 * Errors of all calls: `egress_denied`, `rate_limited` (with `details.retryAfterMs`), `upstream_failed` (nothing was processed, or
 * the request was safe), `outcome_unknown` (an unsafe request left and no whole answer came back). Redirects are answers, never followed.
 */
export interface Egress {
  send(request: EgressRequest): Promise<EgressResponse>;
  /** The same path with a streamed answer; repeated only until an answer has begun that stands. */
  stream(request: EgressRequest): Promise<EgressStream>;
  /**
   * Passes the answer straight into a response of our own server: status, headers without hop-by-hop ones and cookies, body as it
   * comes. Resolves at its end. Errors before the first byte leave the response untouched (`headersSent` is false), so that the
   * caller answers; later ones destroy it. `timeoutMs` limits the wait for the answer and then each pause in it. When the response's
   * client leaves, the upstream request is aborted.
   */
  proxy(request: ProxyRequest, response: ServerResponse): Promise<ProxyResult>;
  close(): Promise<void>;
}
