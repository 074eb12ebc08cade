import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';

const module = join(import.meta.dirname, '../../dist/server/sandbox.mjs');

export interface BuiltSandbox {
  readonly child: Child;
  /** Base URL of the app's API. */
  readonly url: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** From import to listening. */
  readonly startMs: number;
}

/** Starts an app's imitation from the build, in a process of its own. */
export async function startBuilt(app: string, file: string): Promise<BuiltSandbox> {
  const child = await startChild({ args: [join(import.meta.dirname, 'sandbox.mjs'), file, module, app] });
  return { child, ...JSON.parse(child.firstLine) };
}

/** Keeps a process on one core, where the system knows how; with one core there is nothing to choose. */
export function pin(pid: number | undefined, core: number): void {
  if (pid !== undefined && availableParallelism() > 1) spawnSync('taskset', ['-a', '-cp', String(core), String(pid)]);
}
