import type { Action, SingleCallAction } from '../../kernel/action.ts';
import type { InlineApiRequest } from '../../kernel/ports/gateway.ts';
import type { Isolate } from '../../kernel/ports/isolate.ts';
import { codeRun } from '../actions/types/code.ts';
import type { Place } from '../actions/types/place.ts';
import { passedHeaders, readRawRequest } from '../actions/types/raw-request.ts';
import { effectOfRequest } from '../actions/types/request-config.ts';
import { codeVariables } from '../actions/types/variables.ts';

/** What actions have in common that are written where they are asked for. */
const inline = {
  source: 'inline' as const,
  phrases: [],
  inputSchema: {},
  outputSchema: {},
  validate: (input: unknown) => ({ ok: true as const, value: input }),
};

/**
 * A raw API request as an action: the fourth source. Its output is the app's answer as it is; it may carry what the proxy may.
 * Errors: `bad_request` naming the member that cannot be sent.
 */
export function inlineAction(api: InlineApiRequest): SingleCallAction {
  const request = readRawRequest({ ...api, headers: passedHeaders(api.headers ?? {}) }, 'api');
  return {
    ...inline,
    key: 'api-request',
    name: `${api.method} ${api.path}`,
    description: 'A raw request to the app',
    effect: effectOfRequest(request),
    request: () => request,
    result: (response) => response.body,
  };
}

/** Code as an action. */
export function inlineCode(code: string, place: Place, isolate: Isolate): Action {
  return {
    ...inline,
    key: 'code',
    name: 'Inline code',
    description: 'Code that was given with the request',
    // Nobody can tell what it will do.
    effect: 'write',
    run: async (input, tools) => {
      const data = await codeVariables(code, place, input);
      return codeRun(isolate, { code, data, place }, tools);
    },
  };
}
