import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes } from '../../../kernel/errors.ts';
import { ClientTimeout } from '../../client/exchange.ts';
import type { CliContext } from '../context.ts';
import { interruptionOf } from '../interruption.ts';
import { harmless } from '../term/width.ts';
import { type Connection, type ConnectWish, obtainConnection } from './connect-target.ts';
import { whyHeadless } from './headless.ts';
import { openBrowser } from './open-browser.ts';

/** How long a new connection may be built before it is shown as it is. Units: s. */
const buildingSeconds = 30;
const graceMs = 15_000;
const lookAgainMs = 1_500;
const columns = ['id', 'name', 'externalAppId', 'state', 'sandbox', 'clientAction.uiUrl', 'error.message'];

/** Finds or makes a connection; at a terminal it also sees to it that a person connects it. */
export async function connect(context: CliContext, input: CommandInput): Promise<number> {
  const isHeadless = whyHeadless(context, input.flags);
  const connection = await context.out.during('Connecting', async () =>
    built(context, await obtainConnection(context.client(), wishOf(input))),
  );
  if (needsPerson(connection) && isHeadless === undefined) return connectInBrowser(context, connection);
  show(context, connection);
  return exitCodes.ok;
}

function wishOf({ arguments: given, flags }: CommandInput): ConnectWish {
  const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);
  return {
    connection: text(flags['connectionId']),
    key: text(flags['connectionKey']),
    integration: text(flags['integrationId']) ?? text(flags['integrationKey']),
    connector: text(flags['connectorId']) ?? text(flags['connectorKey']),
    appUrl: text(flags['appUrl']) ?? text(given['app']),
    intent: text(flags['intent']),
    name: text(flags['name']),
    sandbox: typeof flags['sandbox'] === 'boolean' ? flags['sandbox'] : undefined,
    isFurther: flags['allowMultipleConnections'] === true,
  };
}

/** Only once it is built there is something to open. */
async function built(context: CliContext, connection: Connection): Promise<Connection> {
  if (connection.state !== 'BUILDING') return connection;
  return context
    .client()
    .call(
      'connections.get',
      { id: connection.id, wait: true, timeout: buildingSeconds },
      { timeoutMs: buildingSeconds * 1000 + graceMs },
    );
}

function needsPerson({ state, clientAction }: Connection): boolean {
  return state === 'CLIENT_ACTION_REQUIRED' && clientAction?.uiUrl !== undefined;
}

/** Opens the page of a connection and waits until somebody has completed it. */
export async function connectInBrowser(context: CliContext, connection: Connection): Promise<number> {
  const { io, out } = context;
  const { description = '', uiUrl = '' } = connection.clientAction ?? {};
  const isOpen = await openBrowser(io, uiUrl);
  const lines = [
    harmless(description),
    isOpen ? 'Your browser shows the page. If it does not, open this address:' : 'Open this address in a browser:',
    '',
    harmless(uiUrl),
    '',
  ];
  io.stderr.write(`${lines.join('\n')}\n`);
  const after = await out.during('Waiting until it is connected; Ctrl-C ends the waiting', () =>
    untilConnected(context, connection),
  );
  if (after === undefined) {
    io.stderr.write(
      `\nStopped waiting. The page goes on working; ${io.program} connection get ${connection.id} tells how it went\n`,
    );
    return exitCodes.interrupted;
  }
  show(context, after);
  return after.state === 'READY' ? exitCodes.ok : exitCodes.failure;
}

/** The connection once nobody has to do anything about it; undefined after Ctrl-C. Errors: ClientTimeout with --timeout. */
async function untilConnected(context: CliContext, { id }: Connection): Promise<Connection | undefined> {
  const { io, globals } = context;
  const client = context.client();
  const deadline = globals.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + globals.timeoutMs;
  const interruption = interruptionOf(io);
  try {
    for (;;) {
      if (await interruption.within(lookAgainMs)) return undefined;
      const connection = await built(context, await client.call('connections.get', { id }));
      // Archived or taken over meanwhile, it has nothing to open either.
      if (connection.state !== 'BUILDING' && !needsPerson(connection)) return connection;
      if (Date.now() > deadline)
        throw new ClientTimeout(`Nobody connected ${id} within ${Math.round((globals.timeoutMs ?? 0) / 1000)} s`);
    }
  } finally {
    interruption.forget();
  }
}

function show({ out, io }: CliContext, connection: Connection): void {
  out.answer(connection, { columns });
  if (connection.state === 'READY')
    out.note(`next: ${io.program} action list --connectionId=${connection.id} --intent "what you want to do"`);
  else if (connection.clientAction) out.note(`next: ${harmless(connection.clientAction.description)}`);
}
