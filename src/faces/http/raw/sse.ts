import type { IncomingMessage, ServerResponse } from 'node:http';
import { PorinError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { percentDecoded } from '../../../kernel/percent.ts';
import { errorAnswer } from '../errors.ts';
import type { FaceParts } from '../face.ts';
import { refuse } from '../refusal.ts';
import { bearerToken, queryOf, queryTokenOf } from '../request.ts';

const prefix = '/sse/connection-events/';
const heartbeatMs = 15_000;
const maxIdLength = 200;

export interface EventStreams {
  /** Serves a request for an event stream; false when it is none. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Methods that streams have at this path. */
  methodsAt(url: string): readonly string[];
  /** Ends all of them, so that the server can stop. */
  end(): void;
}

/**
 * GET /sse/connection-events/{requestId}: tells whoever waits for a connect() what came of it, and ends. On node's own objects: a stream
 * is a response in a set, and all share one timer, so thousands may wait.
 */
export function eventStreams(parts: FaceParts): EventStreams {
  const open = openStreams();
  return {
    serve(request, response) {
      const url = request.url ?? '';
      if (!url.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
      stream(parts, open, request, response).catch((error: unknown) => {
        if (response.headersSent || response.destroyed) {
          response.destroy();
          return;
        }
        refuse({ request, response }, errorAnswer(error, { request, requestId: newId('req') }, parts), parts.patience);
      });
      return true;
    },
    methodsAt: (url) => (url.startsWith(prefix) ? ['GET'] : []),
    end: open.end,
  };
}

type OpenStreams = ReturnType<typeof openStreams>;

/** The streams that wait, kept alive by one timer. */
function openStreams() {
  const open = new Set<ServerResponse>();
  let heartbeat: NodeJS.Timeout | undefined;
  return {
    add(response: ServerResponse): void {
      open.add(response);
      heartbeat ??= setInterval(() => {
        for (const one of open) one.write(':\n\n');
      }, heartbeatMs).unref();
    },
    remove(response: ServerResponse): void {
      open.delete(response);
      if (open.size > 0) return;
      clearInterval(heartbeat);
      heartbeat = undefined;
    },
    end(): void {
      for (const response of open) response.end();
    },
  };
}

async function stream(
  parts: FaceParts,
  open: OpenStreams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = percentDecoded(/^[^?]*/.exec((request.url ?? '').slice(prefix.length))?.[0] ?? '');
  const tenantId = await tenantOf(parts, request, id);
  if (id === '' || id.length > maxIdLength)
    throw new PorinError('bad_request', `requestId: expected 1 to ${maxIdLength} characters`);
  // A client that has its result and asks again, as event sources do, is told that there is no more.
  if (request.headers['last-event-id'] === 'result') {
    response.writeHead(204).end();
    return;
  }
  // A proxy that collects answers would keep the result to itself.
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  response.writeHead(200, headers);
  response.write(':\n\n');
  if (request.method === 'HEAD' || response.destroyed) {
    response.end();
    return;
  }
  open.add(response);
  const stop = parts.flows.watch(tenantId, id, (result) => {
    const told = `id: result\ndata: ${JSON.stringify(result)}\n\n`;
    // Whoever's token was revoked meanwhile is told nothing any more.
    tenantOf(parts, request, id).then(
      () => response.end(told),
      () => response.end(),
    );
  });
  response.once('close', () => {
    stop();
    open.remove(response);
  });
}

/** An event source sends no headers, so its token comes in the address; a page of ours has nothing but its link, for its own request. */
async function tenantOf(parts: FaceParts, request: IncomingMessage, id: string): Promise<string> {
  const { link } = queryOf((request.url ?? '').replace(/^[^?]*/, ''));
  if (typeof link === 'string') {
    const flow = await parts.flows.find(link);
    if (flow?.requestId === id) return flow.tenantId;
    throw new PorinError('not_authenticated', 'The link is not valid');
  }
  const caller = await parts.authenticate(bearerToken(request.headers.authorization) ?? queryTokenOf(request));
  return caller.tenantId;
}
