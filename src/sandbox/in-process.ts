import { z } from 'zod';
import { checked } from './controls.ts';
import type { SandboxDefinition } from './definition.ts';
import { faultInput } from './faults.ts';
import type { CreateSandboxOptions, RunningTestSandbox, SandboxClock, SandboxFaults } from './in-process-types.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { startSandbox } from './server.ts';

/** What a program in JavaScript gets wrong: a misspelled option would be one that is not set. */
const optionsInput = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  host: z.string().min(1).optional(),
  file: z.string().min(1).optional(),
  seed: z.boolean().optional(),
  randomSeed: z.int().optional(),
  now: z.union([z.string(), z.number()]).optional(),
  frozen: z.boolean().optional(),
  smtpUrl: z.string().optional(),
} satisfies Record<keyof CreateSandboxOptions, z.ZodType>);

/** Starts an imitation for a test: with a port it listens, without one it only answers `fetch`. */
export async function runInProcess(
  app: string,
  definition: SandboxDefinition,
  given: CreateSandboxOptions = {},
): Promise<RunningTestSandbox> {
  const { port, host, now: start, ...rest } = given;
  const now = start === undefined ? {} : { now: instantOf(start) };
  checked(optionsInput, { ...given, ...now });
  const options: SandboxOptions = { app, ...rest, ...now };
  if (port === undefined) {
    const sandbox = await createSandbox(definition, options);
    return faceOf(sandbox, () => sandbox.close());
  }
  const running = await startSandbox(definition, { ...options, port, ...(host === undefined ? {} : { host }) });
  return faceOf(running.sandbox, () => running.close());
}

function faceOf(sandbox: Sandbox, close: () => Promise<void>): RunningTestSandbox {
  const { world, requests } = sandbox;
  const { origin, outbox, store } = world;
  return {
    app: sandbox.app,
    url: origin + sandbox.definition.basePath,
    origin,
    credentials: sandbox.credentials,
    fetch: async (input, init) =>
      sandbox.fetch(new Request(input instanceof Request ? input : new URL(input, origin), init)),
    clock: clockOf(sandbox),
    outbox: {
      list: (options) => outbox.list(options),
      raw: async (id) => outbox.raw(id),
      clear: () => {
        outbox.clear();
        store.flush();
      },
    },
    requests: { list: (options) => requests.list(options), clear: () => requests.clear() },
    faults: faultsOf(sandbox),
    control: (name, input = {}) => sandbox.control(name, input),
    reset: (options) => sandbox.reset(options),
    snapshot: (name = 'default') => void sandbox.snapshot(name),
    restore: (name = 'default') => sandbox.restore(name),
    close,
  };
}

function clockOf(sandbox: Sandbox): SandboxClock {
  const { clock } = sandbox.world;
  return {
    now: () => clock.now(),
    iso: () => clock.iso(),
    get isFrozen() {
      return clock.isFrozen;
    },
    advance: (ms) => sandbox.moveClock(() => clock.advance(ms)),
    set: (instant) => sandbox.moveClock(() => clock.set(instantOf(instant))),
    freeze: () => sandbox.moveClock(() => clock.freeze()),
    unfreeze: () => sandbox.moveClock(() => clock.unfreeze()),
    reset: () => sandbox.moveClock(() => clock.reset()),
  };
}

function faultsOf({ faults }: Sandbox): SandboxFaults {
  return {
    add: (rule) => faults.add(checked(faultInput, rule)),
    list: () => faults.list(),
    remove: (id) => faults.remove(id),
    clear: () => faults.clear(),
  };
}

function instantOf(instant: string | number | Date): string | number {
  return instant instanceof Date ? instant.getTime() : instant;
}
