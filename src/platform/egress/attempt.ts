import type { Dispatcher } from 'undici';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import type { OutgoingBody } from './body.ts';
import { type Failure, failureFrom, tooLargeAnswer } from './failures.ts';
import { outgoingHeaders } from './headers.ts';

/** Where the answer goes. `start` and `data` give false to pause; `resume` continues. */
export interface Receiver {
  start(status: number, rawHeaders: readonly Buffer[], resume: () => void): boolean;
  data(chunk: Buffer): boolean;
  end(): void;
  fail(failure: Failure): void;
}

export interface AttemptOptions {
  readonly request: EgressRequest;
  readonly receiver: Receiver;
  /** Until the whole answer is there (`whole`), or until its headers are and then between two pieces of it (`idle`). */
  readonly timeout: 'whole' | 'idle';
  readonly timeoutMs: number;
}

type Phase = 'connecting' | 'waiting' | 'reading' | 'over';

/**
 * One request on one connection. Speaks undici's raw handler interface: no objects are made between socket and receiver.
 * The receiver hears exactly one `end` or `fail`.
 */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  #phase: Phase = 'connecting';
  #sent = false;
  #received = 0;
  #abort: ((error?: Error) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AttemptOptions) {
    this.#options = options;
    // In a process that was stopped, or busy, the answer may have arrived before the time was up: it is read first.
    const timer = setTimeout(() => setImmediate(() => this.#timer === timer && this.#timeOut()), options.timeoutMs);
    this.#timer = timer;
  }

  dispatch(pool: Dispatcher, body: OutgoingBody): void {
    const { request, timeout, timeoutMs } = this.#options;
    pool.dispatch(
      {
        method: request.method,
        path: request.url.pathname + request.url.search,
        headers: outgoingHeaders(request.headers),
        // undici declares Buffer | Readable | string; a Uint8Array is accepted as well.
        body,
        headersTimeout: 0,
        bodyTimeout: timeout === 'idle' ? timeoutMs : 0,
      },
      this,
    );
  }

  /** Ends an attempt that could not be dispatched. */
  refuse(error: unknown): void {
    this.#fail(failureFrom(error, false, this.#options.timeoutMs));
  }

  /** Ends the attempt from our side; the receiver is told why. */
  cancel(what: string, cause?: unknown): void {
    this.#fail({
      sent: this.#sent,
      what: this.#sent ? what : `${what} before the request was sent`,
      final: true,
      cause,
    });
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    if (this.#phase === 'over') {
      abort();
      return;
    }
    // From here on bytes may have left.
    this.#sent = true;
    this.#phase = 'waiting';
  }

  /** A long upload is no silence of the app. */
  onBodySent(): void {
    if (this.#options.timeout === 'idle' && this.#phase === 'waiting') this.#timer?.refresh();
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (status < 200) return true;
    if (this.#phase === 'over') return true;
    this.#phase = 'reading';
    const isIdle = this.#options.timeout === 'idle';
    if (isIdle) this.#stopTimer();
    const goOn = isIdle ? () => this.#resumed(resume) : resume;
    return this.#flow(this.#options.receiver.start(status, rawHeaders, goOn));
  }

  onData(chunk: Buffer): boolean {
    if (this.#phase === 'over') return true;
    this.#received += chunk.length;
    const { maxResponseBytes } = this.#options.request.limits;
    if (this.#received > maxResponseBytes) {
      this.#fail({ sent: true, ...tooLargeAnswer(maxResponseBytes), final: true });
      return true;
    }
    return this.#flow(this.#options.receiver.data(chunk));
  }

  onComplete(): void {
    if (this.#phase === 'over') return;
    this.#finish();
    this.#options.receiver.end();
  }

  onError(error: Error): void {
    if (this.#phase === 'over') return;
    this.#fail(failureFrom(error, this.#sent, this.#options.timeoutMs));
  }

  #flow(goOn: boolean): boolean {
    // A receiver that takes nothing for as long as an app may stay silent would hold the connection for ever.
    if (!goOn && this.#options.timeout === 'idle' && this.#timer === undefined && this.#phase === 'reading') {
      this.#timer = setTimeout(
        () => this.cancel(`nobody read the answer for ${this.#options.timeoutMs} ms`),
        this.#options.timeoutMs,
      );
    }
    return goOn;
  }

  #resumed(resume: () => void): void {
    this.#stopTimer();
    resume();
  }

  #timeOut(): void {
    const { timeoutMs } = this.#options;
    if (this.#phase === 'connecting') {
      this.#fail({ sent: false, what: `no connection within ${timeoutMs} ms (connect time-out)`, final: true });
    } else if (this.#phase === 'waiting') {
      this.#fail({ sent: true, what: `no answer within ${timeoutMs} ms (headers time-out)`, final: true });
    } else {
      this.#fail({
        sent: true,
        what: `the answer was not complete within ${timeoutMs} ms (total time-out)`,
        final: true,
      });
    }
  }

  #fail(failure: Failure): void {
    if (this.#phase === 'over') return;
    this.#finish();
    this.#options.receiver.fail(failure);
    this.#abort?.();
  }

  #finish(): void {
    this.#phase = 'over';
    this.#stopTimer();
  }

  #stopTimer(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
