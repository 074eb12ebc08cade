import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AuthProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A door on this machine that adds the bearer token, which the conformance suite cannot send. Headers `Host` and `Origin` that are not the
 * door's own pass as they are: that the gateway refuses them is what some scenarios check.
 */
export async function startAuthProxy(target: string, token: string): Promise<AuthProxy> {
  const { hostname, port, host } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
    const isOwn = (text: string) => text === own || text === own.replace('127.0.0.1', 'localhost');
    if (isOwn(incoming.headers.host ?? '')) headers.host = host;
    if (isOwn((incoming.headers.origin ?? '').replace('http://', ''))) headers.origin = `http://${host}`;
    const upstream = httpRequest({ hostname, port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
