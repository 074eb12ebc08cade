import type { Command, RoomEvent } from '../../live/protocol.ts';
import type { RoomPage } from '../room-page.ts';

interface Listener {
  readonly event: (event: RoomEvent) => void;
  readonly state: (state: 'connecting' | 'open' | 'lost') => void;
}

const firstWaitMs = 500;
const longestWaitMs = 15_000;
const pingMs = 25_000;
/** Without any word for so long, the connection is taken for lost. */
const silenceMs = 60_000;

/** The live connection of a page, which is made anew when it is lost. */
export class Connection {
  readonly #page: Pick<RoomPage, 'socket' | 'address'>;
  readonly #listener: Listener;
  #socket: WebSocket | undefined;
  #failures = 0;
  #heardAt = 0;
  #retry: number | undefined;
  #isOver = false;

  constructor(page: Pick<RoomPage, 'socket' | 'address'>, listener: Listener) {
    this.#page = page;
    this.#listener = listener;
    window.addEventListener('online', () => {
      if (this.#retry !== undefined) this.#open();
    });
    window.setInterval(() => this.#ping(), pingMs);
    listener.state('connecting');
    this.#open();
  }

  /** Sends a command; false while there is no connection. */
  send(command: Command): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  #open(): void {
    window.clearTimeout(this.#retry);
    this.#retry = undefined;
    const address = new URL(this.#page.socket, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.addEventListener('message', (message: MessageEvent<string>) => this.#hear(message.data));
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lose();
    });
  }

  #hear(text: string): void {
    this.#heardAt = Date.now();
    // The server of the same origin speaks the protocol that this script was built with.
    const event = JSON.parse(text) as RoomEvent;
    if (event.is === 'scene') {
      this.#failures = 0;
      this.#listener.state('open');
    }
    this.#isOver ||= event.is === 'bye';
    this.#listener.event(event);
  }

  #lose(): void {
    this.#socket = undefined;
    if (this.#isOver) return;
    this.#listener.state('lost');
    this.#failures += 1;
    // A server that came back may not know this visit any more: its page then says what is.
    if (this.#failures > 1) void leaveIfOver(this.#page.address);
    const waitMs = Math.min(firstWaitMs * 2 ** (this.#failures - 1), longestWaitMs);
    // Not all at once, when a server comes back.
    this.#retry = window.setTimeout(() => this.#open(), waitMs * (0.75 + Math.random() / 2));
  }

  #ping(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.#heardAt > silenceMs) this.#socket.close();
    else this.send({ do: 'ping' });
  }
}

async function leaveIfOver(address: string): Promise<void> {
  try {
    const response = await fetch(address);
    const text = await response.text();
    if (response.status < 500 && !text.includes('<main data-room=')) location.replace(address);
  } catch {
    // The server is not there yet; the next attempt asks again.
  }
}
