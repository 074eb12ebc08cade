import type { ServerResponse } from 'node:http';
import {
  type JSONRPCMessage,
  type JSONRPCNotification,
  type JSONRPCRequest,
  type MessageExtraInfo,
  PerRequestHTTPServerTransport,
  type TransportSendOptions,
} from '@modelcontextprotocol/server';

type Classification = NonNullable<MessageExtraInfo['classification']>;

/** What is refused before any handler has run has a status of its own. Source: the protocol, "Sending Messages to the Server". */
const statuses = new Map([
  [-32700, 400],
  [-32600, 400],
  [-32601, 404],
  [-32020, 400],
  [-32021, 400],
  [-32022, 400],
]);
const missingCapability = -32021;
const heartbeatMs = 15_000;

export interface ExchangeOptions {
  readonly classification: Classification;
  /** Of the answer, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** True when the client takes events, with which a long call says how far it is. */
  readonly takesEvents: boolean;
}

/**
 * One request and its answer on node's own response: JSON, or events once there is something to tell before the result. The SDK's own
 * transport makes a web Response, which costs more than all the rest of a call.
 */
export class Exchange extends PerRequestHTTPServerTransport {
  readonly #response: ServerResponse;
  readonly #options: ExchangeOptions;
  readonly #isModern: boolean;
  #id: string | number | undefined;
  #isDispatching = false;
  #isClosed = false;
  #isStreaming = false;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, options: ExchangeOptions) {
    super({ classification: options.classification });
    this.#response = response;
    this.#options = options;
    this.#isModern = options.classification.era === 'modern';
  }

  /** Hands the message to the server that is connected; the answer is written when there is one. */
  deliver(message: JSONRPCRequest | JSONRPCNotification): void {
    const extra = { classification: this.#options.classification };
    if (!('id' in message)) {
      this.onmessage?.(message, extra);
      this.#response.writeHead(202, this.#options.headers).end();
      queueMicrotask(() => void this.close());
      return;
    }
    this.#id = message.id;
    this.#response.once('close', () => void this.close());
    if (this.#options.takesEvents) this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
    this.#isDispatching = true;
    this.onmessage?.(message, extra);
    this.#isDispatching = false;
  }

  override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (this.#isClosed) return;
    if ('result' in message || 'error' in message) return this.#finish(message);
    // What belongs to no request has nowhere to go, and neither has what a client does not read.
    if (options?.relatedRequestId !== this.#id || !this.#options.takesEvents) return;
    this.#stream();
    this.#write(message);
  }

  override async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    this.onclose?.();
  }

  #finish(message: JSONRPCMessage): void {
    if (this.#isStreaming) {
      this.#write(message);
      this.#response.end();
    } else {
      const body = JSON.stringify(message);
      const headers = {
        ...this.#options.headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      this.#response.writeHead(this.#statusOf(message), headers).end(body);
    }
    // Nothing is left for the server to end: telling it so would make an error for nobody, which costs more than the answer.
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
  }

  #statusOf(message: JSONRPCMessage): number {
    if (!this.#isModern || !('error' in message)) return 200;
    const { code } = message.error;
    return this.#isDispatching || code === missingCapability ? (statuses.get(code) ?? 200) : 200;
  }

  #beat(): void {
    this.#stream();
    this.#response.write(':\n\n');
  }

  #stream(): void {
    if (this.#isStreaming) return;
    this.#isStreaming = true;
    // A proxy that collects answers would keep the progress to itself.
    const headers = { ...this.#options.headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
    this.#response.writeHead(200, headers);
  }

  #write(message: JSONRPCMessage): void {
    this.#response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  }
}
