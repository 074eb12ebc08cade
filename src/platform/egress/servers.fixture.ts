import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createEgress, type EgressOptions } from './egress.ts';

/** Servers and egresses of one test file; `close` in an `afterEach` ends what the test opened. */
export function testServers() {
  const cleanups: (() => Promise<unknown> | unknown)[] = [];
  const listen = async (server: Server): Promise<string> => {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    // A server on a port has an address object, never a path.
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return {
    egress(options: Partial<EgressOptions> = {}) {
      const logger = createLogger({ level: 'silent' });
      const made = createEgress({ allowCidrs: [], logger, metrics: createMetrics(), ...options });
      cleanups.push(() => made.close());
      return made;
    },
    /** A well-behaved server. */
    http: (listener: RequestListener) => listen(createHttpServer(listener)),
    /** A server that does with the socket whatever the test wants, once the request's first bytes are there. */
    raw: (onRequest: (socket: Socket, connection: number) => void) => {
      let connections = 0;
      return listen(
        createNetServer((socket) => {
          const connection = ++connections;
          socket.on('error', () => undefined);
          socket.on('data', () => onRequest(socket, connection));
        }),
      );
    },
    async close() {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    },
  };
}

/** A safe GET to a sandbox of this process, with limits that no test meets by chance. */
export function requestTo(
  url: string,
  changes: Partial<EgressRequest> & { readonly limit?: Partial<EgressRequest['limits']> } = {},
): EgressRequest {
  const parsed = new URL(url);
  const { limit, ...rest } = changes;
  return {
    method: 'GET',
    url: parsed,
    headers: {},
    policy: { origins: [parsed.origin], allowPrivate: true },
    limits: { key: 'con_1', concurrency: 4, timeoutMs: 5_000, maxResponseBytes: 1_000_000, ...limit },
    retry: 'safe',
    ...rest,
  };
}
