import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isLoopback } from './exposure.ts';
import type { FaceParts } from './faces/http/face.ts';
import { createHttpServer } from './faces/http/server.ts';
import { PorinError } from './kernel/errors.ts';
import type { Config } from './platform/config/schema.ts';
import { reloadOnHangUp, type TlsFiles } from './tls.ts';
import type { Undo } from './undo.ts';

/** Where the gateway answers. */
export interface Origins {
  readonly origin: string;
  /** The address that it is bound to, which may be every one of the machine. */
  readonly boundTo: string;
  /** For this machine's own user: without TLS, whose certificate is made out to another name than 127.0.0.1. */
  readonly localOrigin: string;
}

/**
 * Starts the gateway's servers: the one that was asked for and, when that one speaks TLS, one on loopback for the CLI.
 * Errors: `configuration` for an address that is taken or not to be had.
 */
export async function openServers(
  parts: FaceParts,
  { config, tls, undo }: { readonly config: Config; readonly tls: TlsFiles | undefined; readonly undo: Undo },
): Promise<Origins> {
  const { host, port } = config;
  const server = createHttpServer(parts, { host, isLocal: isLoopback(host), tls });
  const { origin, boundTo } = await listen(server, { host, port });
  undo.push(() => closeServer(server));
  if (!(server instanceof TlsServer)) return { origin, boundTo, localOrigin: origin };
  undo.push(reloadOnHangUp(server, config, parts.logger));
  const local = { host: '127.0.0.1', port: 0 };
  const door = createHttpServer(parts, { host: local.host, isLocal: true });
  const { origin: localOrigin } = await listen(door, local);
  undo.push(() => closeServer(door));
  return { origin, boundTo, localOrigin };
}

function listen(
  server: Server | TlsServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Pick<Origins, 'origin' | 'boundTo'>> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'EADDRINUSE'
          ? `Port ${port} on ${host} is taken`
          : `Cannot listen on ${host}:${port}: ${cause.message}`;
      reject(
        new PorinError('configuration', message, {
          cause,
          hint: 'porin status shows what is running; or choose another port with --port',
        }),
      );
    });
    server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
      // A server on a port has an address of this kind.
      const bound = (server.address() as AddressInfo).port;
      const isAny = host === '0.0.0.0' || host === '::';
      const named = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
      const scheme = server instanceof TlsServer ? 'https' : 'http';
      resolve({
        origin: `${scheme}://${isAny ? '127.0.0.1' : named}:${bound}`,
        boundTo: `${scheme}://${named}:${bound}`,
      });
    });
  });
}

const drainMs = 5_000;

/** Answers what is under way, then closes; what takes longer is cut off. */
function closeServer(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}
