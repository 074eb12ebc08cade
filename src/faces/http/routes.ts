import { type Context, Hono } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { newId } from '../../kernel/ids.ts';
import { pages } from '../pages/pages.ts';
import { errorPage, isNavigation } from './errors.ts';
import type { FaceEnv, FaceParts } from './face.ts';
import { nowhere } from './nowhere.ts';
import { openapi } from './openapi.ts';
import { mountAssets } from './raw/assets.ts';
import { mountConnectFlow } from './raw/connect-flow.ts';
import { mountFiles } from './raw/files.ts';
import { mountOAuth, queryParameters, requesterOf } from './raw/oauth.ts';
import { mountSkills } from './raw/well-known-skills.ts';
import { createReply } from './reply.ts';

/**
 * What is not an operation: files, documents and pages, and what is nowhere; with one way of answering errors.
 * `methodsAt` tells the methods that a path has beside the router.
 */
export function createRoutes(parts: FaceParts, methodsAt: (url: string) => readonly string[]): Hono<FaceEnv> {
  const app = new Hono<FaceEnv>();
  app.use(async (c, next) => {
    const requestId = newId('req');
    c.set('requestId', requestId);
    c.set('reply', createReply(requestId));
    c.env.outgoing.setHeader('x-request-id', requestId);
    await next();
  });
  app.onError(async (error, c) => {
    const { status, headers, body } = await errorPage(
      error,
      { request: c.env.incoming, requestId: c.get('requestId') },
      parts,
    );
    return c.body(body, status as StatusCode as 500, { ...c.get('reply').headers, ...headers });
  });
  mountFiles(app, parts);
  mountOAuth(app, parts);
  mountAssets(app);
  mountSkills(app, parts);
  mountConnectFlow(app, parts);
  app.get('/metrics', (c) => c.text(parts.metrics.render(), 200, { 'content-type': 'text/plain; version=0.0.4' }));
  app.get('/openapi.json', (c) => c.json(openapi(parts.operations, parts.version)));
  const ways = { requester: requesterOf(parts), queryOf: queryParameters };
  const clientIp = (c: Context<FaceEnv>) => parts.clients.ip(c.env.incoming);
  app.route('/', pages({ ...parts, ...ways, visitors: parts.people, clientIp }));
  app.get('/login', (c) => (isNavigation(c.env.incoming.headers) ? c.redirect('/sign-in', 303) : c.notFound()));
  app.notFound((c) => nowhere(c, app, { operations: parts.operations, methodsAt }));
  return app;
}
