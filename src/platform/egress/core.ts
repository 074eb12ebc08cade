import type { Dispatcher } from 'undici';
import { isPorinError } from '../../kernel/errors.ts';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import type { Counter, Histogram, Logger, Metrics } from '../../kernel/ports/telemetry.ts';
import type { Resolve } from './addresses.ts';
import { failureError } from './failures.ts';
import { Lines } from './lines.ts';
import { assertOrigin } from './origins.ts';
import { Pools } from './pools.ts';

export interface CoreOptions {
  readonly allowCidrs: readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly resolve: Resolve;
}

const classes = ['failed', '1xx', '2xx', '3xx', '4xx', '5xx'].map((result) => Object.freeze({ result }));

/** What the three ways of sending have in common: the policy, the line of the connection, the pools, the figures. */
export class Core {
  readonly logger: Logger;
  readonly now: () => number;
  readonly #lines = new Lines(() => performance.now());
  readonly #pools: Pools;
  readonly #requests: Counter;
  readonly #seconds: Histogram;

  constructor(options: CoreOptions) {
    this.logger = options.logger;
    this.now = options.now;
    this.#pools = new Pools(options);
    this.#requests = options.metrics.counter('porin_upstream_requests_total', 'Requests to apps, by class of answer');
    this.#seconds = options.metrics.histogram(
      'porin_upstream_seconds',
      'Time from asking for a place in the line to the end of the answer',
    );
    options.metrics.gauge('porin_upstream_pools', 'Origins with open connections', () => this.#pools.size);
  }

  /** The pool for a request that the policy allows. Errors: `egress_denied`, before anything is looked up or waited for. */
  admit(request: EgressRequest): Dispatcher {
    const origin = assertOrigin(request.url, request.policy);
    return this.#pools.get(origin, request.url.hostname, request.policy);
  }

  /** A place in the line of this connection. Errors: `rate_limited`; `upstream_failed` when cancelled. */
  enter(request: EgressRequest): Promise<void> | undefined {
    if (this.#lines.tryEnter(request.limits)) return undefined;
    return this.#lines.wait(request.limits, request.signal).catch((cause: unknown) => {
      if (isPorinError(cause)) throw cause;
      throw failureError(request, {
        sent: false,
        what: 'the request was cancelled before it was sent',
        final: true,
        cause,
      });
    });
  }

  leave(request: EgressRequest): void {
    this.#lines.leave(request.limits.key);
  }

  /** Status 0 means that no whole answer came. */
  measure(durationMs: number, status: number): void {
    this.#requests.inc(classes[Math.min(5, Math.floor(status / 100))]);
    this.#seconds.observe(durationMs / 1000);
  }

  close(): Promise<void> {
    return this.#pools.close();
  }
}
