import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { Concealer, concealedTexts, needlesOf } from '../../kernel/conceal.ts';
import type { ProxyRequest, ProxyResult } from '../../kernel/ports/egress.ts';
import { Attempt, type Receiver } from './attempt.ts';
import { outgoingBody } from './body.ts';
import type { Core } from './core.ts';
import { type Failure, failureError } from './failures.ts';
import { passedBackHeaders } from './headers.ts';

/** Passes an answer straight into a response of our own server, piece by piece as it comes. */
export async function proxy(core: Core, request: ProxyRequest, response: ServerResponse): Promise<ProxyResult> {
  const pool = core.admit(request);
  const startedAt = performance.now();
  // A promise only when there is a line: this is the path that counts microseconds.
  const place = core.enter(request);
  if (place !== undefined) await place;
  return new Promise((resolve, reject) => {
    const proxied = new ProxyReceiver(core, request, response, (outcome) => {
      core.leave(request);
      const isFailure = outcome instanceof Error;
      core.measure(performance.now() - startedAt, isFailure ? 0 : outcome.status);
      if (isFailure) reject(outcome);
      else resolve(outcome);
    });
    proxied.dispatch(pool);
  });
}

class ProxyReceiver implements Receiver {
  readonly #core: Core;
  #request: ProxyRequest;
  /** Undefined once it was asked. */
  #insteadOf401: ProxyRequest['insteadOf401'];
  readonly #response: ServerResponse;
  readonly #done: (outcome: ProxyResult | Error) => void;
  #pool: Dispatcher | undefined;
  #attempt: Attempt | undefined;
  #status = 0;
  #bytes = 0;
  #contentLength: number | undefined;
  #concealer: Concealer | undefined;
  #isRepeated = false;
  #isOver = false;
  /** The 401 is dropped and the request in its place is being made. */
  #isWaiting = false;

  constructor(
    core: Core,
    request: ProxyRequest,
    response: ServerResponse,
    done: (outcome: ProxyResult | Error) => void,
  ) {
    this.#core = core;
    this.#request = request;
    this.#insteadOf401 = request.insteadOf401;
    this.#response = response;
    this.#done = done;
  }

  dispatch(pool: Dispatcher): void {
    const request = this.#request;
    const { signal } = request;
    if (this.#response.destroyed || signal?.aborted) {
      this.#finish(
        failureError(request, {
          sent: false,
          what: 'the caller left before the request was sent',
          final: true,
          cause: signal?.reason,
        }),
      );
      return;
    }
    this.#response.on('close', this.#onClose);
    signal?.addEventListener('abort', this.#onClose, { once: true });
    this.#send(pool);
  }

  #send(pool: Dispatcher): void {
    const request = this.#request;
    this.#pool = pool;
    this.#attempt = new Attempt({ request, receiver: this, timeout: 'idle', timeoutMs: request.limits.timeoutMs });
    try {
      this.#attempt.dispatch(pool, outgoingBody(request.body));
    } catch (error) {
      this.#attempt.refuse(error);
    }
  }

  start(status: number, rawHeaders: readonly Buffer[], resume: () => void): boolean {
    if (status === 401 && this.#insteadOf401 && this.#isReplaced()) return true;
    const { flat, contentLength } = passedBackHeaders(rawHeaders);
    this.#status = status;
    this.#contentLength = contentLength;
    this.#response.writeHead(status, this.#concealed(flat));
    this.#response.on('drain', resume);
    return true;
  }

  data(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    const isLast = this.#bytes === this.#contentLength;
    const shown = this.#concealer ? this.#concealer.pass(chunk, isLast) : chunk;
    // The last piece together with the end saves a write; most answers are one piece.
    if (isLast) {
      this.#response.end(shown);
      return true;
    }
    return this.#response.write(shown);
  }

  /** The headers without credentials; what covers them in the body is made here, too. */
  #concealed(flat: string[]): string[] {
    const { conceal } = this.#request;
    if (conceal === undefined || conceal.length === 0) return flat;
    // A value in a compressed body cannot be seen.
    if (!flat.includes('content-encoding')) this.#concealer = new Concealer(needlesOf(conceal));
    return concealedTexts(flat, conceal);
  }

  end(): void {
    if (!this.#response.writableEnded) this.#response.end(this.#concealer?.rest());
    this.#finish({ status: this.#status, bytes: this.#bytes });
  }

  fail(failure: Failure): void {
    // The refused attempt ends here, by our own hand.
    if (this.#isWaiting) return;
    const pool = this.#pool;
    if (pool && this.#isWorthRepeating(failure)) {
      this.#isRepeated = true;
      this.#send(pool);
      return;
    }
    // The caller sees a broken connection, never an answer that looks whole.
    if (this.#status !== 0) this.#response.destroy();
    this.#finish(failureError(this.#request, failure));
  }

  /** A kept connection that the app closed just before we wrote: a harmless request is sent once more, on a new one. */
  #isWorthRepeating(failure: Failure): boolean {
    const { retry, body } = this.#request;
    return !this.#isRepeated && !failure.final && failure.sent && this.#status === 0 && retry === 'safe' && !body;
  }

  /** True when another request takes the place of this one, whose answer nobody reads. */
  #isReplaced(): boolean {
    const replacement = this.#insteadOf401?.();
    this.#insteadOf401 = undefined;
    if (!replacement) return false;
    this.#isWaiting = true;
    this.#attempt?.cancel('the app refused the credentials');
    replacement
      .then((request) => this.#replace(request))
      .catch((error: unknown) => this.#finish(error instanceof Error ? error : new Error(String(error))));
    return true;
  }

  #replace(request: ProxyRequest): void {
    this.#isWaiting = false;
    this.#request = request;
    const pool = this.#core.admit(request);
    if (this.#response.destroyed || request.signal?.aborted)
      throw failureError(request, { sent: false, what: 'the caller left before the request was sent', final: true });
    this.#send(pool);
  }

  readonly #onClose = (): void => {
    if (!this.#isOver) this.#attempt?.cancel('the caller left', this.#request.signal?.reason);
  };

  #finish(outcome: ProxyResult | Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#response.off('close', this.#onClose);
    this.#request.signal?.removeEventListener('abort', this.#onClose);
    this.#done(outcome);
  }
}
