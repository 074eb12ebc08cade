import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const reporter = new URL('./report-usage.mjs', import.meta.url).href;

export interface Usage {
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

/** A measured process. */
export interface Child {
  readonly process: ChildProcess;
  /** The first line it printed. */
  readonly firstLine: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts node with the usage reporter and waits for its first line on standard output. */
export async function startChild({ args, env }: ChildOptions): Promise<Child> {
  const child = spawn(process.execPath, ['--import', reporter, ...args], {
    env: env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const firstLine = await lineOf(child);
  return {
    process: child,
    firstLine,
    async usage() {
      const answer = once(child, 'message');
      child.send('usage');
      const [message] = await answer;
      return message.usage;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exit;
      clearTimeout(timer);
    },
  };
}

/** Starts a file of this folder; it prints its address. */
export function startScript(name: string, args: readonly string[] = []): Promise<Child> {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return startChild({ args: ['--import', import.meta.resolve('tsx'), file, ...args] });
}

function lineOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stderr?.on('data', (chunk) => {
      err = `${err}${chunk}`.slice(-4_000);
    });
    child.stdout?.on('data', (chunk) => {
      out += chunk;
      const end = out.indexOf('\n');
      if (end >= 0) resolve(out.slice(0, end));
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      reject(new Error(`A measured process ended with code ${code} before it was ready: ${err || out}`)),
    );
  });
}
