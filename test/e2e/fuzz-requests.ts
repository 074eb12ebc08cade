import { request as openRequest } from 'node:http';
import fc from 'fast-check';
import { toJsonSchema } from '../../src/kernel/json-schema.ts';
import type { OperationDefinition } from '../../src/kernel/operation.ts';
import type { Known } from './fuzz-known.ts';
import { hugeNumber, knownOr, oddText, type Place, valueFor } from './fuzz-values.ts';

/** One request, laid out by hand: no client of ours would send most of these. */
export interface OddRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface OddAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const oddBody = fc.constantFrom(
  ...[
    '',
    '{',
    '}',
    '[',
    'null',
    '[]',
    '"x"',
    '{"a":',
    '{"a":1}{"a":2}',
    '\ufeff{}',
    '{"a":1e309}',
    '{"\\ud800":1}',
    'a=b&c=d',
  ],
  ...[
    '{"a":"\\u0000"}',
    '{"__proto__":1}',
    '\u0000',
    '{'.repeat(600),
    `{"a":${'['.repeat(480)}${']'.repeat(480)}}`,
    '{"a":NaN}',
    '--x\r\n',
  ],
);

const oddHeaders = fc.dictionary(
  fc.constantFrom(
    ...[
      'accept',
      'content-type',
      'idempotency-key',
      'x-forwarded-for',
      'x-forwarded-proto',
      'range',
      'if-match',
      'if-none-match',
    ],
    ...[
      'content-encoding',
      'expect',
      'accept-encoding',
      'origin',
      'cookie',
      'last-event-id',
      'x-file-name',
      'membrane-api-version',
    ],
    ...[
      'access-control-request-method',
      'sec-fetch-mode',
      'x-http-method-override',
      'te',
      'upgrade',
      'prefer',
      'x-porin',
    ],
  ),
  fc.oneof(
    fc.constantFrom(
      ...[
        'text/html',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        '*/*',
        ';;;',
        ',',
        '0',
      ],
      ...[
        'bytes=0-',
        'bytes=9-1',
        'gzip',
        'br',
        'identity',
        'navigate',
        'GET',
        'a',
        '127.0.0.1, ::1',
        'https',
        '"etag"',
        '%00',
        '%zz',
      ],
    ),
    fc.constantFrom('a'.repeat(3_000), 'session=1; __Host-session=%ff', 'k\u00e4y', '\u0001'.replace('\u0001', '~')),
  ),
  { maxKeys: 3 },
);

/** Requests for one operation: its path with odd parameters, its input nearly right or not at all, and odd headers. */
export function requestsFor(
  { http, input, headers: inHeaders = {}, bodyAs }: OperationDefinition,
  { known, tokens }: { readonly known: Known; readonly tokens: readonly string[] },
): fc.Arbitrary<OddRequest> {
  const [method = 'GET', path = '/'] = http.split(' ');
  const place: Place = { known, root: path.split('/')[1] ?? '', depth: 0 };
  const arbitraryInput = valueFor(toJsonSchema(input, 'input'), place).map((value) =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { value },
  );
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const parameters = fc.tuple(...names.map((name) => segmentFor(name, place)));
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return fc
    .tuple(arbitraryInput, parameters, oddHeaders, fc.option(oddBody, { freq: 8 }), fc.constantFrom(...tokens))
    .map(([given, texts, headers, raw, token]) => {
      const filled = names.reduce(
        (text, name, at) => text.replace(`{${name}}`, () => segmentText(texts[at] ?? '')),
        path,
      );
      const asHeaders = Object.entries(inHeaders).flatMap(([field, name]) =>
        typeof given[field] === 'string' ? [[name.toLowerCase(), headerText(given[field])] as const] : [],
      );
      // Most requests carry what belongs to their body alone.
      const { ...others } = given;
      for (const field of [...names, ...Object.keys(inHeaders), bodyAs ?? '']) delete others[field];
      const body = raw ?? jsonText(bodyAs === undefined ? others : given[bodyAs]);
      return {
        method,
        path: hasBody && bodyAs === undefined ? filled : filled + queryText(others),
        headers: { ...headers, ...Object.fromEntries(asHeaders), ...authorization(token) },
        ...(hasBody ? { body } : {}),
      };
    });
}

function segmentFor(name: string, place: Place): fc.Arbitrary<string> {
  return knownOr(oddText, name, place).map(String);
}

/** The same for a route that is no operation's. */
export function rawRequestsFor(
  route: string,
  { known, tokens }: { readonly known: Known; readonly tokens: readonly string[] },
): fc.Arbitrary<OddRequest> {
  const [methods = 'GET', path = '/'] = route.split(' ');
  const part = fc.oneof(fc.constantFrom(...known.all), oddText);
  const query = fc.dictionary(
    fc.constantFrom(
      'token',
      'state',
      'code',
      'next',
      'requestId',
      'link',
      'client_id',
      'redirectUri',
      'request_uri',
      'x',
    ),
    part,
    { maxKeys: 3 },
  );
  const place: Place = { known, root: path.split('/')[1] ?? '', depth: 0 };
  const parts = fc.tuple(fc.oneof(segmentFor('id', place), part), part);
  return fc
    .tuple(fc.constantFrom(...methods.split('|')), parts, query, oddHeaders, oddBody, fc.constantFrom(...tokens))
    .map(([method, names, given, headers, body, token]) => ({
      method,
      path: names.reduce((text, name) => text.replace('*', () => segmentText(name)), path) + queryText(given),
      headers: { ...headers, ...authorization(token) },
      ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    }));
}

/** Sends it over its own connection, and waits for the whole answer; of a stream for its beginning. */
export function sendOdd(
  url: string,
  { method, path, headers, body }: OddRequest,
  timeoutMs: number,
): Promise<OddAnswer> {
  return new Promise((resolve, reject) => {
    // Node leaves the length out where a body is unusual.
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const request = openRequest(url, { method, path, headers: { ...headers, ...length }, agent: false }, (response) => {
      const type = String(response.headers['content-type'] ?? '');
      const chunks: Buffer[] = [];
      const done = () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString('utf8') });
      };
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', done).on('error', done);
      if (!type.startsWith('text/event-stream')) return;
      done();
      request.destroy();
    });
    const timer = setTimeout(() => {
      reject(new Error(`no answer in ${timeoutMs} ms`));
      request.destroy();
    }, timeoutMs);
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });
}

/** In a shell's words, to try it again by hand. */
export function show({ method, path, headers, body }: OddRequest): string {
  const { authorization: _, ...rest } = headers;
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(rest).slice(0, 150)} ${JSON.stringify(body)?.slice(0, 300) ?? ''}`;
}

function jsonText(value: unknown): string {
  return (JSON.stringify(value) ?? '').replaceAll(`"${hugeNumber}"`, '1e309');
}

function authorization(token: string): Record<string, string> {
  return token === '' ? {} : { authorization: token.includes(' ') ? token : `Bearer ${token}` };
}

/** Percent-encoded, unless it is an escape by itself; long ones would be refused before anybody looks at them. */
function segmentText(text: string): string {
  return /^%[\w%.-]*$/.test(text) ? text : encoded(text.slice(0, 2_000));
}

function queryText(given: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value.slice(0, 20) : [value]).map((one) => {
      const text = typeof one === 'object' ? jsonText(one) : String(one);
      return `${encoded(name.slice(0, 200))}=${encoded(text.slice(0, 2_000))}`;
    }),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Lone surrogates have no encoding of their own; as bytes they are what no UTF-8 is. */
function encoded(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replaceAll(/[^a-z0-9]/gi, '%ed%a0%80') : encodeURIComponent(text);
}

function headerText(text: string): string {
  return text.replaceAll(/[^ -~\u00a0-\u00ff]/g, '?').slice(0, 3_000);
}
