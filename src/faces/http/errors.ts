import type { IncomingMessage } from 'node:http';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import { ordinaryScopes } from '../../kernel/ports/identity.ts';
import { failurePage } from '../pages/error-page.ts';
import type { FaceParts } from './face.ts';
import { addLimit, limitOf } from './rate-limit.ts';
import { queryTokenOf } from './request.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the body says. */
  readonly shown: PorinError;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly requestId: string;
}

/** Any thrown value as an answer. Our own faults are logged with their cause and shown without it. */
export function errorAnswer(
  error: unknown,
  exchange: Exchange,
  { logger, connect }: Pick<FaceParts, 'logger' | 'connect'>,
): ErrorAnswer {
  const shown = isPorinError(error)
    ? error
    : new PorinError('internal', 'The gateway failed to answer', { cause: error });
  if (shown.kind.status >= 500 && shown.kind.type === 'internal' && shown.actionRunId === undefined) {
    const cause =
      shown.cause instanceof Error ? (shown.cause.stack ?? shown.cause.message) : String(shown.cause ?? shown.stack);
    logger.error({ requestId: exchange.requestId, code: shown.code, cause }, shown.message);
  }
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-request-id': exchange.requestId,
  };
  if (shown.kind.status === 401) headers['www-authenticate'] = challenge(exchange.request, connect.publicUrl());
  const wait = retryAfterSeconds(shown.details);
  if (wait !== undefined) headers['retry-after'] = String(wait);
  const allow = allowOf(shown);
  if (allow !== undefined) headers['allow'] = allow;
  if (shown.code === 'unsupported_media_type') headers['accept-encoding'] = 'gzip, deflate, br';
  const limit = limitOf(shown);
  if (limit !== undefined) addLimit(headers, limit);
  return { status: shown.kind.status, headers, body: JSON.stringify(shown.toBody(exchange.requestId)), shown };
}

/** The same where a browser may have come for a page: then a person reads it. */
export async function errorPage(
  error: unknown,
  exchange: Exchange,
  parts: Pick<FaceParts, 'logger' | 'connect'>,
): Promise<ErrorAnswer> {
  const answer = errorAnswer(error, exchange, parts);
  if (!isNavigation(exchange.request.headers)) return answer;
  const { headers, body } = await failurePage(answer.shown, exchange.requestId);
  return { ...answer, headers: { ...answer.headers, ...headers }, body };
}

/** True when a browser asks for a page to show, and not a program for data. */
export function isNavigation(headers: IncomingMessage['headers']): boolean {
  const mode = headers['sec-fetch-mode'];
  // Browsers say it themselves where the address is trustworthy, which http in a network is not.
  if (mode !== undefined) return mode === 'navigate';
  const types = (headers.accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  const at = types.indexOf('text/html');
  const anyAt = types.indexOf('*/*');
  return at >= 0 && !types.includes('application/json') && (anyAt < 0 || at < anyAt);
}

/** An MCP endpoint, which is a resource of its own. */
const mcpPath = /^\/mcp(?:\/[\w.-]+)?(?=[/?]|$)/;

/** How a client finds out whom to ask for a token (RFC 9728), and whether the one that it sent is the trouble (RFC 6750). */
function challenge(request: IncomingMessage, publicUrl: string): string {
  const isGiven = request.headers.authorization !== undefined || queryTokenOf(request) !== undefined;
  const path = mcpPath.exec(request.url ?? '')?.[0] ?? '';
  // Clients of an MCP endpoint ask for what they are told to, those of the API for what they need.
  const scope = path === '' ? '' : `, scope="${ordinaryScopes.join(' ')}"`;
  const found = `Bearer realm="porin", resource_metadata="${publicUrl}/.well-known/oauth-protected-resource${path}"${scope}`;
  return isGiven ? `${found}, error="invalid_token"` : found;
}

function retryAfterSeconds(details: unknown): number | undefined {
  if (typeof details !== 'object' || details === null || !('retryAfterMs' in details)) return undefined;
  return typeof details.retryAfterMs === 'number' ? Math.ceil(details.retryAfterMs / 1_000) : undefined;
}

/** RFC 9110 §15.5.6: who refuses a method says which there are. */
function allowOf({ code, details }: PorinError): string | undefined {
  if (code !== 'method_not_allowed' || typeof details !== 'object' || details === null) return undefined;
  return 'allow' in details && typeof details.allow === 'string' ? details.allow : undefined;
}
