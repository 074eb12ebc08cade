import { Readable } from 'node:stream';
import type { EgressRequest, EgressStream } from '../../kernel/ports/egress.ts';
import { Attempt, type Receiver } from './attempt.ts';
import { outgoingBody } from './body.ts';
import type { Core } from './core.ts';
import { type Failure, failureError } from './failures.ts';
import { headerRecord } from './headers.ts';
import { pause, waitFor } from './send.ts';

/** Sends a request and gives its answer as a stream; its place in the line is kept until the stream ends. */
export async function stream(core: Core, request: EgressRequest): Promise<EgressStream> {
  for (let number = 1; ; number++) {
    const outcome = await attemptOnce(core, request);
    const waitMs = waitFor(core, request, outcome, number);
    if (waitMs === undefined) {
      if ('failure' in outcome) throw failureError(request, outcome.failure);
      return outcome.answer;
    }
    // Its place in the line is needed again.
    if ('answer' in outcome) outcome.answer.body.destroy();
    await pause(core, request, outcome, waitMs);
  }
}

type Begun = { readonly answer: EgressStream & { readonly body: Readable } } | { readonly failure: Failure };

async function attemptOnce(core: Core, request: EgressRequest): Promise<Begun> {
  const pool = core.admit(request);
  const startedAt = performance.now();
  await core.enter(request);
  return new Promise((resolve) => {
    const { signal } = request;
    const cancel = () => attempt.cancel('the request was cancelled', signal?.reason);
    const receiver = new StreamReceiver(request, {
      begun: resolve,
      cancel: () => attempt.cancel('the answer was not read to its end'),
      over: (status) => {
        signal?.removeEventListener('abort', cancel);
        core.leave(request);
        core.measure(performance.now() - startedAt, status);
      },
    });
    const attempt = new Attempt({ request, receiver, timeout: 'idle', timeoutMs: request.limits.timeoutMs });
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      attempt.dispatch(pool, outgoingBody(request.body));
    } catch (error) {
      attempt.refuse(error);
    }
  });
}

interface StreamEvents {
  /** Called once: the answer has begun, or will not come. */
  begun(outcome: Begun): void;
  cancel(): void;
  /** Called once, with status 0 when the answer did not come whole. */
  over(status: number): void;
}

class StreamReceiver implements Receiver {
  readonly #request: EgressRequest;
  readonly #events: StreamEvents;
  #body: Readable | undefined;
  #status = 0;
  #resume: () => void = () => undefined;

  constructor(request: EgressRequest, events: StreamEvents) {
    this.#request = request;
    this.#events = events;
  }

  start(status: number, rawHeaders: readonly Buffer[], resume: () => void): boolean {
    this.#status = status;
    this.#resume = resume;
    this.#body = new Readable({
      read: () => this.#resume(),
      destroy: (error, callback) => {
        this.#events.cancel();
        callback(error);
      },
    });
    this.#events.begun({ answer: { status, headers: headerRecord(rawHeaders), body: this.#body } });
    return true;
  }

  data(chunk: Buffer): boolean {
    return this.#body?.push(chunk) ?? true;
  }

  end(): void {
    this.#events.over(this.#status);
    this.#body?.push(null);
  }

  fail(failure: Failure): void {
    this.#events.over(0);
    if (!this.#body) this.#events.begun({ failure });
    else if (!this.#body.destroyed) this.#body.destroy(failureError(this.#request, failure));
  }
}
