import type { Command, RoomEvent } from '../../live/protocol.ts';
import type { RoomPage } from '../room-page.ts';

export interface Connection {
  /** Sends a command; false while there is no connection. */
  send(command: Command): boolean;
}

interface Listener {
  readonly event: (event: RoomEvent) => void;
  readonly state: (state: 'connecting' | 'open' | 'lost') => void;
}

const firstWaitMs = 500;
const longestWaitMs = 15_000;
const pingMs = 25_000;
/** Without any word for so long, the connection is taken for lost. */
const silenceMs = 60_000;

/** Holds the live connection of a page, and makes it anew when it is lost. */
export function connect(page: Pick<RoomPage, 'socket' | 'address'>, listener: Listener): Connection {
  let socket: WebSocket | undefined;
  let failures = 0;
  let heardAt = Date.now();
  let retry: number | undefined;
  let isOver = false;

  const open = (): void => {
    window.clearTimeout(retry);
    retry = undefined;
    const address = new URL(page.socket, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const current = new WebSocket(address);
    socket = current;
    current.addEventListener('open', () => {
      heardAt = Date.now();
    });
    current.addEventListener('message', (message: MessageEvent<string>) => {
      heardAt = Date.now();
      // The server of the same origin speaks the protocol that this script was built with.
      const event = JSON.parse(message.data) as RoomEvent;
      if (event.is === 'scene') {
        failures = 0;
        listener.state('open');
      }
      isOver ||= event.is === 'bye';
      listener.event(event);
    });
    current.addEventListener('close', () => {
      if (socket === current) socket = undefined;
      if (!isOver) again();
    });
  };

  const again = (): void => {
    listener.state('lost');
    failures += 1;
    // A server that came back may not know this visit any more: its page then says what is.
    if (failures > 2) void leaveIfOver(page.address);
    const wait = Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
    // Not all at once, when a server comes back.
    retry = window.setTimeout(open, wait * (0.75 + Math.random() / 2));
  };

  window.addEventListener('online', () => {
    if (retry !== undefined) open();
  });
  window.setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (Date.now() - heardAt > silenceMs) socket.close();
    else socket.send(JSON.stringify({ do: 'ping' } satisfies Command));
  }, pingMs);

  listener.state('connecting');
  open();
  return {
    send: (command) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(command));
      return true;
    },
  };
}

async function leaveIfOver(address: string): Promise<void> {
  try {
    const response = await fetch(address);
    const text = await response.text();
    if (response.status < 500 && !text.includes(' data-room=')) location.replace(address);
  } catch {
    // The server is not there yet; the next attempt asks again.
  }
}
