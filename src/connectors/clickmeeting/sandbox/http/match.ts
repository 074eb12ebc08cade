import { Refusal } from './refusal.ts';
import type { Route } from './route.ts';

interface CompiledRoute {
  readonly route: Route;
  readonly segments: readonly string[];
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds routes by method and path segments; a literal segment wins over a `:name` in the same place. */
export type Matcher = (method: string, segments: readonly string[]) => Match;

function paramsOf(compiled: CompiledRoute, segments: readonly string[]): Record<string, string> | undefined {
  if (compiled.segments.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [position, pattern] of compiled.segments.entries()) {
    const segment = segments[position] ?? '';
    if (pattern.startsWith(':')) params[pattern.slice(1)] = segment;
    // Clients ask for conferences/Active.
    else if (pattern !== segment.toLowerCase()) return undefined;
  }
  return params;
}

const usualMethods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Makes the matcher of a route table.
 * Errors of the matcher: Refusal 501 for a method that no address takes, 404 for an unknown path, 405 for a known one
 * with another method.
 */
export function compileRoutes(routes: readonly Route[]): Matcher {
  const names = (route: CompiledRoute): number => route.segments.filter((segment) => segment.startsWith(':')).length;
  const compiled = routes
    .map((route) => ({ route, segments: route.path.split('/').filter((segment) => segment !== '') }))
    .sort((left, right) => names(left) - names(right));
  return (method, segments) => {
    const otherMethods = new Set<string>();
    for (const candidate of compiled) {
      const params = paramsOf(candidate, segments);
      if (params === undefined) continue;
      if (candidate.route.method === method) return { route: candidate.route, params };
      otherMethods.add(candidate.route.method);
    }
    const path = `/${segments.join('/')}`.slice(0, 200);
    if (!usualMethods.has(method)) {
      const message = `There is no method ${method.slice(0, 20)} here`;
      throw new Refusal(501, 'NOT_IMPLEMENTED', [{ name: 'method', message }]);
    }
    if (otherMethods.size === 0)
      throw new Refusal(404, 'NOT_FOUND', [{ name: 'path', message: `Unknown address ${path}` }]);
    const message = `${method.slice(0, 20)} is not possible on ${path}; it takes ${[...otherMethods].join(', ')}`;
    throw new Refusal(405, 'METHOD_NOT_ALLOWED', [{ name: 'method', message }]);
  };
}
