import type { Action, Effect } from '../../kernel/action.ts';
import type { Refusal } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { plainText } from '../../kernel/plain-text.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import { retryAfterMs } from '../../platform/egress/retries.ts';
import type { Connector } from '../catalog/catalog.ts';

/** The app refused the credentials, so the connection has to be renewed. */
export class CredentialsRefused extends Error {
  readonly status: number;
  /** What the app answered. */
  readonly response: HttpResponse | undefined;

  constructor(message: string, status: number, response?: HttpResponse) {
    super(message);
    this.name = 'CredentialsRefused';
    this.status = status;
    this.response = response;
  }
}

const maxMessageLength = 500;

/** What is known of the request that was answered. */
export interface Asked {
  /** Whether it carried the connection's credentials; without them a 401 says nothing about them. */
  readonly signed: boolean;
  readonly request?: Pick<HttpRequest, 'anyStatus' | 'forCode' | 'foreign' | 'url'>;
}

/**
 * Judges an answer: returns it when the app did what was asked.
 * Errors: `CredentialsRefused` when they were sent; `rate_limited`; `upstream_refused` for other refusals; for a failing app `upstream_failed`,
 * or `outcome_unknown` when the request changes something and the app may have done it before it failed.
 */
export function judge(
  response: HttpResponse,
  connector: Connector,
  action: Pick<Action, 'key' | 'effect'>,
  redactor: Redactor,
  { signed, request = {} }: Asked = { signed: true },
): HttpResponse {
  // What the connector knows of its app says nothing about the answers of others.
  const hidden = request.foreign ? undefined : connector.hooks.refusal?.(response);
  const isRefused = signed && (hidden?.credentials || (!hidden && response.status === 401));
  if (!isRefused && isAnswer(response, request, hidden)) return response;
  const name = request.foreign ? hostOf(request.url) : connector.definition.name;
  const message = hidden?.message ?? readMessage(response, connector);
  const said = message === undefined ? '' : `: ${plainText(redactor.redactText(message), maxMessageLength)}`;
  if (isRefused) {
    throw new CredentialsRefused(
      `${name} refused the credentials (${response.status})${said}`,
      response.status,
      response,
    );
  }
  const details = { status: response.status, ...detailsOf(hidden, response, redactor) };
  throw failureOf(response, `${name} answered ${action.key} with ${response.status}${said}`, action.effect, details);
}

function isAnswer({ status }: HttpResponse, { anyStatus, forCode }: NonNullable<Asked['request']>, hidden?: Refusal) {
  // A refusal that hides behind a success would be taken for one by code, too.
  return status < 300 ? anyStatus === true || !hidden : anyStatus === true || forCode === true;
}

function hostOf(url = ''): string {
  return URL.canParse(url) ? new URL(url).host : 'The address';
}

function failureOf(response: HttpResponse, message: string, effect: Effect, details: object): PorinError {
  const { status } = response;
  if (status === 429) {
    const wait = response.headers['retry-after'];
    const waitMs = retryAfterMs(wait, Date.now());
    return new PorinError('rate_limited', message, {
      details: { ...details, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) },
      hint: wait === undefined ? 'Wait before trying again' : `Try again after ${wait} (Retry-After)`,
    });
  }
  if (status >= 500) {
    // 501 and 503 say that nothing was done; any other failure may have come after the effect.
    const isUnknown = effect !== 'read' && status !== 501 && status !== 503;
    return new PorinError(isUnknown ? 'outcome_unknown' : 'upstream_failed', message, { details });
  }
  if (status >= 300 && status < 400) {
    return new PorinError('upstream_refused', message, {
      details: { ...details, location: response.headers['location'] },
      hint: 'Redirects are not followed; check the path',
    });
  }
  return new PorinError('upstream_refused', message, { details });
}

function detailsOf(hidden: Refusal | undefined, response: HttpResponse, redactor: Redactor): { body?: unknown } {
  const body = hidden?.details ?? response.body;
  if (body === undefined) return {};
  const shown = redactor.redact(body);
  const text = typeof shown === 'string' ? shown : (JSON.stringify(shown) ?? '');
  return { body: text.length > 4_096 ? plainText(text.slice(0, 4_096), maxMessageLength) : shown };
}

/** The app's own words, from the first of the connector's paths that leads to some. `*` takes every element. */
function readMessage(response: HttpResponse, connector: Connector): string | undefined {
  for (const path of connector.definition.errorMessagePaths) {
    const found = valuesAt(response.body, path.split('.')).filter((value) => typeof value === 'string' && value !== '');
    if (found.length > 0) return found.join('; ');
  }
  const { body } = response;
  // A page says nothing in its first words; the details have it.
  return typeof body === 'string' && !/^\s*</.test(body) ? body.slice(0, maxMessageLength) : undefined;
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [head, ...rest] = path;
  if (head === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (head === '*') return Object.values(value).flatMap((member) => valuesAt(member, rest));
  return Object.hasOwn(value, head) ? valuesAt((value as Record<string, unknown>)[head], rest) : [];
}
