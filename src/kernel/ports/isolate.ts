import type { Issue } from '../issues.ts';
import type { JsonSchema } from '../json-schema.ts';

/** What code of callers may do: compute, and ask for requests on its connection. Nothing else of this machine is there. */
export interface CodeRequest {
  /** `module.exports = async ({ input, membrane }) => …`, an `export default`, a function, or a body with `return`. */
  readonly code: string;
  /** The members of the one argument that are data: `input`, `connection`, `integration`, `user`; JSON. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Serves a request that the code makes. What it rejects with, the code sees as an error with `message` and `status`. */
  call(request: CodeCall): Promise<CodeCallAnswer>;
  readonly signal: AbortSignal;
  /** Whose it is (a tenant's id): one of them does not take all the threads. */
  readonly owner: string;
}

/** One request of the code to its app. */
export interface CodeCall {
  readonly method: string;
  /** Below the app's base URL, or a whole address. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface CodeCallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface CodeResult {
  /** JSON; undefined when it returned nothing. */
  readonly output: unknown;
  /** What it wrote with console, cut when it is long. */
  readonly logs: readonly string[];
}

/**
 * Where what callers wrote is evaluated: code, formulas, schemas. Nothing of it can hold the process up, fill its memory or reach it.
 */
export interface Isolate {
  /** Errors: `custom_code` for what it throws and for its limits of time, memory and calls, with `details.logs`; the signal's reason. */
  run(request: CodeRequest): Promise<CodeResult>;
  /** What keeps code from being read at all, with its place in it; undefined when nothing does. Runs nothing of it. Errors: as `run`, but for limits. */
  syntaxError(code: string, owner: string): Promise<{ readonly message: string; readonly at: string } | undefined>;
  /**
   * A value with its formulas resolved; a plain value when that is quick, a promise when it had to go elsewhere. `owner` as for code.
   * Errors: `bad_request` when it takes too long or grows too large.
   */
  resolve(value: unknown, variables: Readonly<Record<string, unknown>>, owner: string): unknown;
  /** What of a value a schema refuses; empty when it fits. Errors: `bad_request` when the schema is none, or takes too long. */
  validate(schema: JsonSchema, value: unknown, owner: string): readonly Issue[] | Promise<readonly Issue[]>;
  close(): Promise<void>;
}
