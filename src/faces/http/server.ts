import {
  createServer,
  type IncomingMessage,
  type ServerOptions as NodeOptions,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import { endSlowBody } from './body.ts';
import type { FaceParts, NodeBindings } from './face.ts';
import { createGuard, type Exposure } from './guard.ts';
import { operationRoutes } from './operations.ts';
import type { Patience } from './patience.ts';
import { corsRoute } from './raw/cors.ts';
import { mcpRoute } from './raw/mcp.ts';
import { proxyRoute } from './raw/proxy.ts';
import { eventStreams } from './raw/sse.ts';
import { createRoutes } from './routes.ts';
import { answerOddAddress, answerUnreadable } from './unreadable.ts';

/** How a server is reached. */
export interface ServerOptions extends Exposure {
  /** In PEM; with it the server speaks https. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** The gateway's HTTP server: raw proxy first, then operations, files, pages and documents. Not yet listening. */
export function createHttpServer(parts: FaceParts, { tls, ...exposure }: ServerOptions): Server | TlsServer {
  const { patience } = parts;
  const options = optionsOf(patience);
  const operations = operationRoutes(parts);
  const streams = eventStreams(parts);
  const mcp = mcpRoute(parts);
  const app = createRoutes(parts, (url) => [operations, streams, mcp].flatMap((routes) => routes.methodsAt(url)));
  const serveRest = getRequestListener((request, bindings) => app.fetch(request, bindings as NodeBindings), {
    overrideGlobalObjects: false,
    errorHandler: answerOddAddress,
  });
  const isRefused = createGuard(parts, exposure);
  const serveProxy = proxyRoute(parts);
  const serveCors = corsRoute(parts.operations);
  const serve: RequestListener = (request, response) => {
    if (isRefused(request, response)) return;
    toOriginForm(request);
    if (request.headers.origin !== undefined && serveCors(request, response)) return;
    if (serveProxy(request, response) || operations.serve(request, response)) return;
    if (streams.serve(request, response) || mcp.serve(request, response)) return;
    endSlowBody(request, patience.bodyMs);
    void serveRest(request, response);
  };
  const server = tls === undefined ? createServer(options, serve) : createTlsServer({ ...options, ...tls }, serve);
  server.on('clientError', (error, socket) => answerUnreadable(error, socket, patience));
  // What is expected besides 100-continue is nothing that anybody knows; the request itself is fine.
  server.on('checkExpectation', serve);
  // Streams never end by themselves, so a server that waits for them would not stop.
  const close = server.close.bind(server);
  server.close = (done) => {
    streams.end();
    mcp.end();
    return close(done);
  };
  server.timeout = patience.silenceMs;
  return server;
}

/** Headers have to come soon; a whole request takes as long as it needs, because uploads and proxied streams are some. */
function optionsOf({ headersMs, keepAliveMs }: Patience): NodeOptions {
  return {
    requestTimeout: 0,
    headersTimeout: headersMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: headersMs / 4,
    // The guard refuses those without one, as everything else is refused.
    requireHostHeader: false,
  };
}

/** RFC 9112 §3.2.2: a server takes whole addresses too, as proxies send them. */
function toOriginForm(request: IncomingMessage): void {
  const url = request.url ?? '/';
  if (url.startsWith('/') || !/^https?:\/\//i.test(url)) return;
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '');
  request.url = path.startsWith('/') ? path : `/${path}`;
}
