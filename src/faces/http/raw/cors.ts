import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationDefinition } from '../../../kernel/operation.ts';
import { limitHeaderNames } from '../rate-limit.ts';

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const headers = 'authorization, content-type, membrane-api-version, idempotency-key, x-request-id, x-file-name';
const exposed = `x-request-id, retry-after, allow, idempotency-replayed, ${limitHeaderNames}`;
// Two hours is the longest that Chromium keeps a preflight.
const maxAgeSeconds = '7200';
const headerName = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

/** What is reachable beside the operations with nothing but a bearer token. */
const further = ['files', 'openapi.json', 'sse'];

/**
 * Lets programs on other sites use the API: bearer tokens are all that counts there, so no site gains anything by its visitors. Pages,
 * which know cookies, are left out. Answers preflights itself and returns true then; call it only for requests with an `Origin`.
 */
export function corsRoute(
  operations: Readonly<Record<string, OperationDefinition>>,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const named = Object.values(operations).map(({ http }) => http.split('/')[1] ?? '');
  const roots = new Set([...named, ...further]);
  return (request, response) => {
    const path = request.url ?? '/';
    if (!roots.has(/^\/([^/?]*)/.exec(path)?.[1] ?? '')) return false;
    response.setHeader('access-control-allow-origin', '*');
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      response.setHeader('access-control-expose-headers', exposed);
      return false;
    }
    response
      .writeHead(204, {
        'access-control-allow-methods': methods,
        'access-control-allow-headers': `${headers}${ofTheApp(path, request)}`,
        'access-control-max-age': maxAgeSeconds,
        vary: 'access-control-request-headers',
      })
      .end();
    return true;
  };
}

/** A raw request may need whatever headers its app knows. */
function ofTheApp(path: string, request: IncomingMessage): string {
  if (!/^\/connections\/[^/]+\/(?:proxy|api)(?:[/?]|$)/.test(path)) return '';
  const asked = (request.headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim());
  const further = asked.filter((name) => headerName.test(name));
  return further.map((name) => `, ${name}`).join('');
}
