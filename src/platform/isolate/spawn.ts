import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** V8 ends a thread that needs more than this for formulas and schemas; the memory of code has its own limit. */
const heapMb = 192;

const options: WorkerOptions = {
  name: 'isolate',
  // Nothing of the process' settings is there to be found.
  env: {},
  argv: [],
  execArgv: [],
  resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 4 },
};

/** A thread of the isolate; it does not hold the process up. */
export function spawnThread(): Worker {
  const worker = new Worker(entry(), options);
  worker.unref();
  return worker;
}

/** In the build the thread is a file of its own; from source it has to learn TypeScript first. */
function entry(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./isolate-worker.mjs', import.meta.url);
  const tsx = new URL(
    './dist/esm/api/index.mjs',
    pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json')),
  );
  const source = new URL('./worker.ts', import.meta.url);
  const code = `import { register } from '${tsx.href}'; register(); await import('${source.href}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
