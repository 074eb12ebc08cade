import { PorinError } from '../../kernel/errors.ts';
import type { CatalogOperation } from './catalog.ts';

export interface OperationRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly path: string;
  /** Those that carry input. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
}

/**
 * Lays an operation's one input out as HTTP: path parameters and headers, then query (GET, DELETE) or a JSON body; a field that is the
 * whole body leaves the others to the query.
 * Errors: `bad_request` when a path parameter is missing, or a header cannot carry its value.
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
  const headers = headersOf(operation, input);
  for (const name in operation.headers) used.add(name);
  const rest = Object.entries(input).filter(([name, value]) => !used.has(name) && value !== undefined);
  const request = { method: operation.method, headers };
  if (operation.method === 'GET' || operation.method === 'DELETE')
    return { ...request, path: withQuery(path, queryString(rest)) };
  if (operation.bodyAs === undefined) return { ...request, path, body: JSON.stringify(Object.fromEntries(rest)) };
  return {
    ...request,
    path: withQuery(path, queryString(rest.filter(([name]) => name !== operation.bodyAs))),
    body: JSON.stringify(input[operation.bodyAs] ?? {}),
  };
}

function headersOf(
  { headers = {} }: CatalogOperation,
  input: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const given = Object.entries(headers).filter(([field]) => input[field] !== undefined && input[field] !== null);
  return Object.fromEntries(given.map(([field, header]) => [header.toLowerCase(), headerText(field, input[field])]));
}

/** Headers carry printable ASCII safely, and lose spaces at their ends. */
function headerText(field: string, value: unknown): string {
  const text = String(value);
  if (/^[!-~]([ -~]*[!-~])?$/.test(text)) return text;
  throw new PorinError('bad_request', `${field}: expected printable ASCII characters, at least one`, {
    hint: 'It travels as a header, which can carry nothing else',
  });
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
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
