import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Sandbox } from './sandbox.ts';

/** Brings connections that ask for a WebSocket to the sandbox, and all other upgrades back to HTTP/1.1. */
export function takeUpgrades(
  server: Server,
  { origin, ready }: { readonly origin: string; readonly ready: Promise<Sandbox> },
): void {
  server.on('upgrade', (incoming: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Who breaks off in the middle of the handshake is nobody's error.
    stream.on('error', () => stream.destroy());
    if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
      stream.unshift(withoutUpgrade(incoming, head));
      return void server.emit('connection', stream);
    }
    ready
      .then((sandbox) => sandbox.upgrade(requestOf(incoming, { origin, stream }), { incoming, stream, head }))
      .catch(() =>
        // The sandbox did not start: there is nothing to say on this connection.
        stream.destroy(),
      );
  });
}

/** The request as it came, but for the offer: Java's client and curl --http2 offer HTTP/2 with ordinary requests. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage, rest: Buffer): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!/^(upgrade|http2-settings|connection)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), rest]);
}

function requestOf(
  { url, headersDistinct }: IncomingMessage,
  { origin, stream }: { readonly origin: string; readonly stream: Duplex },
): Request {
  const pairs = Object.entries(headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  return new Request(origin + (url?.startsWith('/') ? url : '/'), { headers: pairs, signal: gone.signal });
}
