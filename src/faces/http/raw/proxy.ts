import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../../../kernel/ids.ts';
import { percentDecoded } from '../../../kernel/percent.ts';
import { errorAnswer } from '../errors.ts';
import type { FaceParts } from '../face.ts';
import { refuse } from '../refusal.ts';
import { bearerToken } from '../request.ts';

const prefix = '/connections/';

/**
 * ANY /connections/{id}/proxy/{path}, or `api` in place of `proxy`: served on node's own objects, beside the router, because every
 * layer in between costs more than the rest of the path. Returns false when the request is not one of these. See adr/0006.
 */
export function proxyRoute(parts: FaceParts): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const url = request.url ?? '';
    if (!url.startsWith(prefix)) return false;
    const end = url.indexOf('/', prefix.length);
    if (end < 0) return false;
    const marker = url.startsWith('/proxy', end) ? '/proxy' : '/api';
    if (!url.startsWith(marker, end)) return false;
    const after = url[end + marker.length];
    if (after !== undefined && after !== '/' && after !== '?') return false;
    const rest = after === '/' ? url.slice(end + marker.length + 1) : url.slice(end + marker.length);
    void serve(parts, request, response, { selector: url.slice(prefix.length, end), rest });
    return true;
  };
}

async function serve(
  parts: FaceParts,
  request: IncomingMessage,
  response: ServerResponse,
  { selector, rest }: { selector: string; rest: string },
): Promise<void> {
  try {
    const known = parts.authenticate(bearerToken(request.headers.authorization));
    const caller = known instanceof Promise ? await known : known;
    if (!caller.isOwner) parts.limits.take('tenant', caller.tenantId);
    await parts.proxy(caller, percentDecoded(selector), rest, request, response);
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    refuse({ request, response }, errorAnswer(error, { request, requestId: newId('req') }, parts), parts.patience);
  }
}
