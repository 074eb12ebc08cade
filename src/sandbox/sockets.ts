import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../kernel/ports/telemetry.ts';
import type { SandboxSocket, SocketHandler } from './definition.ts';
import { createSocketPost, type SocketPost } from './socket-post.ts';
import type { Store } from './store.ts';

/** What opens a connection's handler, as `AcceptSocket` gives it. */
export type OpenSocket = (socket: SandboxSocket) => SocketHandler;

/** The live connections of a sandbox's pages. */
export interface Sockets {
  /** Takes over a connection that asks for a WebSocket. Whether it is one now; if not, it was answered with 400. */
  open(connection: Connection, open: OpenSocket): boolean;
  /** Ends them all, because the data behind them goes; handlers are told at once, stragglers are cut off. */
  endAll(code: number, reason: string): Promise<void>;
}

/** What node gives for an upgrade. */
export interface Connection {
  readonly incoming: IncomingMessage;
  readonly stream: Duplex;
  readonly head: Buffer;
}

export interface SocketsOptions {
  readonly store: Store;
  /** What time alone brings about; runs before each message, and each second while there is a connection. */
  readonly advance: () => void;
  readonly logger: Logger | undefined;
}

const maxMessageBytes = 64 * 1024;
/** Who leaves this much unread is cut off, so that one slow page costs the others no memory. */
const maxUnsentBytes = 4 * 1024 * 1024;
const tickMs = 1000;
const ticksPerPing = 30;
/** How long a page may take to answer a close. */
const closeMs = 500;
const failed = 'The sandbox failed; its log says why';

/** Opens a sandbox's socket server; it takes upgrades from any HTTP server. */
export function createSockets(options: SocketsOptions): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  const post = createSocketPost(options.store, options.logger);
  const lines = new Set<Line>();
  const beat = createBeat(lines, options);
  return {
    open: ({ incoming, stream, head }, open) => {
      let isOpen = false;
      // The library answers what is no proper handshake by itself, and calls back at once for all else.
      server.handleUpgrade(incoming, stream, head, (socket) => {
        isOpen = true;
        const line = new Line(socket, post, options);
        lines.add(line);
        socket.once('close', () => lines.delete(line));
        beat.start();
        line.begin(open);
      });
      return isOpen;
    },
    endAll: async (code, reason) => {
      await Promise.all([...lines].map((line) => line.end(code, reason)));
    },
  };
}

/** Advances time while pages are watching, and finds connections that are dead. */
function createBeat(lines: ReadonlySet<Line>, { store, advance, logger }: SocketsOptions): { start(): void } {
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;
  const beat = (): void => {
    if (lines.size === 0) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    ticks += 1;
    if (ticks % ticksPerPing === 0) for (const line of lines) line.ping();
    try {
      store.transaction(advance);
    } catch (error) {
      logger?.error({ err: error }, 'a sandbox could not advance its time');
    }
  };
  return {
    start: () => {
      timer ??= setInterval(beat, tickMs).unref();
    },
  };
}

/** One live connection. */
class Line implements SandboxSocket {
  readonly #socket: WebSocket;
  readonly #post: SocketPost;
  readonly #options: SocketsOptions;
  #handler: SocketHandler | undefined;
  #isOver = false;
  #isAlive = true;

  constructor(socket: WebSocket, post: SocketPost, options: SocketsOptions) {
    this.#socket = socket;
    this.#post = post;
    this.#options = options;
  }

  begin(open: OpenSocket): void {
    this.#socket.on('message', (data, isBinary) => {
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      if (isBinary) this.#socket.close(1003, 'Send text');
      // With the library's default it is a Buffer.
      else this.#work(() => this.#handler?.message((data as Buffer).toString('utf8')));
    });
    this.#socket.on('pong', () => {
      this.#isAlive = true;
    });
    this.#socket.on('close', () => this.#finish());
    // What does not follow the protocol; the close that comes after it is what counts.
    this.#socket.on('error', (error) => this.#options.logger?.debug({ err: error }, 'a socket broke the protocol'));
    this.#work(() => {
      this.#handler = open(this);
    });
  }

  send(text: string): void {
    this.#post.add({ deliver: () => this.#write(text), fail: () => this.#fail() });
  }

  close(code: number, reason: string): void {
    this.#post.add({ deliver: () => this.#socket.close(code, reason), fail: () => this.#fail() });
  }

  ping(): void {
    if (this.#isAlive) this.#socket.ping();
    else this.#socket.terminate();
    this.#isAlive = false;
  }

  /** Tells the handler at once, the page by a close; gone when the promise resolves. */
  end(code: number, reason: string): Promise<void> {
    this.#finish();
    return new Promise((resolve) => {
      const cut = setTimeout(() => this.#socket.terminate(), closeMs);
      this.#socket.once('close', () => {
        clearTimeout(cut);
        resolve();
      });
      this.#socket.close(code, reason);
    });
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#work(() => this.#handler?.closed());
    this.#isOver = true;
  }

  #write(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > maxUnsentBytes) this.#socket.terminate();
    else this.#socket.send(text);
  }

  /** All or nothing: of work that fails, nothing is kept and nothing is sent. */
  #work(run: () => void): void {
    if (this.#isOver) return;
    const said = this.#post.mark();
    try {
      this.#options.store.transaction(() => {
        this.#options.advance();
        run();
      });
    } catch (error) {
      this.#post.dropSince(said);
      this.#options.logger?.error({ err: error }, 'a sandbox socket failed');
      this.#fail();
    }
  }

  #fail(): void {
    this.#socket.close(1011, failed);
  }
}
