import { type ErrorCode, errorKinds, PorinError } from '../../kernel/errors.ts';

/** An error that the gateway answered, with the id under which its log knows the request. */
export class GatewayFailure extends PorinError {
  readonly requestId: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    facts: { hint?: string; details?: unknown; actionRunId?: string; requestId?: string },
  ) {
    const { requestId, ...options } = facts;
    super(code, message, options);
    this.requestId = requestId;
  }
}

/** Turns an error answer into the error it stands for, by its code, else by its status. */
export function failureOf(answer: { status: number; text: string; requestId?: string }): GatewayFailure {
  const body = parseObject(answer.text);
  const text = (name: string) => (typeof body?.[name] === 'string' ? body[name] : undefined);
  const code = text('code');
  const hint = text('hint');
  const actionRunId = text('actionRunId');
  const requestId = text('requestId') ?? answer.requestId;
  const known = code !== undefined && isErrorCode(code);
  return new GatewayFailure(
    known ? code : codeOfStatus(answer.status),
    text('message') ?? `The gateway answered ${answer.status}${excerpt(answer.text)}`,
    {
      ...(hint === undefined ? {} : { hint }),
      ...(body?.['data'] === undefined ? {} : { details: body['data'] }),
      ...(actionRunId === undefined ? {} : { actionRunId }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  );
}

/** True when a body is the gateway's own error, not something an app answered through the proxy. */
export function isGatewayError(text: string): boolean {
  const body = parseObject(text);
  const code = body?.['code'];
  return (
    typeof code === 'string' &&
    isErrorCode(code) &&
    body?.['type'] === errorKinds[code].type &&
    typeof body['hint'] === 'string'
  );
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorKinds, code);
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'not_authenticated';
  if (status === 403) return 'access_denied';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 413) return 'payload_too_large';
  if (status === 429) return 'rate_limited';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 400 && status < 500 ? 'bad_request' : 'internal';
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, 120);
  return line === '' ? ' without a body' : `: ${line}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Not JSON: a proxy's page or a cut-off body; the caller falls back to the status.
    return undefined;
  }
}
