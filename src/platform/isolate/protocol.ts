import type { JsonSchema } from '../../kernel/json-schema.ts';

/** What the gateway and the threads of the isolate say to each other. */

/** Formulas and schemas describe small things; what takes longer was written to take longer. */
export const shortTimeoutMs = 2_000;

/** Bounds that no setting changes. */
export const bounds = {
  codeChars: 200_000,
  outputChars: 10_000_000,
  /** What is deeper cannot be written as JSON by everybody. */
  outputLevels: 500,
  calls: 100,
  callsAtOnce: 10,
  timers: 1_000,
  logLines: 200,
  logLineChars: 2_000,
} as const;

export interface CodeTask {
  readonly kind: 'code';
  readonly code: string;
  /** JSON of the data that the code gets. */
  readonly data: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Only whether it can be read is of interest. */
  readonly isCheck?: boolean;
}

export interface ResolveTask {
  readonly kind: 'resolve';
  readonly value: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface ValidateTask {
  readonly kind: 'validate';
  readonly schema: JsonSchema;
  readonly value: unknown;
}

export type Task = CodeTask | ResolveTask | ValidateTask;

/** The answer to one request of the code; JSON of a CodeCallAnswer, or of a RefusedCall. */
export interface CallAnswered {
  readonly kind: 'answer';
  readonly id: number;
  readonly isServed: boolean;
  readonly json: string;
}

export interface RefusedCall {
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
}

export type ToThread = Task | CallAnswered;

/** Why code ended without a result. `stack` has frames of the code alone. */
export interface CodeFailure {
  readonly reason: 'thrown' | 'syntax' | 'form' | 'output' | 'time' | 'memory' | 'recursion' | 'stuck';
  readonly message: string;
  readonly stack?: string;
  readonly line?: number;
  /** Status of the app's answer that the code did not catch. */
  readonly status?: number;
}

export type FromThread =
  /** It has loaded what the task needs. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'call'; readonly id: number; readonly json: string }
  /** Whether it computes nothing until an answer or a timer wakes it. */
  | { readonly kind: 'waiting'; readonly isWaiting: boolean }
  /** The result of code, as JSON. */
  | { readonly kind: 'output'; readonly json?: string }
  | { readonly kind: 'failure'; readonly failure: CodeFailure }
  /** What a formula or schema came to. */
  | { readonly kind: 'value'; readonly value: unknown }
  /** A PorinError in parts, or the message of another error. */
  | { readonly kind: 'error'; readonly error: TaskError };

export interface TaskError {
  readonly code?: string;
  readonly message: string;
  readonly hint?: string;
  readonly details?: unknown;
}
