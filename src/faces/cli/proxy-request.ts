import { PorinError } from '../../kernel/errors.ts';

export interface ProxyInput {
  readonly connection: string;
  readonly path: string;
  readonly method: string | undefined;
  readonly headers: readonly string[];
  readonly query: readonly string[];
  readonly pathParams: readonly string[];
  /** Text of the body; undefined when there is none. */
  readonly body: string | undefined;
  /** What the caller says of the body; by default it is looked at. */
  readonly bodyIs: 'json' | 'raw' | 'any';
}

export interface ProxyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** The gateway request behind a raw request to an app. Errors: `bad_request` naming the flag. */
export function proxyRequest(input: ProxyInput): ProxyRequest {
  const method = (input.method ?? (input.body === undefined ? 'GET' : 'POST')).toUpperCase();
  if (!/^[A-Z]+$/.test(method)) {
    throw new PorinError('bad_request', `-X takes an HTTP method, not ${JSON.stringify(input.method)}`, {
      hint: 'GET, POST, PUT, PATCH or DELETE',
    });
  }
  const headers = headersOf(input.headers);
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const contentType = input.body === undefined || hasType ? undefined : contentTypeOf(input.body, input.bodyIs);
  return {
    method,
    path: `/connections/${encodeURIComponent(input.connection)}/proxy/${targetOf(input).replace(/^\/+/, '')}`,
    headers: {
      ...headers,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(input.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(input.body)) }),
    },
    ...(input.body === undefined ? {} : { body: input.body }),
  };
}

function targetOf({ path, pathParams, query }: ProxyInput): string {
  const filled = fillPath(path, new Map(pathParams.map((pair) => splitPair('pathParam', pair))));
  // A fragment never travels; what a URL cannot hold is encoded, what is encoded already stays.
  const encoded = filled.replace(/#.*$/s, '').replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  if (query.length === 0) return encoded;
  const pairs = query.map((pair) => splitPair('query', pair).map(encodeURIComponent).join('='));
  return `${encoded}${encoded.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

function fillPath(path: string, values: ReadonlyMap<string, string>): string {
  const used = new Set<string>();
  const fill = (whole: string, name: string): string => {
    const value = values.get(name);
    if (value === undefined) return whole;
    used.add(name);
    return encodeURIComponent(value);
  };
  const filled = path.replace(/\{([\w-]+)\}/g, fill).replace(/(?<=\/):([A-Za-z_][\w-]*)/g, fill);
  const unused = [...values.keys()].find((name) => !used.has(name));
  if (unused !== undefined) {
    throw new PorinError('bad_request', `--pathParam ${unused}: ${path} has neither {${unused}} nor :${unused}`, {
      hint: `Write the path with {${unused}} where the value belongs`,
    });
  }
  const open = /\{([\w-]+)\}/.exec(filled)?.[1];
  if (open !== undefined)
    throw new PorinError('bad_request', `{${open}} in ${path} has no value`, {
      hint: `Add --pathParam "${open}=VALUE"`,
    });
  return filled;
}

function splitPair(flag: string, pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new PorinError('bad_request', `--${flag} takes name=value, not ${JSON.stringify(pair)}`, {
    hint: `Example: --${flag} "limit=10"`,
  });
}

function headersOf(lines: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\r\n]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new PorinError('bad_request', `-H takes "Name: value", not ${JSON.stringify(line)}`, {
        hint: 'Example: -H "Accept: application/json"',
      });
    }
    const before = headers[name];
    headers[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return headers;
}

function contentTypeOf(body: string, bodyIs: ProxyInput['bodyIs']): string | undefined {
  if (bodyIs === 'raw') return undefined;
  if (bodyIs === 'json' || isJsonText(body)) return 'application/json';
  return /^[\w.%+[\]~-]+=[^\s]*$/.test(body) ? 'application/x-www-form-urlencoded' : 'text/plain; charset=utf-8';
}

function isJsonText(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    // A form or plain text.
    return false;
  }
}
