import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../kernel/ports/telemetry.ts';
import type { AcceptSocket, SandboxSocket, World } from './definition.ts';

/** The live connections of a sandbox's pages. */
export interface Sockets {
  /** Takes over a connection that asks for an upgrade, or refuses it with an HTTP answer. */
  upgrade(request: Request, connection: Connection): void;
  /** Ends them all: the data behind them is no longer the same. */
  closeAll(code: number, reason: string): void;
}

/** What node gives for an upgrade. */
export interface Connection {
  readonly incoming: IncomingMessage;
  readonly stream: Duplex;
  readonly head: Buffer;
}

const maxMessageBytes = 64 * 1024;
const heartbeatMs = 30_000;
/** Who leaves this much unread is cut off, so that one slow page costs the others no memory. */
const maxUnsentBytes = 4 * 1024 * 1024;

interface SocketsOptions {
  readonly world: World;
  readonly accept: AcceptSocket | undefined;
  /** What time alone brings about; runs before each message. */
  readonly advance: () => void;
  readonly logger: Logger | undefined;
}

/** Opens a sandbox's socket server; it takes upgrades from any HTTP server. */
export function createSockets({ world, accept, advance, logger }: SocketsOptions): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  const post = createPost(world);
  const upgrade = (request: Request, { incoming, stream, head }: Connection): void => {
    // Who breaks off in the middle of the handshake is nobody's error.
    stream.on('error', () => stream.destroy());
    const answer = accept?.(request, incoming.socket.remoteAddress) ?? new Response('Not found', { status: 404 });
    if (answer instanceof Response) return refuse(stream, answer);
    server.handleUpgrade(incoming, stream, head, (socket) => {
      const handler = answer(wrap(socket, post));
      keepAlive(socket);
      socket.on('message', (data, isBinary) =>
        work(socket, () => {
          if (isBinary) socket.close(1003, 'text only');
          else handler.message(textOf(data));
        }),
      );
      socket.on('close', () => work(socket, () => handler.closed()));
      // What does not follow the protocol; the close that comes after it is what counts.
      socket.on('error', (error) => logger?.debug({ err: error }, 'a socket broke the protocol'));
    });
  };
  const work = (socket: WebSocket, run: () => void): void => {
    try {
      advance();
      run();
    } catch (error) {
      logger?.error({ err: error }, 'a sandbox socket failed');
      socket.close(1011, 'The sandbox failed; its log says why');
    }
  };
  const closeAll = (code: number, reason: string): void => {
    for (const socket of server.clients) socket.close(code, reason);
  };
  return { upgrade, closeAll };
}

/** Sends what was said in one turn of the event loop after one flush: what is told was kept. */
function createPost(world: World): (send: () => void) => void {
  let waiting: (() => void)[] = [];
  return (send) => {
    waiting.push(send);
    if (waiting.length > 1) return;
    setImmediate(() => {
      const due = waiting;
      waiting = [];
      world.store.flush();
      for (const deliver of due) deliver();
    });
  };
}

function wrap(socket: WebSocket, post: (send: () => void) => void): SandboxSocket {
  return {
    send: (text) =>
      post(() => {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > maxUnsentBytes) socket.terminate();
        else socket.send(text);
      }),
    close: (code, reason) => post(() => socket.close(code, reason)),
  };
}

function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, heartbeatMs);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
}

function refuse(stream: Duplex, { status, statusText }: Response): void {
  stream.end(`HTTP/1.1 ${status} ${statusText || 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.concat([data].flat().map(toBuffer)).toString('utf8');
}

function toBuffer(part: Buffer | ArrayBuffer): Buffer {
  return Buffer.isBuffer(part) ? part : Buffer.from(part);
}
