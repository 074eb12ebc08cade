import type { IncomingMessage } from 'node:http';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { FaceParts } from './face.ts';
import { queryTokenOf } from './request.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Any thrown value as an answer. Our own faults are logged with their cause and shown without it. */
export function errorAnswer(
  error: unknown,
  { request, requestId }: { readonly request: IncomingMessage; readonly requestId: string },
  { logger, connect }: Pick<FaceParts, 'logger' | 'connect'>,
): ErrorAnswer {
  const shown = isPorinError(error)
    ? error
    : new PorinError('internal', 'The gateway failed to answer', { cause: error });
  if (shown.kind.status >= 500 && shown.kind.type === 'internal' && shown.actionRunId === undefined) {
    const cause =
      shown.cause instanceof Error ? (shown.cause.stack ?? shown.cause.message) : String(shown.cause ?? shown.stack);
    logger.error({ requestId, code: shown.code, cause }, shown.message);
  }
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  };
  if (shown.kind.status === 401) headers['www-authenticate'] = challenge(request, connect.publicUrl());
  const wait = retryAfterSeconds(shown.details);
  if (wait !== undefined) headers['retry-after'] = String(wait);
  return { status: shown.kind.status, headers, body: JSON.stringify(shown.toBody(requestId)) };
}

/** How a client finds out whom to ask for a token (RFC 9728), and whether the one that it sent is the trouble (RFC 6750). */
function challenge(request: IncomingMessage, publicUrl: string): string {
  const isGiven = request.headers.authorization !== undefined || queryTokenOf(request) !== undefined;
  const found = `Bearer realm="porin", resource_metadata="${publicUrl}/.well-known/oauth-protected-resource"`;
  return isGiven ? `${found}, error="invalid_token"` : found;
}

function retryAfterSeconds(details: unknown): number | undefined {
  if (typeof details !== 'object' || details === null || !('retryAfterMs' in details)) return undefined;
  return typeof details.retryAfterMs === 'number' ? Math.ceil(details.retryAfterMs / 1_000) : undefined;
}
