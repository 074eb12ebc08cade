import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './protocol.ts';

/** Where jobs are done; it does not hold the process up. */
export interface Peer {
  send(message: ToThread): void;
  end(): Promise<void>;
}

export interface Listener {
  message(message: FromThread): void;
  /** It ended by itself. */
  lost(why: { readonly isMemory: boolean; readonly cause: unknown }): void;
}

/** V8 ends what needs more than this for formulas and schemas; the memory of code has its own limit. */
const heapMb = 192;
const isSource = import.meta.url.endsWith('.ts');

/** The file of the build that is meant; another build's, put in its place, may speak otherwise. */
declare const PORIN_ISOLATE_WORKER: string;

/** A thread, for code, whose memory the interpreter bounds. */
export function spawnThread({ message, lost }: Listener): Peer {
  const worker = new Worker(threadEntry(), {
    name: 'isolate',
    // Nothing of the process' settings is there to be found.
    env: {},
    argv: [],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 4 },
  });
  worker.unref();
  worker
    .on('message', message)
    .on('error', (cause: Error) =>
      lost({ isMemory: 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY', cause }),
    )
    .on('exit', () => lost({ isMemory: false, cause: new Error('The thread ended by itself') }));
  return {
    send: (task) => worker.postMessage(task),
    async end() {
      worker.removeAllListeners();
      // It may fail yet, on its way out; nobody waits for it.
      worker.on('error', () => undefined);
      await worker.terminate();
    },
  };
}

/** A process, for formulas and schemas: V8 ends the whole process when one large value does not fit, and it must not be ours. */
export function spawnProcess({ message, lost }: Listener): Peer {
  const entry = isSource ? './worker.ts' : PORIN_ISOLATE_WORKER;
  const child = fork(fileURLToPath(new URL(entry, import.meta.url)), [], {
    env: {},
    execArgv: [...(isSource ? ['--import', tsx('./dist/loader.mjs')] : []), `--max-old-space-size=${heapMb}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  child
    .on('message', (value) => message(value as FromThread))
    .on('error', (cause) => lost({ isMemory: false, cause }))
    // V8 has no other way to say that its memory is full.
    .on('exit', (code, signal) =>
      lost({ isMemory: signal === 'SIGABRT' || code === 134, cause: new Error(`exit ${code}`) }),
    );
  return {
    send: (task) => void child.send(task),
    async end() {
      child.removeAllListeners();
      child.on('error', () => undefined);
      child.kill('SIGKILL');
    },
  };
}

/** In the build the thread is a file of its own; from source it has to learn TypeScript first. */
function threadEntry(): URL {
  if (!isSource) return new URL(PORIN_ISOLATE_WORKER, import.meta.url);
  const source = new URL('./worker.ts', import.meta.url);
  const learn = `import { register } from '${tsx('./dist/esm/api/index.mjs')}'; register();`;
  return new URL(
    `data:text/javascript,${encodeURIComponent(`${learn} await import`)}(${encodeURIComponent(JSON.stringify(source.href))})`,
  );
}

function tsx(file: string): string {
  return new URL(file, pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))).href;
}
