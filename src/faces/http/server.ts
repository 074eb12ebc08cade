import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { FaceParts, NodeBindings } from './face.ts';
import { operationRoutes } from './operations.ts';
import { proxyRoute } from './raw/proxy.ts';
import { createRoutes } from './routes.ts';

/** The gateway's HTTP server: raw proxy first, then operations, files, pages and documents. Not yet listening. */
export function createHttpServer(parts: FaceParts): Server {
  const app = createRoutes(parts);
  const serveRest = getRequestListener((request, bindings) => app.fetch(request, bindings as NodeBindings), {
    overrideGlobalObjects: false,
  });
  const serveProxy = proxyRoute(parts);
  const serveOperation = operationRoutes(parts);
  const server = createServer((request, response) => {
    if (!serveProxy(request, response) && !serveOperation(request, response)) void serveRest(request, response);
  });
  // Long polls take up to 60 s; uploads and proxied streams as long as they need.
  server.requestTimeout = 0;
  server.headersTimeout = 20_000;
  server.keepAliveTimeout = 30_000;
  return server;
}
