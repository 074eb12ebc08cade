import type { IncomingMessage } from 'node:http';
import { PorinError } from '../../kernel/errors.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  // As nearly every client writes it.
  if (/^Bearer [^\s]+$/.test(authorization)) return authorization.slice(7);
  return /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
}

/**
 * A token in the query (`token` or `access_token`), for the few routes whose clients cannot send a header: event streams and hosted pages.
 * Addresses end up in histories and logs, so every other route refuses it: see admit.
 */
export function queryTokenOf(request: IncomingMessage): string | undefined {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  // Its name may be written with escapes.
  if (mark < 0 || !(url.includes('token=', mark) || url.includes('%', mark))) return undefined;
  const { token, access_token: accessToken } = queryOf(url.slice(mark));
  const given = token ?? accessToken;
  return typeof given === 'string' ? given : given?.[0];
}

/** The parameters of a query string; a name that occurs several times has a list. */
export function queryOf(query: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairsOf(query)) {
    const before = found[name];
    found[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return found;
}

/** Name and value of each parameter. A query without escapes, which most are, is cut by hand: three times as fast. */
function pairsOf(query: string): Iterable<readonly [string, string]> {
  if (/[%+]/.test(query)) return new URLSearchParams(query);
  const written = query.startsWith('?') ? query.slice(1) : query;
  return written.split('&').flatMap((pair): [string, string][] => {
    const equals = pair.indexOf('=');
    if (pair === '') return [];
    return [equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]];
  });
}

/** A JSON object from a body; an empty body is an empty object, whatever its content type says. Errors: `bad_request`. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  if (isTooDeep(body)) {
    throw new PorinError('bad_request', `The body is nested deeper than ${maxDepth} levels`, { hint: 'Flatten it' });
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new PorinError(
      'bad_request',
      // The parser's own words repeat a piece of the body, which may be a secret.
      'The body is not JSON',
      { hint: 'Send a JSON object with content-type application/json', cause },
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new PorinError('bad_request', 'The body: expected a JSON object');
}

const maxDepth = 500;

/** Whatever walks a value takes a stack frame for each level, so a body of brackets alone would exhaust it. */
export function isTooDeep(body: Buffer): boolean {
  if (body.length <= maxDepth) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < body.length && depth <= maxDepth; at++) {
    const byte = body[at];
    if (byte === quote) isText = !isText;
    else if (byte === backslash && isText) at += 1;
    else if (!isText && (byte === openBracket || byte === openBrace)) depth += 1;
    else if (!isText && (byte === closeBracket || byte === closeBrace)) depth -= 1;
  }
  return depth > maxDepth;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('"\\[]{}');

/** Gives query and path texts the types that the schema expects; what does not fit stays text, for the schema to refuse. */
export function coerce(
  values: Readonly<Record<string, string | readonly string[]>>,
  schema: JsonSchema,
): Record<string, unknown> {
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined;
  const typed: Record<string, unknown> = {};
  for (const name in values) {
    const property = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const value = values[name];
    if (property && value !== undefined) typed[name] = coerceOne(value, property);
  }
  return typed;
}

function coerceOne(value: string | readonly string[], schema: JsonSchema): unknown {
  const type = schema['type'];
  if (type === 'array') return typeof value === 'string' ? value.split(',') : value.flatMap((one) => one.split(','));
  const text = typeof value === 'string' ? value : (value.at(-1) ?? '');
  if (type === 'boolean') return /^(true|1|yes)$/i.test(text) ? true : /^(false|0|no)$/i.test(text) ? false : text;
  if (type === 'integer' || type === 'number')
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}
