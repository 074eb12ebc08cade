import { notFound } from './refusal.ts';
import type { Route } from './route.ts';

interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds a route by method and path. Errors: 404, for a wrong method too. */
export type Matcher = (method: string, path: string) => Match;

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** Makes the matcher of a route table; a literal segment wins over a `:name` in the same place. */
export function compileRoutes(routes: readonly Route[]): Matcher {
  const names = ({ segments }: Compiled): number => segments.filter((segment) => segment.startsWith(':')).length;
  const byMethod = new Map<string, Compiled[]>();
  for (const route of routes) {
    const key = `${route.method} ${segmentsOf(route.path).length}`;
    byMethod.set(key, [...(byMethod.get(key) ?? []), { route, segments: segmentsOf(route.path) }]);
  }
  for (const compiled of byMethod.values()) compiled.sort((left, right) => names(left) - names(right));
  return (method, path) => {
    const segments = segmentsOf(path);
    for (const { route, segments: pattern } of byMethod.get(`${method} ${segments.length}`) ?? []) {
      const params = paramsOf(pattern, segments);
      if (params !== undefined) return { route, params };
    }
    throw notFound('Invalid endpoint. Please try again.');
  };
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [position, name] of pattern.entries()) {
    const segment = segments[position] ?? '';
    if (name.startsWith(':')) params[name.slice(1)] = decoded(segment);
    else if (name !== segment) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A lone % is text like any other; no document has such an id.
    return segment;
  }
}
