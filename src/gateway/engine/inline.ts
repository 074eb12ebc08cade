import type { SingleCallAction } from '../../kernel/action.ts';
import type { HttpRequest } from '../../kernel/http.ts';
import type { InlineApiRequest } from '../../kernel/ports/gateway.ts';
import { isWithheld } from '../../kernel/withheld-headers.ts';

/** A raw API request as an action: the fourth source. Its output is the app's answer as it is. */
export function inlineAction(api: InlineApiRequest): SingleCallAction {
  const request: HttpRequest = {
    method: api.method,
    path: api.path.startsWith('/') || /^https?:/.test(api.path) ? api.path : `/${api.path}`,
    ...(/^https?:/.test(api.path) ? { url: api.path } : {}),
    query: api.query ?? {},
    headers: passed(api.headers ?? {}),
    ...(api.body === undefined ? {} : { body: { json: api.body } }),
  };
  return {
    key: 'api-request',
    name: `${api.method} ${api.path}`,
    description: 'A raw request to the app',
    effect: api.method === 'GET' ? 'read' : api.method === 'DELETE' ? 'destroy' : 'write',
    source: 'inline',
    phrases: [],
    inputSchema: {},
    outputSchema: {},
    validate: (input) => ({ ok: true, value: input }),
    request: () => request,
    result: (response) => response.body,
  };
}

/** What a raw request may carry: the same as through the proxy. */
function passed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isWithheld(name.toLowerCase())));
}
