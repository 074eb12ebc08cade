import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes } from '../../../kernel/errors.ts';
import type { StartedGateway } from '../boot.ts';
import type { CliContext } from '../context.ts';
import { startFlagsOf } from '../start-flags.ts';
import { openBrowser } from './open-browser.ts';
import { addressOf, prepareDemo, tourOf } from './up-demo.ts';
import { startDetached } from './up-detached.ts';

export type Ready = StartedGateway['ready'];

/** Starts a gateway and stays until it stops; with `--detach` starts it in the background. */
export async function up(context: CliContext, { flags }: CommandInput): Promise<number> {
  if (flags['detach'] === true) {
    const ready = await startDetached(context, flags);
    await showReady(context, ready, { detached: true });
    await openForOwner(context, ready, flags);
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
  await showReady(context, gateway.ready, { detached: false });
  await openForOwner(context, gateway.ready, flags);
  await gateway.stopped;
  unsubscribe();
  context.out.note('stopped');
  return interrupted ? exitCodes.interrupted : exitCodes.ok;
}

/** Shows the first owner the way in, on a desktop where somebody watches. */
async function openForOwner({ io, out }: CliContext, ready: Ready, flags: CommandInput['flags']): Promise<void> {
  if (ready.hasOwner || ready.ownerUrl === undefined || flags['open'] === false) return;
  if (out.isJson || io.stdout.isTTY !== true || io.stdin.isTTY !== true) return;
  await openBrowser(io, ready.ownerUrl);
}

async function showReady(context: CliContext, ready: Ready, { detached }: { detached: boolean }): Promise<void> {
  const { out, io } = context;
  if (out.isJson) {
    out.jsonLine(ready);
    return;
  }
  if (context.globals.quiet) {
    out.raw(`${ready.publicUrl}\n`);
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
    `  ${label('gateway')}${cyan(ready.publicUrl)}`,
    ...(ready.boundTo === ready.publicUrl ? [] : [`  ${label('listens on')}${ready.boundTo}`]),
    ...sandboxLines(ready, cyan),
    ...(demo ? [`  ${label('connection')}${cyan(demo.connectionId)}  (${demo.name}, ${demo.state})`] : []),
    `  ${label('data')}${ready.dataDir}`,
    `  ${label('process')}${ready.pid}`,
    ...ownerLines(ready, cyan, `${io.program} open${address}`),
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

function ownerLines({ hasOwner, ownerUrl }: Ready, paint: (text: string) => string, again: string): string[] {
  if (ownerUrl === undefined) return [];
  const what = hasOwner ? 'Signs you in as the owner' : 'Makes you the owner, who approves programs and invites people';
  return ['', `  ${label('owner')}${paint(ownerUrl)}`, `  ${what}; once, within an hour. ${again} makes a new one.`];
}

function label(text: string): string {
  return `${text}  `.padEnd(22);
}
