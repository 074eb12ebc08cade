import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';

/** What the contract hangs on connections and integrations, and actions do here. */
const kinds: Readonly<Record<string, string>> = {
  operations: 'operation',
  data: 'data collection',
  flows: 'flow',
  'data-sources': 'data source',
  'field-mappings': 'field mapping',
  'execute-request': 'named request',
};

const address = /^\/(connection|integration)s\/([^/]+)\/([a-z-]+)(?:\/([^/]*)|$)/;

/** The methods of a path as the header Allow lists them. */
export function allowHeader(methods: readonly string[]): string {
  const all = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return [...new Set(all), 'OPTIONS'].join(', ');
}

/** The path is known, the method is not. */
export function notAllowed(
  { method, path }: { readonly method: string; readonly path: string },
  allow: string,
): PorinError {
  return new PorinError('method_not_allowed', `${path.slice(0, 200)} has no ${method.slice(0, 20)}`, {
    hint: `It has ${allow}; /openapi.json lists every route`,
    details: { allow },
  });
}

/** Nothing is served there; says what may have been meant, or what does the same here. */
export function noRoute(
  { method, path }: { readonly method: string; readonly path: string },
  routes: readonly string[],
): PorinError {
  // Of routes that are as near the longer ones first: a letter too many is rarer than a wrong one.
  const nearest = nearestName(
    `${method} ${path}`,
    [...routes].sort((a, b) => b.length - a.length),
  );
  return (
    actionsInstead(path) ??
    new PorinError('not_found', `No route ${method} ${path.slice(0, 200)}`, {
      hint:
        nearest === undefined
          ? '/openapi.json lists every route'
          : `Did you mean ${nearest}? /openapi.json lists every route`,
    })
  );
}

function actionsInstead(path: string): PorinError | undefined {
  const [, owner, id, kind = '', name] = address.exec(path) ?? [];
  const noun = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (owner === undefined || noun === undefined) return undefined;
  const which = name === undefined || name === '' ? '' : ` '${name.slice(0, 100)}'`;
  const raw = owner === 'connection' ? `, and ANY /connections/${id}/proxy/{path} passes a raw request on` : '';
  const run = owner === 'connection' ? `POST /connections/${id}/actions/{key}/run` : 'POST /actions/{id}/run';
  return new PorinError('not_found', `The ${owner} ${id?.slice(0, 100)} has no ${noun}${which}: it has actions`, {
    hint: `GET /${owner}s/${id}/actions lists them, ${run} runs one${raw}`,
  });
}
