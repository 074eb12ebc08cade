import { PorinError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/ports/telemetry.ts';
import { newControlToken, type OwnNames } from './callers.ts';
import { type ClockStart, startClock } from './clock.ts';
import { createControlApi } from './control.ts';
import { runControl } from './controls.ts';
import { openData } from './data-version.ts';
import type { SandboxDefinition, World } from './definition.ts';
import { createFaults, type Faults } from './faults.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createService, pathOf } from './service.ts';
import type { SnapshotInfo } from './snapshots.ts';
import { type Connection, createSockets, type Sockets } from './sockets.ts';
import type { Store } from './store.ts';
import { startTicks } from './ticks.ts';
import { closeWorld, openWorld, startOver } from './world.ts';

export interface SandboxOptions extends ClockStart {
  /** The app's name, as its connector is called. */
  readonly app: string;
  /** The data file; `:memory:` (the default) forgets everything at the end. */
  readonly file?: string;
  /** The address that links in answers and messages start with; the definition's port on this machine when absent. */
  readonly origin?: string;
  /** Host names, without ports, that it answers for besides those of this machine: `host.docker.internal`. */
  readonly hosts?: readonly string[];
  /** Also delivers mail there: `smtp://user:password@host:25`. */
  readonly smtpUrl?: string;
  /** How long the mail server may take for one message; 10 s when absent. */
  readonly smtpTimeoutMs?: number;
  readonly logger?: Logger;
  /** Whether a fresh or reset sandbox gets the demo data; true when absent. */
  readonly seed?: boolean;
  /** A whole number from which ids, pins and tokens follow; always the same ones when absent. */
  readonly randomSeed?: number;
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
  /** The names by which it is called. */
  readonly names: OwnNames;
  /** Answers one request. `remoteAddress` is the caller's socket address; absent for callers in this process. */
  fetch(request: Request, remoteAddress?: string): Promise<Response>;
  /** Takes over a connection that asks for a WebSocket, or answers why not. */
  upgrade(request: Request, connection: Connection): Promise<void>;
  /** Empties everything but snapshots, sets the clock right and, unless told otherwise, loads the demo data. Ends all sockets. */
  reset(options?: { readonly seed?: boolean }): Promise<void>;
  /** Loads the demo data into an empty sandbox. Errors: `already_exists` when it holds data. */
  seed(): Promise<void>;
  /** Keeps the present state under a name. Errors: `bad_request` for one too many. */
  snapshot(name: string): SnapshotInfo;
  /** Goes back to a snapshot. Ends all sockets. Errors: `not_found` for an unknown name. */
  restore(name: string): Promise<void>;
  /** Runs one of the app's own controls. Errors: `not_found` for an unknown one, `bad_request` for input that does not fit. */
  control(name: string, input: unknown): Promise<unknown>;
  /** Moves the clock through `move` and lets time take effect. */
  moveClock(move: (world: World) => void): void;
  close(): Promise<void>;
}

/** Starts an app's imitation in this process; a fresh one gets the demo data. */
export async function createSandbox(definition: SandboxDefinition, options: SandboxOptions): Promise<Sandbox> {
  const store = openData(options.file ?? ':memory:', definition, options.logger);
  try {
    return await runOn(store, definition, options);
  } catch (error) {
    // Whoever tries again needs the file.
    store.close();
    throw error;
  }
}

async function runOn(store: Store, definition: SandboxDefinition, options: SandboxOptions): Promise<Sandbox> {
  const world = openWorld(store, definition, options);
  const requests = createRequestLog();
  const faults = createFaults();
  const advance = (): void => definition.advance?.(world);
  const sockets = createSockets({ store, advance, logger: options.logger });
  const names: OwnNames = { origin: world.origin, hosts: options.hosts };
  const service = createService({ definition, world, names, requests, faults, sockets, logger: options.logger });
  const sandbox: Sandbox = {
    app: options.app,
    definition,
    world,
    requests,
    faults,
    names,
    credentials: {},
    controlToken: options.controlToken ?? newControlToken(),
    fetch: (request, remoteAddress) => {
      const isControl = /^\/_sandbox(\/|$)/.test(pathOf(request.url));
      return isControl ? control.fetch(request, { remoteAddress }) : service.answer(request, remoteAddress);
    },
    upgrade: (request, connection) => service.upgrade(request, connection),
    ...stateOf({ definition, world, requests, faults, sockets }, options),
    control: async (name, input) => {
      const output = await runControl(definition, world, { name, input });
      store.flush();
      return output;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
  let closing: Promise<void> | undefined;
  let stopTicks: (() => void) | undefined;
  const close = async (): Promise<void> => {
    await sockets.endAll(1001, 'The sandbox was stopped');
    await service.close();
    stopTicks?.();
    await closeWorld(world);
    store.close();
  };
  const control = createControlApi(sandbox);
  await prepareWorld(definition, world, options);
  stopTicks = startTicks(definition, { store, advance, logger: options.logger });
  return Object.assign(sandbox, { credentials: definition.credentials(world) });
}

interface Parts {
  readonly definition: SandboxDefinition;
  readonly world: World;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly sockets: Sockets;
}

type StateMethods = Pick<Sandbox, 'reset' | 'seed' | 'snapshot' | 'restore' | 'moveClock'>;

function stateOf({ definition, world, requests, faults, sockets }: Parts, options: SandboxOptions): StateMethods {
  const { store } = world;
  return {
    reset: async ({ seed = options.seed ?? true } = {}) => {
      // Handlers hear of it now; the pages need not have answered before the data goes.
      void sockets.endAll(1012, 'The sandbox was reset');
      store.reset();
      startOver(world);
      faults.clear();
      requests.clear();
      setClock(world, options);
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
    snapshot: (name) => store.snapshot(name),
    restore: async (name) => {
      store.requireSnapshot(name);
      void sockets.endAll(1012, 'The sandbox went back to a snapshot');
      store.restore(name);
      startOver(world);
    },
    moveClock: (move) => {
      store.transaction(() => move(world));
      definition.advance?.(world);
      store.flush();
    },
  };
}

const seededKey = 'seeded';

function setClock({ clock, store }: World, start: ClockStart): void {
  startClock(clock, start);
  store.flush();
}

async function prepareWorld(definition: SandboxDefinition, world: World, options: SandboxOptions): Promise<void> {
  setClock(world, options);
  const isSeeded = world.store.getState<boolean>(seededKey) === true;
  if (options.seed !== false && !isSeeded) await seedWorld(definition, world);
}

/** Loads the demo data and remembers that it was loaded. */
async function seedWorld(definition: SandboxDefinition, world: World): Promise<void> {
  await definition.seed(world);
  world.store.setState(seededKey, true);
  world.store.flush();
}
