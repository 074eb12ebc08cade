import { PorinError } from '../../kernel/errors.ts';
import type { CatalogOperation } from './catalog.ts';

export interface OperationRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
}

/**
 * Lays an operation's one input out as HTTP: path parameters, then query (GET, DELETE) or a JSON body; a field that is the whole body
 * leaves the others to the query.
 * Errors: `bad_request` when a path parameter is missing.
 */
export function operationRequest(
  operation: CatalogOperation,
  input: Readonly<Record<string, unknown>>,
): OperationRequest {
  const used = new Set<string>();
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = input[name];
    if (value === undefined || value === null || value === '') {
      throw new PorinError('bad_request', `${name} is missing`, {
        hint: `${operation.id} needs it for ${operation.method} ${operation.path}`,
      });
    }
    used.add(name);
    return encodeURIComponent(String(value));
  });
  const rest = Object.entries(input).filter(([name, value]) => !used.has(name) && value !== undefined);
  if (operation.method === 'GET' || operation.method === 'DELETE') {
    const query = queryString(rest);
    return { method: operation.method, path: query === '' ? path : `${path}?${query}` };
  }
  if (operation.bodyAs === undefined)
    return { method: operation.method, path, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = queryString(rest.filter(([name]) => name !== operation.bodyAs));
  return {
    method: operation.method,
    path: query === '' ? path : `${path}?${query}`,
    body: JSON.stringify(input[operation.bodyAs] ?? {}),
  };
}

function queryString(entries: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of entries) {
    for (const item of Array.isArray(value) ? value : [value]) {
      query.append(name, typeof item === 'object' && item !== null ? JSON.stringify(item) : String(item));
    }
  }
  return query.toString();
}
