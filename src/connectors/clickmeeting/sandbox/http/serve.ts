import type { World } from '../../../../sandbox/definition.ts';
import { type Account, accounts } from '../account.ts';
import type { Collections } from '../collections.ts';
import { type Body, readBody, readBytes } from './body.ts';
import { attachment } from './disposition.ts';
import { type Fields, fieldsOfPairs, mergeFields, textOf } from './fields.ts';
import { type Format, formats, splitFormat } from './formats.ts';
import { compileRoutes, type Matcher } from './match.ts';
import { Refusal } from './refusal.ts';
import type { Reply, Route } from './route.ts';

/** The API's address and format, read from a URL. */
interface Target {
  readonly method: string;
  readonly segments: readonly string[];
  readonly pairs: readonly (readonly [string, string])[];
  readonly format: Format;
}

const corsHeaders = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Content-Disposition' };

function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    // A lone % is text like any other; the route then does not find it.
    return segment;
  }
}

function targetOf({ url, method: verb }: Request, basePath: string): Target {
  const method = verb === 'HEAD' ? 'GET' : verb;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const segments = path
    .slice(path.indexOf('/', path.indexOf('//') + 2))
    .split('/')
    .filter((segment) => segment !== '')
    // The base path's own; a client may have written them with percent signs.
    .slice(basePath.split('/').length - 1)
    .map(decodeSegment);
  const last = splitFormat(segments.at(-1) ?? '');
  if (last.format !== undefined) segments[segments.length - 1] = last.text;
  const pairs = mark < 0 ? [] : [...new URLSearchParams(url.slice(mark + 1))];
  const lastPair = pairs.at(-1);
  // Some clients append the ending to the whole address: ?page=1.json. What a POST sends there is a value.
  const inQuery = method === 'GET' && lastPair !== undefined ? splitFormat(lastPair[1]) : undefined;
  if (lastPair !== undefined && inQuery?.format !== undefined) lastPair[1] = inQuery.text;
  return { method, segments, pairs, format: last.format ?? inQuery?.format ?? 'json' };
}

function respond(reply: Reply, format: Format): Response {
  if (reply.kind === 'bytes') {
    const disposition = attachment(reply.filename);
    const headers = { ...corsHeaders, 'content-type': reply.contentType, 'content-disposition': disposition };
    if (reply.isChunked !== true) return new Response(Buffer.from(reply.bytes), { status: reply.status, headers });
    // Without the header the server would wait for the end and tell the length.
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    return new Response(new Blob([Buffer.from(reply.bytes)]).stream(), { status: reply.status, headers: chunked });
  }
  const { contentType, write } = formats[format];
  return new Response(write(reply.body), {
    status: reply.status,
    headers: { ...corsHeaders, 'content-type': contentType },
  });
}

function preflight(): Response {
  return new Response('', {
    headers: {
      ...corsHeaders,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
      'access-control-allow-headers': 'X-Api-Key, Content-Type, Accept, Authorization',
      'access-control-max-age': '600',
    },
  });
}

/** The body, or why it cannot be read: who has no valid key must learn nothing but that. */
async function tryBody(request: Request, method: string): Promise<Body | Refusal> {
  const none: Body = { fields: fieldsOfPairs([]), files: new Map() };
  if (method === 'GET') return none;
  try {
    const bytes = await readBytes(request);
    return readBody(request.headers.get('content-type') ?? '', bytes);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Clients send leftovers with DELETE that no form holds.
    return method === 'DELETE' ? none : error;
  }
}

function accountOf(request: Request, query: Fields, body: Body | Refusal): Account {
  const form = body instanceof Refusal ? undefined : textOf(body.fields['api_key']);
  const key = request.headers.get('x-api-key')?.trim() || textOf(query['api_key']) || form;
  const found = accounts.find(({ apiKey }) => apiKey === key);
  if (found !== undefined) return found;
  const message = key === undefined ? 'No API key: send it in the header X-Api-Key' : 'The API key is not valid';
  throw new Refusal(401, 'UNAUTHORIZED', [{ name: 'api_key', message }]);
}

async function answer(request: Request, target: Target, context: ServeContext): Promise<Reply> {
  const query = fieldsOfPairs(target.pairs);
  const body = await tryBody(request, target.method);
  const account = accountOf(request, query, body);
  const { route, params } = context.match(target.method, target.segments);
  if (body instanceof Refusal) throw body;
  return route.handle({
    world: context.world,
    db: context.db,
    account,
    params,
    query,
    fields: mergeFields(query, body.fields),
    files: body.files,
    referer: request.headers.get('referer'),
  });
}

interface ServeContext {
  readonly world: World;
  readonly db: Collections;
  readonly match: Matcher;
}

/** Answers every request below the base path; all refusals have the API's error shape. */
export function serveApi(
  routes: readonly Route[],
  options: { readonly world: World; readonly db: Collections; readonly basePath: string },
): (request: Request) => Promise<Response> {
  const context = { world: options.world, db: options.db, match: compileRoutes(routes) };
  return async (request) => {
    if (request.method === 'OPTIONS') return preflight();
    const target = targetOf(request, options.basePath);
    try {
      return respond(await answer(request, target, context), target.format);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return respond({ kind: 'data', status: error.status, body: error.toBody() }, target.format);
    }
  };
}
