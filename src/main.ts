#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { version } from './version.ts';

const [, script = '', first] = process.argv;
if (first === '--version' || first === '-v' || first === '-V' || first === 'version') writeSync(1, `${version}\n`);
else await start();

async function start(): Promise<void> {
  const { runCli } = await import('./faces/cli/run.ts');
  // The reader went away (`porin action list | head`): nothing is left to say.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const code = await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
    version,
    program: basename(script).startsWith('membrane') ? 'membrane' : 'porin',
    now: Date.now,
    boot: async () => (await import('./app.ts')).boot,
    self: [process.execPath, ...process.execArgv, script],
    onSignal: (listener) => {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
  });
  // Exiting by hand, because an open pipe on stdin would keep the process; stdout is flushed first.
  process.stdout.write('', () => process.exit(code));
}
