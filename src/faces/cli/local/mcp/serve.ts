import type { IncomingMessage } from 'node:http';
import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes, isPorinError, PorinError } from '../../../../kernel/errors.ts';
import type { Client } from '../../../client/client.ts';
import { type CliContext, createContext } from '../../context.ts';
import { createBridge } from './bridge.ts';
import { linesOf } from './lines.ts';
import { mcpPath } from './surface.ts';

/**
 * Serves MCP on standard input and output: each line goes to the gateway's own endpoint, each answer comes back as a line. Nothing else
 * is ever written to stdout.
 */
export async function serve(context: CliContext, { flags }: CommandInput): Promise<number> {
  const { io } = context;
  const path = mcpPath(flags);
  const clients = clientSource(context, flags['start'] === true);
  const bridge = createBridge({
    async send({ body, headers, signal, isAgain }): Promise<IncomingMessage> {
      const client = await clients(isAgain);
      const sent = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers };
      return client.raw({ method: 'POST', path, headers: sent, body, signal, timeoutMs: 0 });
    },
    write: (line) => void io.stdout.write(`${line}\n`),
    log: (text) => void io.stderr.write(`porin mcp: ${text}\n`),
  });
  const stop = io.onSignal(() => {
    bridge.abort();
    io.stdin.destroy();
  });
  try {
    for await (const line of linesOf(io.stdin)) bridge.take(line);
    await bridge.drain();
  } catch (error) {
    // A host that ends the program closes its input in the middle of a line.
    if (!io.stdin.destroyed) throw error;
  } finally {
    stop();
  }
  return exitCodes.ok;
}

/** A client of the gateway in use, found once and again after it stopped answering. None is started unless that was asked for: a host would
 * undo `porin down`, and start one without the settings that the user's own has. */
function clientSource(context: CliContext, mayStart: boolean): (isAgain: boolean) => Promise<Client> {
  const { io, globals, catalog } = context;
  let current: Promise<Client> | undefined;
  const find = async (): Promise<Client> => {
    // Of its own each time: a gateway that was started again has another token, perhaps another port.
    const fresh = createContext(io, globals, catalog);
    try {
      return fresh.client();
    } catch (error) {
      if (!isPorinError(error) || error.code !== 'unavailable') throw error;
      if (!mayStart) throw notRunning(io.program, error);
      const { gatewayForLogin } = await import('../login/find-gateway.ts');
      return fresh.client(await gatewayForLogin(fresh, { isHeadless: true }));
    }
  };
  return (isAgain) => {
    if (isAgain) current = undefined;
    current ??= find();
    // A failure is not kept: the next message tries again.
    current.catch(() => {
      current = undefined;
    });
    return current;
  };
}

function notRunning(program: string, { message, cause }: PorinError): PorinError {
  return new PorinError('unavailable', message, {
    hint: `Ask the user to start it with ${program} up --detach; then try again`,
    cause,
  });
}
