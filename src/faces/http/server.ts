import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import type { FaceParts, NodeBindings } from './face.ts';
import { createGuard, type Exposure } from './guard.ts';
import { operationRoutes } from './operations.ts';
import { corsRoute } from './raw/cors.ts';
import { proxyRoute } from './raw/proxy.ts';
import { eventStreams } from './raw/sse.ts';
import { createRoutes } from './routes.ts';

/** How a server is reached. */
export interface ServerOptions extends Exposure {
  /** In PEM; with it the server speaks https. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** The gateway's HTTP server: raw proxy first, then operations, files, pages and documents. Not yet listening. */
export function createHttpServer(parts: FaceParts, { tls, ...exposure }: ServerOptions): Server | TlsServer {
  const app = createRoutes(parts);
  const serveRest = getRequestListener((request, bindings) => app.fetch(request, bindings as NodeBindings), {
    overrideGlobalObjects: false,
  });
  const isRefused = createGuard(parts, exposure);
  const serveProxy = proxyRoute(parts);
  const serveOperation = operationRoutes(parts);
  const serveCors = corsRoute(parts.operations);
  const streams = eventStreams(parts);
  const serve: RequestListener = (request, response) => {
    if (isRefused(request, response)) return;
    if (request.headers.origin !== undefined && serveCors(request, response)) return;
    if (serveProxy(request, response) || serveOperation(request, response)) return;
    if (!streams.serve(request, response)) void serveRest(request, response);
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer({ ...tls }, serve);
  // Streams never end by themselves, so a server that waits for them would not stop.
  const close = server.close.bind(server);
  server.close = (done) => {
    streams.end();
    return close(done);
  };
  // Long polls take up to 60 s; uploads and proxied streams as long as they need.
  server.requestTimeout = 0;
  server.headersTimeout = 20_000;
  server.keepAliveTimeout = 30_000;
  return server;
}
