import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { cutOf } from './faults.ts';
import type { Serve, ServiceOptions } from './service.ts';
import type { Connection, OpenSocket } from './sockets.ts';

/** What asks to become a WebSocket. */
export interface Handshakes {
  /** Answers one, as any other request is answered. */
  take(request: Request, connection: Connection): Promise<void>;
  /** Breaks off those that wait for their answer. */
  dropAll(): void;
}

/** What a handshake is answered with when it becomes a WebSocket. */
const switching = new Response(null);

export function createHandshakes({ definition, world, sockets }: ServiceOptions, serve: Serve): Handshakes {
  const accept = definition.sockets?.(world);
  const waiting = new Set<Duplex>();
  const take = async (request: Request, { incoming, stream, head }: Connection): Promise<void> => {
    let open: OpenSocket | undefined;
    const leave = (): void => void stream.destroy();
    // A page that goes while it waits is noticed only by reading, and a page says nothing before it is answered.
    stream.resume().once('end', leave);
    waiting.add(stream);
    const app = (): Response => {
      const accepted = accept?.(request, incoming.socket.remoteAddress);
      if (accepted === undefined) return new Response('Not found', { status: 404 });
      if (accepted instanceof Response) return accepted;
      open = accepted;
      return switching;
    };
    const statusOf = (response: Response): number | Promise<number> => {
      stream.off('end', leave);
      waiting.delete(stream);
      if (response !== switching || open === undefined) return refuse(stream, response);
      return sockets.open({ incoming, stream, head }, open) ? 101 : 400;
    };
    // A hang that ends with the connection was logged, and there is nobody left to tell.
    await serve(request, { app, statusOf }).catch(leave);
    waiting.delete(stream);
  };
  return {
    take,
    dropAll: () => {
      for (const stream of waiting) stream.destroy();
    },
  };
}

const ownHeaders = new Set(['connection', 'content-length', 'transfer-encoding']);

/** Answers a handshake with a response and ends the connection. */
async function refuse(stream: Duplex, response: Response): Promise<number> {
  const cut = cutOf(response);
  const body = cut?.bytes ?? new Uint8Array(await response.arrayBuffer());
  const headers = [...response.headers].filter(([name]) => !ownHeaders.has(name));
  const length = cut === undefined ? body.length : body.length + 1;
  const lines = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? 'Refused'}`,
    ...[...headers, ['connection', 'close'], ['content-length', length]].map(([name, value]) => `${name}: ${value}`),
  ];
  stream.once('finish', () => stream.destroy());
  stream.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]));
  return response.status;
}
