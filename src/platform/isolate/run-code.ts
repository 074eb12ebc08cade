import { errorKinds, isPorinError, PorinError } from '../../kernel/errors.ts';
import type { CodeCall, CodeCallAnswer, CodeRequest, CodeResult } from '../../kernel/ports/isolate.ts';
import type { Job, Loss, Pool } from './pool.ts';
import {
  bounds,
  type CallAnswered,
  type CodeFailure,
  type FromThread,
  type RefusedCall,
  type ToThread,
} from './protocol.ts';

export interface CodeLimits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/** The thread ends code itself when its time is over; one that cannot is ended this much later. */
const graceMs = 1_000;
const roomyBodies = 'Ask the app for less: a page, or fewer fields';

/** Runs code in a thread and serves its requests. Errors: `custom_code` with what the code logged; the pool's. */
export async function runCode(pool: Pool, request: CodeRequest, limits: CodeLimits): Promise<CodeResult> {
  const logs: string[] = [];
  if (request.code.length > bounds.codeChars) {
    throw new PorinError('custom_code', `The code has ${request.code.length} characters; at most ${bounds.codeChars}`);
  }
  const job: Job<CodeResult> = {
    owner: request.owner,
    task: { kind: 'code', code: request.code, data: JSON.stringify(request.data), ...limits },
    timeoutMs: limits.timeoutMs + graceMs,
    signal: request.signal,
    receive: (message, post) => receive(message, post),
    lost: (loss) => errorOfLoss(loss, limits, logs),
  };
  const receive = (message: FromThread, post: (message: ToThread) => void) => {
    switch (message.kind) {
      case 'log':
        logs.push(message.line);
        return undefined;
      case 'call':
        void answer(request, message, limits.memoryMb).then(post);
        return undefined;
      case 'output':
        return { result: { output: outputOf(message.json, logs), logs } };
      case 'failure':
        throw errorOf(message.failure, limits, logs);
      case 'error':
        throw new PorinError('internal', 'The interpreter of code failed', { cause: new Error(message.error.message) });
      default:
        return undefined;
    }
  };
  return pool.run(job);
}

/** Reads code in a thread, without running it. Errors: the pool's. */
export async function syntaxErrorOf(pool: Pool, code: string, owner: string, limits: CodeLimits) {
  return pool.run<{ readonly message: string; readonly at: string } | undefined>({
    owner,
    task: { kind: 'code', code, data: '{}', isCheck: true, ...limits },
    timeoutMs: limits.timeoutMs + graceMs,
    receive(message) {
      if (message.kind === 'output') return { result: undefined };
      if (message.kind !== 'failure') return undefined;
      const { message: said, stack = '' } = message.failure;
      if (!said.startsWith('SyntaxError: ')) return { result: undefined };
      const [, line, column] = /code\.js:(\d+):(\d+)/.exec(stack) ?? [];
      return { result: { message: said, at: line === undefined ? '' : `line ${line}, column ${column}` } };
    },
    lost: (loss) => errorOfLoss(loss, limits, []),
  });
}

function outputOf(json: string | undefined, logs: readonly string[]): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch (cause) {
    // The code changed JSON.stringify of its own world.
    throw new PorinError('custom_code', 'What the code returned is no JSON', { cause, details: { logs } });
  }
}

async function answer(
  request: CodeRequest,
  { id, json }: { readonly id: number; readonly json: string },
  memoryMb: number,
): Promise<CallAnswered> {
  const answered = (isServed: boolean, value: CodeCallAnswer | RefusedCall): CallAnswered => ({
    kind: 'answer',
    id,
    isServed,
    json: JSON.stringify(value),
  });
  try {
    // The prelude made it of what the code gave, and checked it.
    const { status, headers, body } = await request.call(JSON.parse(json) as CodeCall);
    const made = answered(true, { status, headers, body: body ?? null });
    // As text and as objects it is in the interpreter at the same time.
    if (made.json.length <= (memoryMb * 1024 * 1024) / 4) return made;
    const megabytes = Math.ceil(made.json.length / 1024 / 1024);
    return answered(false, {
      message: `The answer is ${megabytes} MB, too much for code that may take ${memoryMb} MB (PORIN_CODE_MEMORY_MB raises it). ${roomyBodies}`,
    });
  } catch (error) {
    return answered(false, refusalOf(error));
  }
}

/** What the code is told of a request that could not be made; faults of the gateway stay in its log. */
function refusalOf(error: unknown): RefusedCall {
  if (!isPorinError(error)) return { message: 'The request could not be made' };
  return { message: error.message, code: error.code, status: errorKinds[error.code].status };
}

function errorOf(failure: CodeFailure, limits: CodeLimits, logs: readonly string[]): PorinError {
  const { reason, message, stack, line, status } = failure;
  const at = line === undefined ? '' : ` (line ${line})`;
  const details = { logs, ...(stack === undefined ? {} : { stack }), ...(status === undefined ? {} : { status }) };
  switch (reason) {
    case 'time':
      return errorOfLoss({ reason }, limits, logs);
    case 'memory':
      return errorOfLoss({ reason }, limits, logs);
    case 'recursion':
      return new PorinError('custom_code', `The code calls itself, or is nested, too deeply${at}`, { details });
    case 'stuck':
      return new PorinError('custom_code', 'The code waits for a promise that nothing will ever keep', {
        hint: 'Every promise that the code makes by itself has to be resolved',
        details,
      });
    default:
      return new PorinError('custom_code', `${message}${at}`, { details, ...hintFor(message) });
  }
}

/** What people try that is not there. */
function hintFor(message: string): { readonly hint?: string } {
  const name = /'(fetch|axios|process|Buffer|XMLHttpRequest|global|window)' is not defined/.exec(message)?.[1];
  if (name === undefined) return {};
  return {
    hint: `Code has no ${name}; membrane.api({ method, path }) sends requests, and docs/code.md lists what is there`,
  };
}

function errorOfLoss(loss: Loss, limits: CodeLimits, logs: readonly string[]): PorinError {
  const details = { logs };
  switch (loss.reason) {
    case 'time':
      return new PorinError('custom_code', `The code took longer than ${limits.timeoutMs} ms (codeTimeoutMs)`, {
        hint: 'Make it do less at a time; PORIN_CODE_TIMEOUT_MS raises the limit',
        details,
      });
    case 'memory':
      return new PorinError('custom_code', `The code needs more than ${limits.memoryMb} MB of memory (codeMemoryMb)`, {
        hint: 'Make it hold less at a time; PORIN_CODE_MEMORY_MB raises the limit',
        details,
      });
    case 'crash':
      return new PorinError('internal', 'The thread that ran the code ended', { cause: loss.cause, details });
  }
}
