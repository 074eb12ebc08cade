import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../support/sources.ts';
import type { RoundReport } from './refresh-world.ts';

/** What the callers of a process got. Errors: when it does not answer within a minute. */
export function reportOf(worker: ChildProcess, round: number): Promise<RoundReport> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`round ${round}: a process does not answer`)), 60_000);
    worker.once('message', (message) => {
      clearTimeout(timer);
      resolve(message as RoundReport);
    });
  });
}

/** A process of a bundle that is ready. */
export function startWorker(bundle: string, options: object): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const worker = fork(bundle, [JSON.stringify(options)], { execArgv: [] });
    worker.once('message', () => resolve(worker));
    worker.once('exit', (code) => reject(new Error(`A worker ended with ${code}`)));
  });
}

/** One file, because a process that compiles its sources first takes ten times as long to start. */
export async function bundleWorker(source = './refresh-process.ts'): Promise<string> {
  const directory = join(root, 'node_modules/.cache');
  mkdirSync(directory, { recursive: true });
  const outfile = join(directory, `worker-${randomBytes(6).toString('hex')}.mjs`);
  const entry = fileURLToPath(new URL(source, import.meta.url));
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
