import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPorinError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/ports/telemetry.ts';
import { refuseForeignPages } from './callers.ts';
import type { SandboxDefinition, World } from './definition.ts';
import { answerWithFault, cutOf, type Faults } from './faults.ts';
import { maskHeaders, maskPath, type RequestLog } from './request-log.ts';
import type { Connection, OpenSocket, Sockets } from './sockets.ts';

/** What answers requests and handshakes: faults, advance, the app, flush, and the request log. */
export interface Service {
  answer(request: Request, remoteAddress: string | undefined): Promise<Response>;
  upgrade(request: Request, connection: Connection): Promise<void>;
  /** Takes no more, and waits for what is under way; not for long. */
  close(): Promise<void>;
}

interface ServiceOptions {
  readonly definition: SandboxDefinition;
  readonly world: World;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly sockets: Sockets;
  readonly logger: Logger | undefined;
}

const closeMs = 1000;

/** What a handshake is answered with when it becomes a WebSocket. */
const switching = new Response(null);

export function createService(options: ServiceOptions): Service {
  const { definition, world, sockets } = options;
  const routes = definition.routes(world);
  const accept = definition.sockets?.(world);
  const underWay = new Set<Promise<unknown>>();
  const waiting = new Set<Duplex>();
  let isClosed = false;
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    const done = (): void => void underWay.delete(work);
    work.then(done, done);
    return work;
  };
  const answer = async (request: Request, remoteAddress: string | undefined): Promise<Response> => {
    if (isClosed) return new Response('The sandbox was stopped', { status: 503 });
    // Routes find the caller's address in their bindings.
    const app = async (): Promise<Response> => routes.fetch(request, { remoteAddress });
    return serve(options, request, { app, statusOf: async (response) => response.status });
  };
  const upgrade = async (request: Request, { incoming, stream, head }: Connection): Promise<void> => {
    if (isClosed) return void stream.destroy();
    let open: OpenSocket | undefined;
    const leave = (): void => void stream.destroy();
    // A page that goes while it waits is noticed only by reading, and a page says nothing before it is answered.
    stream.resume().once('end', leave);
    waiting.add(stream);
    const app = async (): Promise<Response> => {
      const accepted = accept?.(request, incoming.socket.remoteAddress);
      if (accepted === undefined) return new Response('Not found', { status: 404 });
      if (accepted instanceof Response) return accepted;
      open = accepted;
      return switching;
    };
    const statusOf = async (response: Response): Promise<number> => {
      stream.off('end', leave);
      waiting.delete(stream);
      if (response !== switching || open === undefined) return refuse(stream, response);
      return sockets.open({ incoming, stream, head }, open) ? 101 : 400;
    };
    // A hang that ends with the connection was logged, and there is nobody left to tell.
    await serve(options, request, { app, statusOf }).catch(leave);
    waiting.delete(stream);
  };
  return {
    answer: (request, remoteAddress) => track(answer(request, remoteAddress)),
    upgrade: (request, connection) => track(upgrade(request, connection)),
    close: async () => {
      isClosed = true;
      for (const stream of waiting) stream.destroy();
      await Promise.race([Promise.allSettled(underWay), sleep(closeMs, undefined, { ref: false })]);
    },
  };
}

interface Served {
  readonly app: () => Promise<Response>;
  /** Sends the answer, if that has to be done here, and gives its status. */
  readonly statusOf: (response: Response) => Promise<number>;
}

async function serve(options: ServiceOptions, request: Request, { app, statusOf }: Served): Promise<Response> {
  const { definition, world, faults, requests, logger } = options;
  const url = new URL(request.url);
  const started = performance.now();
  const fault = faults.take(request.method, url.pathname);
  const log = (status: number): void =>
    requests.add({
      at: world.clock.iso(),
      method: request.method,
      path: maskPath(url),
      status,
      durationMs: Math.round((performance.now() - started) * 10) / 10,
      headers: maskHeaders(request.headers),
      ...(fault === undefined ? {} : { fault: fault.id }),
    });
  const work = async (): Promise<Response> => {
    definition.advance?.(world);
    const response = await app();
    // What an answer says was done has to survive the process.
    world.store.flush();
    return response;
  };
  let response: Response;
  try {
    refuseForeignPages(request, world.origin);
    response = await (fault === undefined ? work() : answerWithFault(fault, request, work));
  } catch (error) {
    if (fault?.hang === true) {
      log(0);
      throw error;
    }
    response = failure(error, (cause) => logger?.error({ err: cause, path: url.pathname }, 'a sandbox route failed'));
  }
  log(await statusOf(response));
  return response;
}

function failure(error: unknown, log: (error: unknown) => void): Response {
  if (isPorinError(error) && error.code === 'access_denied') {
    return Response.json({ error: { message: error.message, hint: error.hint } }, { status: error.kind.status });
  }
  log(error);
  const isOurs = isPorinError(error) && error.code === 'unavailable';
  return Response.json(
    { error: { message: isOurs ? error.message : 'The sandbox failed; its log says why' } },
    { status: 500 },
  );
}

const ownHeaders = new Set(['connection', 'content-length', 'transfer-encoding']);

/** Answers a handshake with a response and ends the connection. */
async function refuse(stream: Duplex, response: Response): Promise<number> {
  const cut = cutOf(response);
  const body = cut?.bytes ?? new Uint8Array(await response.arrayBuffer());
  const headers = [...response.headers].filter(([name]) => !ownHeaders.has(name));
  const length = cut === undefined ? body.length : body.length + 1;
  const lines = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? 'Refused'}`,
    ...[...headers, ['connection', 'close'], ['content-length', length]].map(([name, value]) => `${name}: ${value}`),
  ];
  stream.once('finish', () => stream.destroy());
  stream.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]));
  return response.status;
}
