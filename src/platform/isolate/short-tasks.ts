import { type ErrorCode, errorKinds, PorinError } from '../../kernel/errors.ts';
import type { Loss, Pool } from './pool.ts';
import { type ResolveTask, shortTimeoutMs, type TaskError, type ValidateTask } from './protocol.ts';

/** A formula or a schema, evaluated in a process of its own. Errors: `bad_request` for its own, and when it takes too long or grows too large. */
export function runShortTask(pool: Pool, task: ResolveTask | ValidateTask, owner: string): Promise<unknown> {
  const what = task.kind === 'resolve' ? 'The formulas' : 'The check against the schema';
  return pool.run<unknown>({
    owner,
    task,
    timeoutMs: shortTimeoutMs,
    // What cannot be copied to a thread is nested so deeply that its depth is the fault.
    unsent: () => new PorinError('bad_request', `${what} cannot look at a value that is nested so deeply`),
    receive: (message) => {
      if (message.kind === 'error') throw errorOf(message.error);
      return message.kind === 'value' ? { result: message.value } : undefined;
    },
    lost: (loss) => errorOfLoss(what, loss),
  });
}

function errorOf({ code, message, hint, details }: TaskError): PorinError {
  if (code === undefined || !isCode(code)) {
    return new PorinError('internal', 'A formula or a schema could not be evaluated', { cause: new Error(message) });
  }
  return new PorinError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorKinds, code);
}

function errorOfLoss(what: string, loss: Loss): PorinError {
  switch (loss.reason) {
    case 'time':
      return new PorinError('bad_request', `${what} took longer than ${shortTimeoutMs} ms`, {
        hint: 'Write patterns without a repetition inside a repetition, and formulas that look at less',
      });
    case 'memory':
      return new PorinError('bad_request', `${what} grew too large`, { hint: 'Make less in one go' });
    case 'crash':
      return new PorinError('internal', 'The process that evaluates formulas ended', { cause: loss.cause });
  }
}
