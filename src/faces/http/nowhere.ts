import type { Context, Hono } from 'hono';
import { nowherePage } from '../pages/error-page.ts';
import { isNavigation } from './errors.ts';
import type { FaceEnv, FaceParts } from './face.ts';
import { allowHeader, noRoute, notAllowed } from './no-route.ts';

interface Elsewhere extends Pick<FaceParts, 'operations'> {
  /** Methods that a path has beside the router. */
  methodsAt(url: string): readonly string[];
}

/** Answers what no route took: with the methods that the path has, a page for a person, or what may have been meant. */
export async function nowhere(
  c: Context<FaceEnv>,
  app: Hono<FaceEnv>,
  { operations, methodsAt }: Elsewhere,
): Promise<Response> {
  const { incoming } = c.env;
  const methods = [...methodsAt(incoming.url ?? '/'), ...mountedAt(app, c.req.path)];
  // A route of this very method has looked, and found nothing.
  const isKnown = methods.length > 0 && !methods.includes(c.req.method === 'HEAD' ? 'GET' : c.req.method);
  if (isKnown && c.req.method === 'OPTIONS') return c.body(null, 204, { allow: allowHeader(methods) });
  if (isKnown) throw notAllowed(c.req, allowHeader(methods));
  if (isNavigation(incoming.headers)) {
    const { headers, body } = await nowherePage(c.req.path);
    return c.body(body, 404, { ...headers });
  }
  throw noRoute(
    c.req,
    Object.values(operations).map((operation) => operation.http),
  );
}

/** Methods of the routes that the router itself has there; middleware stands for none. */
function mountedAt(app: Hono<FaceEnv>, path: string): string[] {
  return ['GET', 'POST'].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method !== 'ALL'),
  );
}
