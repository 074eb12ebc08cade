import { isPorinError, PorinError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/ports/telemetry.ts';
import { newControlToken, refuseForeignPages } from './callers.ts';
import { openClock } from './clock.ts';
import { createControlApi } from './control.ts';
import type { SandboxDefinition, World } from './definition.ts';
import { answerWithFault, createFaults, type FaultRule, type Faults } from './faults.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { openRandom } from './random.ts';
import { createRequestLog, maskHeaders, maskPath, type RequestLog } from './request-log.ts';
import { type Connection, createSockets } from './sockets.ts';
import { openStore, type Store } from './store.ts';

export interface SandboxOptions {
  /** The app's name, as its connector is called. */
  readonly app: string;
  /** The data file; `:memory:` (the default) forgets everything at the end. */
  readonly file?: string;
  /** The address that links in answers and messages start with; the definition's port on this machine when absent. */
  readonly origin?: string;
  /** Also delivers mail there: `smtp://user:password@host:25`. */
  readonly smtpUrl?: string;
  /** How long the mail server may take for one message; 10 s when absent. */
  readonly smtpTimeoutMs?: number;
  readonly logger?: Logger;
  /** What `/_sandbox/` asks for in `x-sandbox-token`; a new random one when absent. */
  readonly controlToken?: string;
}

/** A running imitation of an app, without a socket. */
export interface Sandbox {
  readonly app: string;
  readonly definition: SandboxDefinition;
  readonly world: World;
  readonly credentials: Readonly<Record<string, string>>;
  readonly controlToken: string;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Answers one request. `remoteAddress` is the caller's socket address; absent for callers in this process. */
  fetch(request: Request, remoteAddress?: string): Promise<Response>;
  /** Takes over a connection that asks for an upgrade. */
  upgrade(request: Request, connection: Connection): void;
  /** Empties everything but snapshots, sets the clock right and, unless told otherwise, loads the demo data. */
  reset(options?: { readonly seed?: boolean }): Promise<void>;
  /** Loads the demo data into an empty sandbox. Errors: `already_exists` when it holds data. */
  seed(): Promise<void>;
  /** Moves the clock through `move` and lets time take effect. */
  moveClock(move: (world: World) => void): void;
  close(): Promise<void>;
}

/** Starts an app's imitation in this process; a fresh one gets the demo data. */
export async function createSandbox(definition: SandboxDefinition, options: SandboxOptions): Promise<Sandbox> {
  const store = openStore(options.file ?? ':memory:');
  const world = buildWorld(store, definition, options);
  const routes = definition.routes(world);
  const requests = createRequestLog();
  const faults = createFaults();
  const advance = (): void => definition.advance?.(world);
  const sockets = createSockets({ world, accept: definition.sockets?.(world), advance, logger: options.logger });
  const sandbox: Sandbox = {
    app: options.app,
    definition,
    world,
    requests,
    faults,
    credentials: {},
    controlToken: options.controlToken ?? newControlToken(),
    fetch: async (request, remoteAddress) => {
      const isControl = new URL(request.url).pathname.startsWith('/_sandbox');
      if (isControl) return control.fetch(request, { remoteAddress });
      // Routes find the caller's address in their bindings.
      const app = async (): Promise<Response> => routes.fetch(request, { remoteAddress });
      return serve(sandbox, app, request, options.logger);
    },
    upgrade: (request, connection) => {
      const started = performance.now();
      refuseForeignPages(request, world.origin);
      advance();
      sockets.upgrade(request, connection);
      logRequest(sandbox, request, { status: 101, started });
    },
    reset: async ({ seed = true } = {}) => {
      sockets.closeAll(1012, 'The sandbox was reset');
      store.reset();
      faults.clear();
      requests.clear();
      if (seed) await seedWorld(definition, world);
    },
    seed: async () => {
      if (store.getState<boolean>(seededKey) === true) {
        throw new PorinError('already_exists', 'The sandbox holds its demo data already', {
          hint: 'Reset it: that empties it and loads the demo data',
        });
      }
      await seedWorld(definition, world);
    },
    moveClock: (move) => {
      move(world);
      advance();
      store.flush();
    },
    close: async () => {
      sockets.closeAll(1001, 'The sandbox was stopped');
      await world.outbox.close();
      store.close();
    },
  };
  const control = createControlApi(sandbox);
  await seedFresh(definition, world);
  return Object.assign(sandbox, { credentials: definition.credentials(world) });
}

function buildWorld(store: Store, definition: SandboxDefinition, options: SandboxOptions): World {
  const clock = openClock(store);
  const random = openRandom(store);
  const mail = {
    ...(options.smtpUrl === undefined ? {} : { smtpUrl: options.smtpUrl }),
    ...(options.smtpTimeoutMs === undefined ? {} : { smtpTimeoutMs: options.smtpTimeoutMs }),
  };
  const outbox: Outbox = openOutbox(store, { clock, random }, mail);
  return { store, clock, random, outbox, origin: options.origin ?? `http://127.0.0.1:${definition.port}` };
}

const seededKey = 'seeded';

async function seedFresh(definition: SandboxDefinition, world: World): Promise<void> {
  if (world.store.getState<boolean>(seededKey) !== true) await seedWorld(definition, world);
}

/** Loads the demo data and remembers that it was loaded. */
async function seedWorld(definition: SandboxDefinition, world: World): Promise<void> {
  await definition.seed(world);
  world.store.setState(seededKey, true);
  world.store.flush();
}

type App = () => Promise<Response>;

async function serve(sandbox: Sandbox, app: App, request: Request, logger: Logger | undefined): Promise<Response> {
  const url = new URL(request.url);
  const started = performance.now();
  const fault = sandbox.faults.take(request.method, url.pathname);
  const log = (status: number): void => logRequest(sandbox, request, { status, started, fault });
  try {
    refuseForeignPages(request, sandbox.world.origin);
    const response = await answer(sandbox, { app, request, fault });
    log(response.status);
    return response;
  } catch (error) {
    if (isPorinError(error) && error.code === 'access_denied') {
      log(error.kind.status);
      return Response.json({ error: { message: error.message, hint: error.hint } }, { status: error.kind.status });
    }
    if (fault?.hang === true) {
      log(0);
      throw error;
    }
    logger?.error({ err: error, path: url.pathname }, 'a sandbox route failed');
    log(500);
    return failure(error);
  }
}

interface Served {
  readonly status: number;
  /** Of `performance.now()`. */
  readonly started: number;
  readonly fault?: FaultRule | undefined;
}

function logRequest({ requests, world }: Sandbox, request: Request, { status, started, fault }: Served): void {
  requests.add({
    at: world.clock.iso(),
    method: request.method,
    path: maskPath(new URL(request.url)),
    status,
    durationMs: Math.round((performance.now() - started) * 10) / 10,
    headers: maskHeaders(request.headers),
    ...(fault === undefined ? {} : { fault: fault.id }),
  });
}

async function answer(
  { definition, world }: Sandbox,
  { app, request, fault }: { app: App; request: Request; fault: FaultRule | undefined },
): Promise<Response> {
  const work = async (): Promise<Response> => {
    definition.advance?.(world);
    const response = await app();
    // What an answer says was done has to survive the process.
    world.store.flush();
    return response;
  };
  return fault === undefined ? work() : answerWithFault(fault, request, work);
}

function failure(error: unknown): Response {
  const isOurs = isPorinError(error) && error.code === 'unavailable';
  return Response.json(
    { error: { message: isOurs ? error.message : 'The sandbox failed; its log says why' } },
    { status: 500 },
  );
}
