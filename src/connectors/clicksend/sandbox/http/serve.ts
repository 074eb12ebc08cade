import type { World } from '../../../../sandbox/definition.ts';
import { anonymous, callerOf } from '../account/callers.ts';
import { dbOf } from '../collections.ts';
import { readBody } from './body.ts';
import { compileRoutes, type Matcher } from './match.ts';
import { countRequest, rateHeaders, refuseTooMany } from './rate.ts';
import { Refusal } from './refusal.ts';
import type { Reply, Route } from './route.ts';

interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Address without the query. */
  readonly url: string;
}

function targetOf(request: Request, { origin }: World, basePath: string): Target {
  const { pathname, searchParams } = new URL(request.url);
  return { path: pathname.slice(basePath.length), query: searchParams, url: origin + pathname };
}

function respond(status: number, code: string | number, { message, data }: { message: string; data: unknown }) {
  return Response.json({ http_code: status, response_code: code, response_msg: message, data }, { status });
}

function succeed(reply: Reply): Response {
  if (!('bytes' in reply)) return respond(200, 'SUCCESS', reply);
  const name = reply.fileName.replace(/[^\w.-]/g, '_');
  const headers = { 'content-type': reply.contentType, 'content-disposition': `attachment; filename="${name}"` };
  return new Response(Buffer.from(reply.bytes), { headers });
}

async function answer(request: Request, world: World, { match, target }: { match: Matcher; target: Target }) {
  const { route, params } = match(request.method === 'HEAD' ? 'GET' : request.method, target.path);
  const caller = callerOf(world, request.headers.get('authorization'));
  if (caller === undefined && route.isPublic !== true) {
    throw new Refusal(401, 'UNAUTHORIZED', 'Authorization failed.');
  }
  if (caller?.account.banned === 1) {
    throw new Refusal(403, 'FORBIDDEN', 'Your account is suspended. Please contact support for more information.');
  }
  const body = await readBody(request);
  const known = caller ?? anonymous;
  const { query, url } = target;
  return world.store.transaction(() =>
    route.handle({ world, db: dbOf(world.store, known.account.id), caller: known, params, query, url, ...body }),
  );
}

/** Answers every request below the base path; all refusals come in the envelope. */
export function serveApi(
  routes: readonly Route[],
  { world, basePath }: { readonly world: World; readonly basePath: string },
): (request: Request) => Promise<Response> {
  const match = compileRoutes(routes);
  return async (request) => {
    const target = targetOf(request, world, basePath);
    const who = request.headers.get('authorization') ?? 'nobody';
    const counted = countRequest(world, who, request.method === 'GET' && target.path === '/account');
    const respondTo = async (): Promise<Response> => {
      try {
        refuseTooMany(counted);
        return succeed(await answer(request, world, { match, target }));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return respond(error.status, error.code, { message: error.message, data: null });
      }
    };
    const response = await respondTo();
    for (const [name, value] of Object.entries(rateHeaders(counted))) response.headers.set(name, value);
    return response;
  };
}
