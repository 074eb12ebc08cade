import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { PorinError } from '../../kernel/errors.ts';
import { percentDecode } from '../../kernel/percent.ts';
import type { Egress, EgressRequest } from '../../kernel/ports/egress.ts';
import type { RawProxy } from '../../kernel/ports/http.ts';
import type { Counter, Logger } from '../../kernel/ports/telemetry.ts';
import type { Signer } from '../auth/signer.ts';
import { isWithheld } from './headers.ts';
import { outcomeLabels } from './labels.ts';
import { usable } from './resolve.ts';
import type { Target, Targets } from './target.ts';

export interface ProxyParts {
  readonly targets: Targets;
  readonly signer: Signer;
  readonly egress: Egress;
  readonly logger: Logger;
  readonly requests: Counter;
  /** The app answered 401: find out whether the credentials are refused, and note it. */
  unauthorized(target: Target): Promise<void>;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The warm path of a raw request: no SQL, no intermediate copies; credentials are opened for this call only. */
export function createProxy(parts: ProxyParts): RawProxy {
  const { targets, signer, egress } = parts;
  return async (caller, selector, rest, request, response) => {
    if (!caller.scopes.has('proxy'))
      throw new PorinError('access_denied', 'Raw requests need the scope proxy, which this token has not');
    const found = targets.get(caller.tenantId, selector);
    const target = usable(found instanceof Promise ? await found : found);
    const url = addressOf(target, rest);
    const headers = forwarded(request.headers);
    const isOurs = url.origin === target.origin;
    const signature = isOurs ? signer.sign(target.option, target.sealed, target.connection.fields) : undefined;
    for (const name in signature?.headers) headers[name] = signature?.headers[name] ?? '';
    for (const name in signature?.query) url.searchParams.set(name, signature?.query[name] ?? '');
    const method = request.method ?? 'GET';
    const sent: EgressRequest = {
      method,
      url,
      headers,
      body: bodyOf(request, headers),
      policy: target.policy,
      limits: target.streamLimits,
      // Only a connection that the app closed just before we wrote makes it twice.
      retry: safeMethods.has(method) ? 'safe' : 'never',
    };
    try {
      const { status } = await egress.proxy(sent, response);
      parts.requests.inc(outcomeLabels(target.connector.app, classOf(status)));
      if (status === 401) void examine(parts, target);
    } catch (error) {
      parts.requests.inc(outcomeLabels(target.connector.app, classOf(0)));
      throw error;
    } finally {
      signature?.forget();
    }
  };
}

async function examine({ unauthorized, logger }: ProxyParts, target: Target): Promise<void> {
  try {
    await unauthorized(target);
  } catch (error) {
    const { id } = target.connection;
    logger.warn({ connectionId: id, error: String(error) }, 'the refused credentials could not be examined');
  }
}

const classes = ['failed', '1xx', '2xx', '3xx', '4xx', '5xx'];

/** Status 0 means that no answer came. */
function classOf(status: number): string {
  return classes[Math.min(5, Math.floor(status / 100))] ?? 'failed';
}

function addressOf(target: Target, rest: string): URL {
  const isAbsolute = /^https?(:|%3a)/i.test(rest);
  const written = isAbsolute ? absolute(rest) : `${target.baseUrl}/${rest}`;
  try {
    return new URL(written);
  } catch (cause) {
    throw new PorinError('bad_request', `'${rest.slice(0, 200)}' is not a path of the app`, { cause });
  }
}

/** Some clients encode a full URL inside a path, others lose one of its slashes. */
function absolute(rest: string): string {
  const plain = /^https?%3a/i.test(rest) ? rest.replace(/^[^?]*/, decoded) : rest;
  return plain.replace(/^(https?):\/*/i, '$1://');
}

function decoded(text: string): string {
  const plain = percentDecode(text);
  if (plain !== undefined) return plain;
  throw new PorinError('bad_request', `'${text.slice(0, 200)}' is not a path of the app`);
}

function forwarded(given: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  const named = namedByConnection(given.connection);
  for (const name in given) {
    const value = given[name];
    if (value === undefined || isWithheld(name)) continue;
    if (named?.has(name)) continue;
    headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}

/** Headers that the caller's `Connection` keeps to its own hop; undefined for the everyday values. */
function namedByConnection(value: string | undefined): ReadonlySet<string> | undefined {
  if (value === undefined || value === 'keep-alive' || value === 'close') return undefined;
  return new Set(value.split(',').map((name) => name.trim().toLowerCase()));
}

/** The incoming stream, with its length when it is known; nothing for a request without a body. */
function bodyOf(request: IncomingMessage, headers: Record<string, string>): IncomingMessage | null {
  const length = request.headers['content-length'];
  if (length === undefined && request.headers['transfer-encoding'] === undefined) return null;
  if (length === '0') return null;
  if (length !== undefined) headers['content-length'] = length;
  return request;
}
