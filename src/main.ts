#!/usr/bin/env node
/** Put in by the build. */
declare const PORIN_VERSION: string | undefined;

const [, script = '', first] = process.argv;
const version = typeof PORIN_VERSION === 'string' ? PORIN_VERSION : (await import('./version.ts')).version;
// Imports nothing and opens no stream: an import of node:fs alone costs 1.5 ms of the 27 that node needs.
if (first === '--version' || first === '-v' || first === '-V' || first === 'version') {
  process.getBuiltinModule('node:fs').writeSync(1, `${version}\n`);
} else await start();

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
    program: /(^|[\\/])membrane[^\\/]*$/.test(script) ? 'membrane' : 'porin',
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
