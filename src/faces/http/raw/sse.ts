import type { IncomingMessage, ServerResponse } from 'node:http';
import { PorinError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { percentDecoded } from '../../../kernel/percent.ts';
import { errorAnswer } from '../errors.ts';
import type { FaceParts } from '../face.ts';
import { bearerToken, queryOf, queryTokenOf } from '../request.ts';

const prefix = '/sse/connection-events/';
const heartbeatMs = 15_000;
const maxIdLength = 200;

export interface EventStreams {
  /** Serves a request for an event stream; false when it is none. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends all of them, so that the server can stop. */
  end(): void;
}

/**
 * GET /sse/connection-events/{requestId}: tells whoever waits for a connect() what came of it, and ends. On node's own objects: a stream
 * is a response in a set, and all share one timer, so thousands may wait.
 */
export function eventStreams(parts: FaceParts): EventStreams {
  const open = new Set<ServerResponse>();
  let heartbeat: NodeJS.Timeout | undefined;

  function add(response: ServerResponse): void {
    open.add(response);
    heartbeat ??= setInterval(() => {
      for (const one of open) one.write(':\n\n');
    }, heartbeatMs).unref();
  }
  function remove(response: ServerResponse): void {
    open.delete(response);
    if (open.size > 0) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
  }

  async function stream(request: IncomingMessage, response: ServerResponse, written: string): Promise<void> {
    const tenantId = await tenantOf(parts, request);
    const id = percentDecoded(written);
    if (id === '' || id.length > maxIdLength)
      throw new PorinError('bad_request', `requestId: expected 1 to ${maxIdLength} characters`);
    // A client that has its result and asks again, as event sources do, is told that there is no more.
    if (request.headers['last-event-id'] === 'result') {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // A proxy that collects answers would keep the result to itself.
      'x-accel-buffering': 'no',
    });
    response.write(':\n\n');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    add(response);
    const stop = parts.flows.watch(tenantId, id, (result) => {
      response.end(`id: result\ndata: ${JSON.stringify(result)}\n\n`);
    });
    response.once('close', () => {
      stop();
      remove(response);
    });
  }

  return {
    serve(request, response) {
      const url = request.url ?? '';
      if (!url.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
      const mark = url.indexOf('?');
      const written = url.slice(prefix.length, mark < 0 ? undefined : mark);
      stream(request, response, written).catch((error: unknown) => {
        if (response.headersSent || response.destroyed) {
          response.destroy();
          return;
        }
        const { status, headers, body } = errorAnswer(error, { request, requestId: newId('req') }, parts);
        response.writeHead(status, headers).end(body);
      });
      return true;
    },
    end() {
      for (const response of open) response.end();
    },
  };
}

/** An event source sends no headers, so its token comes in the address; a page of ours has nothing but its link. */
async function tenantOf(parts: FaceParts, request: IncomingMessage): Promise<string> {
  const { link } = queryOf((request.url ?? '').replace(/^[^?]*/, ''));
  if (typeof link === 'string') {
    const tenantId = await parts.flows.tenantOf(link);
    if (tenantId !== undefined) return tenantId;
    throw new PorinError('not_authenticated', 'The link is not valid');
  }
  const caller = await parts.authenticate(bearerToken(request.headers.authorization) ?? queryTokenOf(request));
  return caller.tenantId;
}
