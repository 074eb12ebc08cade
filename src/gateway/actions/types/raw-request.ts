import { PorinError } from '../../../kernel/errors.ts';
import type { HttpBody, HttpMethod, HttpRequest, QueryValue } from '../../../kernel/http.ts';
import { isWithheld } from '../../../kernel/withheld-headers.ts';
import { isRecord } from './saved-type.ts';

/** A request as somebody wrote it, or as formulas made it: nothing of it is certain. */
export interface RawRequest {
  readonly method?: unknown;
  /** Below the app's base URL, or a whole address. */
  readonly path: unknown;
  readonly query?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
}

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const satisfies HttpMethod[];

/**
 * The request that is meant. `at` names it in errors: `request`.
 * Errors: `bad_request` naming the member that cannot be sent.
 */
export function readRawRequest(
  raw: RawRequest,
  at: string,
): HttpRequest & { readonly headers: Record<string, string> } {
  const method = readMethod(raw.method, `${at}.method`);
  const { query, repeated } = readQuery(raw.query, `${at}.query`);
  const headers = readHeaders(raw.headers, `${at}.headers`);
  const address = withQuery(readPath(raw.path, `${at}.path`), repeated);
  const body = raw.body === undefined ? undefined : bodyOf(raw.body, headers);
  return {
    method,
    ...(isAddress(address) ? { path: '/', url: address } : { path: address.startsWith('/') ? address : `/${address}` }),
    query,
    headers: body === undefined ? headers : withoutType(headers),
    ...(body === undefined ? {} : { body }),
  };
}

/** What of a caller's headers an app may be sent; its own credentials are not among them. */
export function passedHeaders<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isWithheld(name.toLowerCase())));
}

export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** `/users/{id}` with its parameters in place, percent-encoded. Errors: `bad_request` naming the one that is missing. */
export function fillPath(path: string, parameters: unknown, at: string): string {
  const given = isRecord(parameters) ? parameters : {};
  return path.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value === null || value === '')
      throw new PorinError('bad_request', `${at}.pathParameters.${name}: required, for {${name}} in the path`, {
        hint: `Give pathParameters.${name} in the action, or the input that it is made from`,
      });
    const text = scalar(value);
    // Encoded dots still are dots to whoever reads the address, and would lead to another path.
    if (text === undefined || text === '.' || text === '..')
      throw new PorinError(
        'bad_request',
        `${at}.pathParameters.${name}: expected text or number for one part of the path`,
      );
    if (/\p{Surrogate}/u.test(text))
      throw new PorinError('bad_request', `${at}.pathParameters.${name}: half of a surrogate pair is no text`);
    return encodeURIComponent(text);
  });
}

function readMethod(method: unknown, at: string): HttpMethod {
  const wanted = typeof method === 'string' ? method.toUpperCase() : (method ?? 'GET');
  const found = httpMethods.find((known) => known === wanted);
  if (found) return found;
  throw new PorinError('bad_request', `${at}: expected one of ${httpMethods.join(', ')}`);
}

function readPath(path: unknown, at: string): string {
  if (typeof path === 'string' && path !== '') return path;
  throw new PorinError('bad_request', `${at}: required, expected text`);
}

function readQuery(query: unknown, at: string) {
  const single: Record<string, QueryValue> = {};
  const repeated: [string, string][] = [];
  for (const [name, value] of entriesOf(query, at)) {
    if (value === undefined || value === null) continue;
    const values = Array.isArray(value) ? value : [value];
    const texts = values.map(scalar);
    if (texts.includes(undefined))
      throw new PorinError('bad_request', `${at}.${name}: expected text, number, boolean, or a list of them`);
    if (Array.isArray(value)) repeated.push(...texts.map((text): [string, string] => [name, text ?? '']));
    else single[name] = texts[0];
  }
  return { query: single, repeated };
}

function withQuery(path: string, repeated: [string, string][]): string {
  if (repeated.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(repeated)}`;
}

function readHeaders(headers: unknown, at: string): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of entriesOf(headers, at)) {
    if (value === undefined || value === null) continue;
    const text = scalar(value);
    // The name is shown, the value may be a secret.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw new PorinError('bad_request', `${at}: '${name}' is no name of a header`);
    if (text === undefined || /[^\t\x20-\x7e\x80-\xff]/.test(text))
      throw new PorinError(
        'bad_request',
        `${at}.${name}: expected text on one line, in characters that a header can carry`,
      );
    // Which of the two is sent would depend on their order, which is no part of what a person approves.
    if (Object.hasOwn(read, name.toLowerCase()))
      throw new PorinError('bad_request', `${at}.${name}: given twice, in other letters`);
    read[name.toLowerCase()] = text;
  }
  return read;
}

function entriesOf(value: unknown, at: string): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (isRecord(value)) return Object.entries(value);
  throw new PorinError('bad_request', `${at}: expected object`);
}

function scalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** As its content type says; JSON when it says nothing. */
function bodyOf(body: unknown, headers: Readonly<Record<string, string>>): HttpBody {
  const contentType = headers['content-type'];
  if (contentType === undefined) return { json: body };
  if (typeof body === 'string') return { text: body, contentType };
  if (isRecord(body)) {
    if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return { form: body };
    if (/^multipart\/form-data\b/i.test(contentType)) return { multipart: partsOf(body) };
  }
  return { text: JSON.stringify(body), contentType };
}

function partsOf(body: Readonly<Record<string, unknown>>) {
  return Object.entries(body).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [{ name, value: scalar(value) ?? JSON.stringify(value) }],
  );
}

function withoutType({ 'content-type': _, ...headers }: Record<string, string>): Record<string, string> {
  return headers;
}
