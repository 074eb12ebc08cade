import { z } from 'zod';
import { hostName } from './callers.ts';
import { checked } from './controls.ts';
import type { SandboxDefinition } from './definition.ts';
import { faultInput } from './faults.ts';
import type {
  CreateSandboxOptions,
  SandboxClock,
  SandboxFaults,
  SandboxRequests,
  Sandbox as TestSandbox,
} from './in-process-types.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { startSandbox } from './server.ts';
import { closedError } from './statements.ts';

const instantError = 'expected an instant such as 2026-11-20T10:00:00Z, a Date, or epoch milliseconds';

/** What a program in JavaScript gets wrong: a misspelled option would be one that is not set. */
const optionsInput = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  host: z.string().min(1).optional(),
  hosts: z.array(z.string().regex(hostName, 'expected a host name or address without a port')).optional(),
  file: z.string().min(1).optional(),
  seed: z.boolean().optional(),
  randomSeed: z.int().optional(),
  now: z
    .union([z.string(), z.number()], instantError)
    .refine((instant) => !Number.isNaN(new Date(instant).getTime()), instantError)
    .optional(),
  frozen: z.boolean().optional(),
  smtpUrl: z.string().optional(),
} satisfies Record<keyof CreateSandboxOptions, z.ZodType>);

/** Starts an imitation for a test: with a port it listens, without one it only answers `fetch`. */
export async function runInProcess(
  app: string,
  definition: SandboxDefinition,
  given: CreateSandboxOptions = {},
): Promise<TestSandbox> {
  const { port, host, now: start, ...rest } = given;
  const now = start === undefined ? {} : { now: instantOf(start) };
  checked(optionsInput, { ...given, ...now });
  const options: SandboxOptions = { app, ...rest, ...now };
  if (port === undefined) {
    // Nobody can listen there: the port that the app's sandbox is known by may be that of another one, with data to lose.
    const sandbox = await createSandbox(definition, { ...options, origin: `http://${app}.sandbox.invalid` });
    return faceOf(sandbox, () => sandbox.close());
  }
  const running = await startSandbox(definition, { ...options, port, ...(host === undefined ? {} : { host }) });
  return faceOf(running.sandbox, () => running.close());
}

function faceOf(sandbox: Sandbox, close: () => Promise<void>): TestSandbox {
  const { origin, outbox, store } = sandbox.world;
  let isClosed = false;
  // What needs the data throws this by itself.
  const requireOpen: RequireOpen = () => {
    if (isClosed) throw closedError();
  };
  return {
    app: sandbox.app,
    url: origin + sandbox.definition.basePath,
    origin,
    credentials: sandbox.credentials,
    fetch: async (input, init) => {
      requireOpen();
      return sandbox.fetch(new Request(input instanceof Request ? input : new URL(input, origin), init));
    },
    clock: clockOf(sandbox, requireOpen),
    outbox: {
      list: (options) => outbox.list(options),
      raw: async (id) => outbox.raw(id),
      clear: () => {
        outbox.clear();
        store.flush();
      },
    },
    requests: requestsOf(sandbox, requireOpen),
    faults: faultsOf(sandbox, requireOpen),
    control: async (name, input = {}) => {
      requireOpen();
      return sandbox.control(name, input);
    },
    reset: (options) => sandbox.reset(options),
    snapshot: (name = 'default') => void sandbox.snapshot(name),
    restore: (name = 'default') => sandbox.restore(name),
    close: () => {
      isClosed = true;
      return close();
    },
  };
}

/** Errors: `unavailable` once the sandbox was closed. */
type RequireOpen = () => void;

function clockOf(sandbox: Sandbox, requireOpen: RequireOpen): SandboxClock {
  const clock = () => {
    requireOpen();
    return sandbox.world.clock;
  };
  return {
    now: () => clock().now(),
    iso: () => clock().iso(),
    get isFrozen() {
      return clock().isFrozen;
    },
    advance: (ms) => sandbox.moveClock(() => clock().advance(ms)),
    set: (instant) => sandbox.moveClock(() => clock().set(instantOf(instant))),
    freeze: () => sandbox.moveClock(() => clock().freeze()),
    unfreeze: () => sandbox.moveClock(() => clock().unfreeze()),
    reset: () => sandbox.moveClock(() => clock().reset()),
  };
}

function requestsOf(sandbox: Sandbox, requireOpen: RequireOpen): SandboxRequests {
  const requests = () => {
    requireOpen();
    return sandbox.requests;
  };
  return { list: (options) => requests().list(options), clear: () => requests().clear() };
}

function faultsOf(sandbox: Sandbox, requireOpen: RequireOpen): SandboxFaults {
  const faults = () => {
    requireOpen();
    return sandbox.faults;
  };
  return {
    add: (rule) => faults().add(checked(faultInput, rule)),
    list: () => faults().list(),
    remove: (id) => faults().remove(id),
    clear: () => faults().clear(),
  };
}

function instantOf(instant: string | number | Date): string | number {
  return instant instanceof Date ? instant.getTime() : instant;
}
