import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../../../sandbox/definition.ts';
import { credentials, projectOf, regions } from '../project.ts';
import { parsedJson } from './json.ts';
import { Refusal, type Reply } from './reply.ts';
import type { Route } from './route.ts';

const usualConcurrency = 3;

interface Target {
  /** Below the base path, without slashes at its ends. */
  readonly path: string;
  readonly rawQuery: string;
  /** The region whose address was called; undefined for the plain one. */
  readonly region: string | undefined;
}

/** Answers requests to the API: credentials, method, limits on concurrent requests, and the envelope. */
export function serveApi(routes: readonly Route[], world: World): (request: Request) => Promise<Response> {
  const table = new Map(routes.map((route) => [route.path, route]));
  const underWay = new Map<string, number>();
  return async (request) => {
    const target = targetOf(request);
    if (!isAllowed(request, target, world)) {
      return respond(new Refusal('Invalid Credentials', { code: 401, status: 401 }).reply);
    }
    const route = table.get(target.path);
    // Live hosts answer so for what they do not know.
    if (route === undefined) return respond({ status: 200 });
    const busy = underWay.get(route.path) ?? 0;
    if (busy >= (route.concurrency ?? usualConcurrency)) {
      return respond(new Refusal('Too many concurrent requests', { code: 429, status: 429 }).reply);
    }
    underWay.set(route.path, busy + 1);
    try {
      return respond(await answer(request, { route, target, world }));
    } finally {
      underWay.set(route.path, (underWay.get(route.path) ?? 1) - 1);
    }
  };
}

interface Found {
  readonly route: Route;
  readonly target: Target;
  readonly world: World;
}

async function answer(request: Request, { route, target, world }: Found): Promise<Reply> {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = method === 'GET' || method === 'POST' ? route.methods[method] : undefined;
  const text = await request.text();
  const { latencyMs } = projectOf(world);
  if (latencyMs > 0) await sleep(latencyMs);
  try {
    if (handler === undefined) throw new Refusal('Method Not Allowed', { code: 405, status: 405 });
    const query = new URLSearchParams(target.rawQuery);
    return handler({
      world,
      query,
      rawQuery: target.rawQuery,
      body: text.trim() === '' ? undefined : parsedJson(text, 'body'),
    });
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function respond({ status, body }: Reply): Response {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

/** Reads `/1/events.json` and `/us1/1/events.json`, and the region of a host such as `us1.localhost`. */
function targetOf({ url, headers }: Request): Target {
  const mark = url.indexOf('?');
  const address = mark < 0 ? url : url.slice(0, mark);
  const segments = address
    .slice(address.indexOf('/', address.indexOf('//') + 2))
    .split('/')
    .filter((part) => part !== '');
  const isRegion = (name: string | undefined): boolean => regions.some((region) => region === name);
  const prefix = isRegion(segments[0]) ? segments.shift() : undefined;
  const host = (headers.get('host') ?? new URL(url).host).split('.')[0];
  return {
    path: segments.slice(1).join('/'),
    rawQuery: mark < 0 ? '' : url.slice(mark + 1).replace(/#.*$/, ''),
    region: prefix ?? (isRegion(host) ? host : undefined),
  };
}

/** A wrong region knows neither the project nor its passcode. */
function isAllowed({ headers }: Request, { region }: Target, world: World): boolean {
  const isHere = region === undefined || region === projectOf(world).region;
  const isKnown = isEqual(headers.get('x-clevertap-account-id'), credentials.accountId);
  return isEqual(headers.get('x-clevertap-passcode'), credentials.passcode) && isKnown && isHere;
}

function isEqual(given: string | null, expected: string): boolean {
  const [left, right] = [given ?? '', expected].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
