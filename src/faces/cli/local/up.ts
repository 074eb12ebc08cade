import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes } from '../../../kernel/errors.ts';
import type { StartedGateway } from '../boot.ts';
import type { CliContext } from '../context.ts';
import { startFlagsOf } from '../start-flags.ts';
import { addressOf, prepareDemo, tourOf } from './up-demo.ts';
import { startDetached } from './up-detached.ts';

export type Ready = StartedGateway['ready'];

/** Starts a gateway and stays until it stops; with `--detach` starts it in the background. */
export async function up(context: CliContext, { flags }: CommandInput): Promise<number> {
  if (flags['detach'] === true) {
    await showReady(context, await startDetached(context, flags), { detached: true });
    return exitCodes.ok;
  }
  const { io } = context;
  const boot = await io.boot();
  const gateway = await context.out.during('Starting', () => boot.start(startFlagsOf(flags), io.env));
  let interrupted = false;
  const unsubscribe = io.onSignal((signal) => {
    // A second Ctrl-C means: do not wait for the clean end.
    if (interrupted) process.exit(exitCodes.interrupted);
    interrupted = signal === 'SIGINT';
    void gateway.stop().catch((error: Error) => io.stderr.write(`${error.message}\n`));
  });
  warnOfNetwork(context, flags['host'] ?? io.env['PORIN_HOST']);
  await showReady(context, gateway.ready, { detached: false });
  await gateway.stopped;
  unsubscribe();
  context.out.note('stopped');
  return interrupted ? exitCodes.interrupted : exitCodes.ok;
}

/** Tokens and answers travel in clear, so whoever opens the gateway to a network has to know. */
function warnOfNetwork({ out }: CliContext, host: unknown): void {
  if (typeof host !== 'string' || /^(127\.|localhost$|\[?::1\]?$)/.test(host)) return;
  out.warn(`it listens on ${host} without TLS: put a proxy with TLS before it, and keep others off this port`);
}

async function showReady(context: CliContext, ready: Ready, { detached }: { detached: boolean }): Promise<void> {
  const { out, io } = context;
  if (out.isJson) {
    out.jsonLine(ready);
    return;
  }
  const demo = await prepareDemo(context, ready);
  const address = addressOf(ready, io.env);
  const bold = (text: string) => out.style.paint('bold', text);
  const cyan = (text: string) => out.style.paint('cyan', text);
  const lines = [
    '',
    `  ${bold('Porin')} ${io.version} is running`,
    '',
    `  ${label('gateway')}${cyan(ready.url)}`,
    ...sandboxLines(ready, cyan),
    ...(demo ? [`  ${label('connection')}${cyan(demo.connectionId)}  (${demo.name}, ${demo.state})`] : []),
    `  ${label('data')}${ready.dataDir}`,
    `  ${label('process')}${ready.pid}`,
    '',
    `  ${bold('Try')}${detached ? '' : ' (in another terminal)'}`,
    ...tourOf(ready, demo, io.program).map((line) => `    ${cyan(line + address)}`),
    '',
    detached ? `  ${io.program} down${address} stops it.` : '  Ctrl-C stops it.',
    '',
  ];
  out.raw(`${lines.join('\n')}\n`);
}

function sandboxLines(ready: Ready, paint: (text: string) => string): string[] {
  return Object.entries(ready.sandboxes).flatMap(([app, { url = '', ...credentials }]) => {
    const secrets = Object.entries(credentials).filter(([name]) => name !== 'controlUrl');
    const keys = secrets.map(([name, value]) => `${name} ${value}`).join(', ');
    return [`  ${label(`${app} sandbox`)}${paint(url)}${keys === '' ? '' : `  (${keys})`}`];
  });
}

function label(text: string): string {
  return `${text}  `.padEnd(22);
}
