import type { Issue } from '../../kernel/issues.ts';
import type { Isolate } from '../../kernel/ports/isolate.ts';
import { buildData } from '../mapping/build.ts';
import { needsWorker } from '../mapping/inspect.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { runCode, syntaxErrorOf } from './run-code.ts';
import { runShortTask } from './short-tasks.ts';
import { spawnProcess, spawnThread } from './spawn.ts';

export interface IsolateOptions {
  /** Longest that code may take, its requests included. */
  readonly timeoutMs: number;
  /** Most memory that code may take. */
  readonly memoryMb: number;
  /** Replaces single bounds of the threads for code. */
  readonly pool?: Partial<PoolOptions>;
}

const codePool: PoolOptions = {
  spawn: spawnThread,
  maxThreads: 12,
  maxComputing: 3,
  idleMs: 30_000,
  maxQueued: 200,
  queueTimeoutMs: 10_000,
};
// Of their own, so that no formula waits for slow code.
const shortPool: PoolOptions = { ...codePool, spawn: spawnProcess, maxThreads: 2, maxComputing: 2, maxQueued: 1_000 };

const checkTimeoutMs = 2_000;

/** Where what callers wrote is evaluated. No thread runs before the first use, and none for long after the last. */
export function createIsolate({ timeoutMs, memoryMb, pool }: IsolateOptions): Isolate {
  const code = new Pool({ ...codePool, ...pool });
  const short = new Pool({ ...shortPool, idleMs: pool?.idleMs ?? shortPool.idleMs });
  return {
    run: (request) => runCode(code, request, { timeoutMs, memoryMb }),
    syntaxError: (text, owner) => syntaxErrorOf(code, text, owner, { timeoutMs: checkTimeoutMs, memoryMb }),
    resolve: (value, variables, owner) =>
      needsWorker(value)
        ? runShortTask(short, { kind: 'resolve', value, variables }, owner)
        : buildData(value, variables),
    validate: createValidate(short),
    async close() {
      await Promise.all([code.close(), short.close()]);
    },
  };
}

type Validator = typeof import('./schema-validator.ts');

function createValidate(pool: Pool): Isolate['validate'] {
  let loaded: Validator | undefined;
  const check = (validator: Validator, ...[schema, value, owner]: Parameters<Isolate['validate']>) => {
    if (validator.isQuick(schema, value)) return validator.issuesIn(schema, value);
    // The process answers with what issuesIn gives there.
    return runShortTask(pool, { kind: 'validate', schema, value }, owner) as Promise<readonly Issue[]>;
  };
  return (...asked) => {
    if (loaded) return check(loaded, ...asked);
    return import('./schema-validator.ts').then((validator) => {
      loaded = validator;
      return check(validator, ...asked);
    });
  };
}
