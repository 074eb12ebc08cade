import { setTimeout as sleep } from 'node:timers/promises';
import type { EgressRequest, EgressResponse } from '../../kernel/ports/egress.ts';
import { Attempt } from './attempt.ts';
import { isReplayable, type OutgoingBody, outgoingBody } from './body.ts';
import { type Answer, BufferedReceiver, type Outcome } from './buffered.ts';
import type { Core } from './core.ts';
import { type Failure, failureError } from './failures.ts';
import { maxAttempts, waitAfterAnswer, waitAfterFailure } from './retries.ts';

/** Sends a request and gives its whole answer, repeating it as its `retry` allows. */
export async function send(core: Core, request: EgressRequest): Promise<EgressResponse> {
  // Refused here, before the line; each attempt asks again, because a pool may have been closed in between.
  core.admit(request);
  const startedAt = performance.now();
  const body = outgoingBody(request.body);
  let deadline = Number.POSITIVE_INFINITY;
  for (let number = 1; ; number++) {
    await core.enter(request);
    // The line has a limit of its own; the deadline runs from the first place in it.
    if (number === 1) deadline = performance.now() + request.limits.timeoutMs;
    const outcome = await attemptOnce(core, request, body, deadline - performance.now()).finally(() =>
      core.leave(request),
    );
    const waitMs = waitFor(core, request, outcome, number);
    const isLast = waitMs === undefined || performance.now() + waitMs >= deadline;
    if (!isLast) {
      await pause(core, request, outcome, waitMs);
      continue;
    }
    core.measure(performance.now() - startedAt, 'answer' in outcome ? outcome.answer.status : 0);
    if ('failure' in outcome) throw failureError(request, outcome.failure);
    return outcome.answer;
  }
}

function attemptOnce(core: Core, request: EgressRequest, body: OutgoingBody, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const { signal } = request;
    const cancel = () => attempt.cancel('the request was cancelled', signal?.reason);
    const receiver = new BufferedReceiver(request.limits.maxResponseBytes, (outcome) => {
      signal?.removeEventListener('abort', cancel);
      resolve(outcome);
    });
    const attempt = new Attempt({ request, receiver, timeout: 'whole', timeoutMs: Math.max(1, Math.ceil(timeoutMs)) });
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      attempt.dispatch(core.admit(request), body);
    } catch (error) {
      attempt.refuse(error);
    }
  });
}

/** What of an attempt decides whether it is repeated. */
export type Result = { readonly answer: Omit<Answer, 'body'> } | { readonly failure: Failure };

/** How long to wait before the next attempt; undefined: this one stands. */
export function waitFor(core: Core, request: EgressRequest, outcome: Result, number: number): number | undefined {
  if (number >= maxAttempts || !isReplayable(request.body)) return undefined;
  const random = Math.random();
  return 'failure' in outcome
    ? waitAfterFailure(request, outcome.failure, { number, random })
    : waitAfterAnswer(request, outcome.answer, { number, now: core.now(), random });
}

/** Waits before the next attempt; a cancelled wait gives the error of what went before. */
export async function pause(core: Core, request: EgressRequest, outcome: Result, waitMs: number): Promise<void> {
  core.logger.debug(
    { method: request.method, origin: request.url.origin, waitMs: Math.round(waitMs) },
    'upstream request will be repeated',
  );
  try {
    await sleep(waitMs, undefined, request.signal ? { signal: request.signal } : {});
  } catch (cause) {
    const sent = 'failure' in outcome && outcome.failure.sent;
    throw failureError(request, {
      sent,
      what: 'the request was cancelled while waiting to repeat it',
      final: true,
      cause,
    });
  }
}
