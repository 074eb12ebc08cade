import type { Egress } from '../../kernel/ports/egress.ts';
import type { Logger, Metrics } from '../../kernel/ports/telemetry.ts';
import { type Resolve, systemResolve } from './addresses.ts';
import { Core } from './core.ts';
import { proxy } from './proxy.ts';
import { send } from './send.ts';
import { stream } from './streamed.ts';

export interface EgressOptions {
  /** Ranges that may be reached although they are not public. */
  readonly allowCidrs: readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds; the system's clock when absent. */
  readonly now?: () => number;
  /** Gives every address of a name; the operating system's answer when absent. */
  readonly resolve?: Resolve;
}

/** Opens the way out of the process. Errors: `configuration` for a malformed range. */
export function createEgress(options: EgressOptions): Egress {
  const core = new Core({ ...options, now: options.now ?? Date.now, resolve: options.resolve ?? systemResolve });
  return {
    send: (request) => send(core, request),
    stream: (request) => stream(core, request),
    proxy: (request, response) => proxy(core, request, response),
    close: () => core.close(),
  };
}
