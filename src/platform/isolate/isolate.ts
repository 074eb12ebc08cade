import type { CodeRequest, Isolate } from '../../kernel/ports/isolate.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { runCode } from './run-code.ts';

export interface IsolateOptions {
  /** Longest that code may take, its requests included. */
  readonly timeoutMs: number;
  /** Most memory that code may take. */
  readonly memoryMb: number;
  readonly pool?: Partial<PoolOptions>;
}

const codePool: PoolOptions = {
  maxThreads: 12,
  maxComputing: 3,
  idleMs: 30_000,
  maxQueued: 200,
  queueTimeoutMs: 10_000,
};

/** Where what callers wrote is evaluated. No thread runs before the first use, and none for long after the last. */
export function createIsolate({ timeoutMs, memoryMb, pool = {} }: IsolateOptions): Isolate {
  const code = new Pool({ ...codePool, ...pool });
  return {
    run: (request: CodeRequest) => runCode(code, request, { timeoutMs, memoryMb }),
    resolve: (value) => value,
    validate: () => [],
    close: () => code.close(),
  };
}
