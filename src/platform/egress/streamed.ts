import { Readable } from 'node:stream';
import type { EgressRequest, EgressStream } from '../../kernel/ports/egress.ts';
import { Attempt, type Receiver } from './attempt.ts';
import { bodySource } from './body.ts';
import type { Core } from './core.ts';
import { type Failure, failureError } from './failures.ts';
import { headerRecord } from './headers.ts';

/** Sends a request and gives its answer as a stream; its place in the line is kept until the stream ends. */
export async function stream(core: Core, request: EgressRequest): Promise<EgressStream> {
  const pool = core.admit(request);
  const startedAt = performance.now();
  await core.enter(request);
  return new Promise((resolve, reject) => {
    const { signal } = request;
    const cancel = () => attempt.cancel('the request was cancelled', signal?.reason);
    const receiver = new StreamReceiver(request, {
      resolve,
      reject,
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
      attempt.dispatch(pool, bodySource(request.body)());
    } catch (error) {
      attempt.refuse(error);
    }
  });
}

interface StreamEvents {
  resolve(stream: EgressStream): void;
  reject(error: Error): void;
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
    this.#events.resolve({ status, headers: headerRecord(rawHeaders), body: this.#body });
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
    const error = failureError(this.#request, failure);
    if (!this.#body) this.#events.reject(error);
    else if (!this.#body.destroyed) this.#body.destroy(error);
  }
}
