import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Departure } from '../../kernel/departure.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { OperationContext } from '../../kernel/operation.ts';
import type { GatewayPorts } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Reply } from './reply.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly reply: Reply;
}

/** What an operation is given for one request. */
export function contextOf(
  { request, requestId, reply }: Exchange,
  caller: Caller,
  gateway: GatewayPorts,
): OperationContext {
  return {
    ...gateway,
    caller,
    requestId,
    reply,
    get signal() {
      return signalOf(request.socket);
    },
    get departure() {
      return departureOf(request.socket);
    },
  };
}

const signals = new WeakMap<Socket, AbortSignal>();

/** Aborted when the caller goes away. One for all requests of a connection, which come one after another: making one costs as much as routing. */
function signalOf(socket: Socket): AbortSignal {
  const known = signals.get(socket);
  if (known) return known;
  const controller = new AbortController();
  // One run may have many requests to its app under way, and each listens until it ends.
  setMaxListeners(0, controller.signal);
  const leave = () => controller.abort(new PorinError('unavailable', 'The caller went away'));
  if (socket.destroyed) leave();
  else socket.once('close', leave);
  signals.set(socket, controller.signal);
  return controller.signal;
}

function departureOf(socket: Socket): Departure {
  return {
    get aborted() {
      return socket.destroyed;
    },
    // Requests that are sent one after another without waiting may all wait at once.
    addEventListener: (_, listener) => void socket.setMaxListeners(0).once('close', listener),
    removeEventListener: (_, listener) => void socket.off('close', listener),
  };
}
