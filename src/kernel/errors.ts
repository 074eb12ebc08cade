/** The closed list of error types that clients of the contract know; every error answer carries one of them. */
export type ErrorType =
  | 'bad_request'
  | 'connection'
  | 'configuration'
  | 'dependency_error'
  | 'flow_run'
  | 'flow_instance_setup'
  | 'concurrency'
  | 'internal'
  | 'action_run'
  | 'action_instance_setup'
  | 'unit_run'
  | 'custom_code'
  | 'insufficient_credit'
  | 'openrouter_not_configured';

/** What one error code means on every face. */
export interface ErrorKind {
  readonly type: ErrorType;
  /** The contract's `key`; absent where the contract has none. */
  readonly key?: string;
  /** HTTP status. */
  readonly status: number;
  /** Exit code of the CLI; `porin help exit-codes` prints the table. */
  readonly exitCode: number;
  /** What to do when the thrower gives no better hint. */
  readonly hint: string;
}

/** Exit codes of the CLI that are not tied to one error code. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  authentication: 4,
  notFound: 5,
  clientAction: 6,
  rateLimited: 7,
  upstream: 8,
  timeout: 124,
  interrupted: 130,
} as const;

/** Every error code with its one HTTP status, one exit code and default hint. Source: the wire contract, §2.3. */
export const errorKinds = {
  bad_request: {
    type: 'bad_request',
    status: 400,
    exitCode: exitCodes.usage,
    hint: 'Correct the named field and send the request again',
  },
  payload_too_large: {
    type: 'bad_request',
    key: 'payload_too_large',
    status: 413,
    exitCode: exitCodes.usage,
    hint: 'Send less in one request',
  },
  unsupported_media_type: {
    type: 'bad_request',
    key: 'unsupported_media_type',
    status: 415,
    exitCode: exitCodes.usage,
    hint: 'Send JSON, as it is or compressed with gzip, deflate or br',
  },
  not_authenticated: {
    type: 'bad_request',
    key: 'not_authenticated',
    status: 401,
    exitCode: exitCodes.authentication,
    hint: 'Send a valid token: porin token create --tenant KEY makes one',
  },
  access_denied: {
    type: 'bad_request',
    key: 'access_denied',
    status: 403,
    exitCode: exitCodes.authentication,
    hint: 'Use a token with the scope that the message names',
  },
  not_found: {
    type: 'bad_request',
    key: 'not_found',
    status: 404,
    exitCode: exitCodes.notFound,
    hint: 'List what exists and use one of those ids',
  },
  method_not_allowed: {
    type: 'bad_request',
    key: 'method_not_allowed',
    status: 405,
    exitCode: exitCodes.usage,
    hint: 'Use one of the methods that the header Allow lists',
  },
  already_exists: {
    type: 'bad_request',
    key: 'already_exists',
    status: 400,
    exitCode: exitCodes.failure,
    hint: 'Choose another key, or use the existing one',
  },
  rate_limited: {
    type: 'bad_request',
    key: 'rate_limit_exceeded',
    status: 429,
    exitCode: exitCodes.rateLimited,
    hint: 'Wait and try again',
  },
  client_action_required: {
    type: 'connection',
    key: 'client_action_required',
    status: 409,
    exitCode: exitCodes.clientAction,
    hint: "Open the connection's clientAction.uiUrl and complete it",
  },
  approval_required: {
    type: 'action_run',
    key: 'approval_required',
    status: 409,
    exitCode: exitCodes.clientAction,
    hint: 'Ask a person to open the address in the details, then repeat the request with the approval',
  },
  ambiguous_connection: {
    type: 'connection',
    key: 'ambiguous_connection',
    status: 409,
    exitCode: exitCodes.usage,
    hint: 'Name one with --connectionId',
  },
  egress_denied: {
    type: 'bad_request',
    key: 'egress_denied',
    status: 403,
    exitCode: exitCodes.usage,
    hint: "Requests may only go to the app's own addresses",
  },
  configuration: {
    type: 'configuration',
    status: 400,
    exitCode: exitCodes.failure,
    hint: 'porin config print shows the settings in force and where each comes from',
  },
  custom_code: {
    type: 'custom_code',
    key: 'custom_code',
    status: 422,
    exitCode: exitCodes.failure,
    hint: 'Correct the code; the logs of the run show how far it came',
  },
  idempotency_mismatch: {
    type: 'bad_request',
    key: 'idempotency_mismatch',
    status: 422,
    exitCode: exitCodes.usage,
    hint: 'Use a new Idempotency-Key for a new request',
  },
  conflict: { type: 'concurrency', key: 'lock_timeout', status: 409, exitCode: exitCodes.failure, hint: 'Try again' },
  upstream_refused: {
    type: 'action_run',
    key: 'upstream_refused',
    status: 422,
    exitCode: exitCodes.upstream,
    hint: "Read the app's message and correct the input",
  },
  upstream_failed: {
    type: 'action_run',
    key: 'upstream_failed',
    status: 502,
    exitCode: exitCodes.upstream,
    hint: 'The app failed; nothing is known to have changed, try again later',
  },
  outcome_unknown: {
    type: 'action_run',
    key: 'outcome_unknown',
    status: 502,
    exitCode: exitCodes.upstream,
    hint: 'The request left but no whole answer came back: look in the app before repeating it',
  },
  internal: {
    type: 'internal',
    status: 500,
    exitCode: exitCodes.failure,
    hint: 'This is a fault of the gateway; its log has the details under the request id',
  },
  unavailable: {
    type: 'internal',
    key: 'unavailable',
    status: 503,
    exitCode: exitCodes.failure,
    hint: 'Try again in a moment',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

export interface PorinErrorOptions {
  /** What to do next, one sentence. Replaces the code's default hint. */
  readonly hint?: string;
  /** Structured facts for the caller; never secrets. */
  readonly details?: unknown;
  /** The run that failed, so that its log can be found. */
  readonly actionRunId?: string;
  /** True when the app answered and did nothing of what was asked, so that the run may be repeated under its Idempotency-Key. */
  readonly isUndone?: boolean;
  /** Input for the action's `verifyWith`, where the failure knows better than the run's input what to look for. */
  readonly lookFor?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The body of every error answer. `type` is always one that clients of the contract know. */
export interface ErrorBody {
  type: ErrorType;
  key?: string;
  code: ErrorCode;
  message: string;
  hint: string;
  data?: unknown;
  actionRunId?: string;
  requestId?: string;
}

/** The only error that reaches a caller. Everything else is logged and answered as `internal`. */
export class PorinError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: unknown;
  readonly actionRunId: string | undefined;
  readonly isUndone: boolean;
  readonly lookFor: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, options: PorinErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PorinError';
    this.code = code;
    this.hint = options.hint ?? errorKinds[code].hint;
    this.details = options.details;
    this.actionRunId = options.actionRunId;
    this.isUndone = options.isUndone ?? false;
    this.lookFor = options.lookFor;
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }

  /** The same error, tied to a run. */
  withRun(actionRunId: string): PorinError {
    return new PorinError(this.code, this.message, {
      hint: this.hint,
      details: this.details,
      isUndone: this.isUndone,
      ...(this.lookFor === undefined ? {} : { lookFor: this.lookFor }),
      cause: this.cause,
      actionRunId,
    });
  }

  toBody(requestId?: string): ErrorBody {
    const { type, key } = this.kind;
    return {
      type,
      ...(key === undefined ? {} : { key }),
      code: this.code,
      message: this.message,
      hint: this.hint,
      ...(this.details === undefined ? {} : { data: this.details }),
      ...(this.actionRunId === undefined ? {} : { actionRunId: this.actionRunId }),
      ...(requestId === undefined ? {} : { requestId }),
    };
  }
}

/** True for our errors, also for those of the other bundle: the CLI and the server each carry this class. */
export function isPorinError(value: unknown): value is PorinError {
  return value instanceof PorinError || (value instanceof Error && value.name === 'PorinError' && 'kind' in value);
}
