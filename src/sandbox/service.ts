import { setTimeout as sleep } from 'node:timers/promises';
import { isPorinError, PorinError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/ports/telemetry.ts';
import { createAdvance } from './advance.ts';
import { type OwnNames, refuseForeignPages } from './callers.ts';
import type { SandboxDefinition, World } from './definition.ts';
import { answerWithFault, type Faults } from './faults.ts';
import { createHandshakes } from './handshakes.ts';
import type { RequestLog } from './request-log.ts';
import type { Connection, Sockets } from './sockets.ts';

/** What answers requests and handshakes: faults, advance, the app, flush, and the request log. */
export interface Service {
  answer(request: Request, remoteAddress: string | undefined): Promise<Response>;
  upgrade(request: Request, connection: Connection): Promise<void>;
  /** Takes no more, and waits for what is under way; not for long. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly definition: SandboxDefinition;
  readonly world: World;
  readonly names: OwnNames;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly sockets: Sockets;
  readonly logger: Logger | undefined;
}

const closeMs = 1000;

export function createService(options: ServiceOptions): Service {
  const stopping = new AbortController();
  const serve = createServe(options, stopping.signal);
  const routes = options.definition.routes(options.world);
  const handshakes = createHandshakes(options, serve);
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    const done = (): void => void underWay.delete(work);
    work.then(done, done);
    return work;
  };
  return {
    answer: (request, remoteAddress) => {
      if (isClosed) return Promise.resolve(new Response('The sandbox was stopped', { status: 503 }));
      // Routes find the caller's address in their bindings.
      const app = (): Response | Promise<Response> => routes.fetch(request, { remoteAddress });
      return track(serve(request, { app, statusOf: (response) => response.status }));
    },
    upgrade: async (request, connection) => {
      if (isClosed) connection.stream.destroy();
      else await track(handshakes.take(request, connection));
    },
    close: async () => {
      isClosed = true;
      stopping.abort(new PorinError('unavailable', 'The sandbox was stopped before it answered'));
      handshakes.dropAll();
      await Promise.race([Promise.allSettled(underWay), sleep(closeMs, undefined, { ref: false })]);
    },
  };
}

/** How one request is answered. */
export interface Served {
  readonly app: () => Response | Promise<Response>;
  /** Sends the answer, if that has to be done here, and gives its status. */
  readonly statusOf: (response: Response) => number | Promise<number>;
}

/** Answers one request. Rejects only for a fault that waits until the caller has gone or the sandbox was stopped. */
export type Serve = (request: Request, served: Served) => Promise<Response>;

function createServe(
  { definition, world, names, requests, faults, logger }: ServiceOptions,
  stopped: AbortSignal,
): Serve {
  const advance = createAdvance(definition, world);
  return async (request, { app, statusOf }) => {
    const started = performance.now();
    const at = world.clock.now();
    const path = pathOf(request.url);
    const fault = faults.take(request.method, path);
    const { method, url, headers } = request;
    const log = (status: number): void =>
      requests.add({ at, method, url, headers, status, durationMs: performance.now() - started, fault: fault?.id });
    const work = async (): Promise<Response> => {
      advance();
      const response = await app();
      // What an answer says was done has to survive the process.
      await world.store.kept();
      return response;
    };
    let response: Response;
    try {
      refuseForeignPages(request, names);
      response = await (fault === undefined ? work() : answerWithFault(fault, request, { app: work, stopped }));
    } catch (error) {
      if (fault?.hang === true || (fault !== undefined && stopped.aborted)) {
        log(0);
        throw stopped.aborted ? stopped.reason : error;
      }
      response = failure(error, (cause) => logger?.error({ err: cause, path }, 'a sandbox route failed'));
    }
    log(await statusOf(response));
    return response;
  };
}

/** The path of an absolute address as it was sent. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
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
