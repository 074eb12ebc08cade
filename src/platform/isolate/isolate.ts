import { PorinError } from '../../kernel/errors.ts';
import type { Isolate } from '../../kernel/ports/isolate.ts';

export interface IsolateOptions {
  /** Longest that code may take, its requests included. */
  readonly timeoutMs: number;
  /** Most memory that code may take. */
  readonly memoryMb: number;
}

/** Where what callers wrote is evaluated. Nothing is loaded and no thread runs before the first use. */
export function createIsolate(_options: IsolateOptions): Isolate {
  const unfinished = () => Promise.reject(new PorinError('unavailable', 'Code cannot be run yet'));
  return { run: unfinished, resolve: (value) => value, validate: () => [], close: async () => undefined };
}
