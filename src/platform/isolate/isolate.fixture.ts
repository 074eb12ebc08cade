import { PorinError } from '../../kernel/errors.ts';
import type { CodeCall, CodeCallAnswer, CodeResult, Isolate } from '../../kernel/ports/isolate.ts';
import { createIsolate, type IsolateOptions } from './isolate.ts';

export interface RunOptions {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly call?: (call: CodeCall) => Promise<CodeCallAnswer>;
  readonly signal?: AbortSignal;
  readonly owner?: string;
}

/** An isolate, and ways to say what comes of code in one line. */
export function openIsolate(options: Partial<IsolateOptions> = {}) {
  const isolate: Isolate = createIsolate({ timeoutMs: 5_000, memoryMb: 32, ...options });
  const run = (code: string, { data = { input: {} }, call = echo, signal, owner = 'a' }: RunOptions = {}) =>
    isolate.run({ code, data, call, signal: signal ?? new AbortController().signal, owner });
  return {
    ...isolate,
    run,
    output: async (code: string, more?: RunOptions): Promise<unknown> => (await run(code, more)).output,
    error: (code: string, more?: RunOptions) => refusal(run(code, more)),
  };
}

/** Answers with what was asked. */
export async function echo(call: CodeCall): Promise<CodeCallAnswer> {
  return { status: 200, headers: {}, body: call };
}

/** The error that a promise ends with; fails when it ends well. */
export async function refusal(promise: Promise<CodeResult | unknown>): Promise<PorinError & { details: any }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  if (outcome instanceof PorinError) return outcome as PorinError & { details: any };
  throw new Error(`Expected a PorinError, got ${JSON.stringify(outcome) ?? String(outcome)}`, { cause: outcome });
}
