import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { PorinError } from '../kernel/errors.ts';
import type { SandboxDefinition, World } from './definition.ts';
import { type Cut, cutOf } from './faults.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { takeUpgrades } from './upgrades.ts';

export interface StartSandboxOptions extends Omit<SandboxOptions, 'origin'> {
  /** 0 takes any free port; the definition's own when absent. */
  readonly port?: number;
  /** The address to listen on; 127.0.0.1 when absent. */
  readonly host?: string;
}

/** A sandbox that listens. */
export interface RunningSandbox {
  readonly app: string;
  /** Base URL of the app's API: `http://127.0.0.1:4711/v1`. */
  readonly url: string;
  readonly origin: string;
  /** `http://127.0.0.1:4711/_sandbox`. */
  readonly controlUrl: string;
  /** What the control API asks for in `x-sandbox-token`. */
  readonly controlToken: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly world: World;
  /** What listens. */
  readonly sandbox: Sandbox;
  /** Answers a request without the socket. */
  fetch(request: Request): Promise<Response>;
  /** Stops listening, breaks open connections and closes the data file. */
  close(): Promise<void>;
}

/**
 * Starts an app's imitation on a port.
 * Errors: `configuration` when the port is taken or the data file cannot be opened.
 */
export async function startSandbox(
  definition: SandboxDefinition,
  options: StartSandboxOptions,
): Promise<RunningSandbox> {
  const host = options.host ?? '127.0.0.1';
  // Requests that come before the data is open wait for it.
  let ready: Promise<Sandbox> | undefined;
  const server = createAdaptorServer({
    hostname: host,
    fetch: async (request: Request, env) => {
      // The server is made without HTTP/2, so these are node's own objects.
      const { incoming, outgoing } = env as HttpBindings;
      const response = await (await ready)?.fetch(request, incoming.socket.remoteAddress);
      const cut = response === undefined ? undefined : cutOf(response);
      return cut === undefined ? response : breakOff(outgoing, cut);
    },
  }) as Server;
  const port = await listen(server, options.port ?? definition.port, host);
  const origin = `http://${urlHost(host)}:${port}`;
  ready = createSandbox(definition, { ...options, origin });
  takeUpgrades(server, { origin, ready });
  try {
    const sandbox = await ready;
    return running(sandbox, server, origin);
  } catch (error) {
    await stop(server);
    throw error;
  }
}

function running(sandbox: Sandbox, server: Server, origin: string): RunningSandbox {
  return {
    app: sandbox.app,
    url: origin + sandbox.definition.basePath,
    origin,
    controlUrl: `${origin}/_sandbox`,
    controlToken: sandbox.controlToken,
    credentials: sandbox.credentials,
    world: sandbox.world,
    sandbox,
    fetch: (request) => sandbox.fetch(request),
    close: async () => {
      // The server has stopped when its last socket has, and those end with the sandbox.
      const stopped = stop(server);
      await sandbox.close();
      await stopped;
    },
  };
}

const breakDelayMs = 10;

/** Sends the part, then breaks the connection; a moment later, so that the part is read before the break is noticed. */
function breakOff(outgoing: ServerResponse, cut: Cut): Response {
  outgoing.writeHead(cut.status, Object.fromEntries(cut.headers));
  outgoing.flushHeaders();
  outgoing.write(cut.bytes.length === 0 ? '' : cut.bytes, () => setTimeout(() => outgoing.destroy(), breakDelayMs));
  return RESPONSE_ALREADY_SENT;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, port, host)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): PorinError {
  if (cause.code === 'EADDRINUSE') {
    return new PorinError('configuration', `Port ${port} on ${host} is taken, a sandbox cannot listen there`, {
      cause,
      hint: 'Stop the program that uses it, or choose another port; porin up takes --sandbox-port-base',
    });
  }
  return new PorinError('configuration', `A sandbox cannot listen on ${host}:${port}: ${cause.message}`, {
    cause,
    hint: 'The host must be an address of this machine, and ports below 1024 may need privileges',
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A wildcard address is not one that a link can lead to. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
