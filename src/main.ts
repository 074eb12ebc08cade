#!/usr/bin/env node
/** Put in by the build. */
declare const PORIN_VERSION: string | undefined;

const guarded = new Set<NodeJS.WriteStream>();
const [, script = '', first] = process.argv;
void main();

async function main(): Promise<void> {
  const version = typeof PORIN_VERSION === 'string' ? PORIN_VERSION : (await import('./version.ts')).version;
  const asksVersion = first === '--version' || first === '-v' || first === '-V' || first === 'version';
  // Opens no stream: stdout alone costs 1.5 ms of the 27 that node needs.
  if (asksVersion) process.getBuiltinModule('node:fs').writeSync(1, `${version}\n`);
  else await start(version);
}

async function start(version: string): Promise<void> {
  const { runCli } = await import('./faces/cli/run.ts');
  const code = await runCli(process.argv.slice(2), {
    get stdout() {
      return opened(process.stdout);
    },
    get stderr() {
      return opened(process.stderr);
    },
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
    version,
    program: programName(script),
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

/** What a person types to call this program again: npx in a checkout, the name of the link otherwise. */
function programName(path: string): string {
  const name = /(^|[\\/])membrane[^\\/]*$/.test(path) ? 'membrane' : 'porin';
  const isInstalled = /(^|[\\/])(membrane|porin)(\.\w+)?$/.test(path) || path.includes('node_modules');
  return isInstalled && !path.includes('_npx') ? name : `npx ${name}`;
}

/** An output stream that ends the program quietly when its reader goes away (`porin action list | head`). */
function opened(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (guarded.has(stream)) return stream;
  guarded.add(stream);
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
