import { connect, type Socket } from 'node:net';
import { composeMessage, type Letter } from './mime.ts';

export interface Postman {
  /** Delivers a message as soon as its turn comes. */
  carry(id: number): void;
  /** Leaves what waits for its turn, and does not report what is under way: its ids may belong to other messages. */
  forget(): void;
  /** Waits for deliveries under way and begins no other. */
  finish(): Promise<void>;
}

export interface PostmanOptions {
  readonly smtpUrl: string;
  /** How long one delivery may take in all. */
  readonly timeoutMs: number;
  /** The message, given out once and only when that is durable; undefined when it is gone. */
  take(id: number): Promise<Letter | undefined>;
  /** Hears what became of a message: delivered, or why not. */
  settle(id: number, error: string | undefined): void;
}

/** Connections at one time: a thousand invitations must not open a thousand. */
const maxConnections = 5;

/** Brings messages to a mail server, in their order. */
export function createPostman(options: PostmanOptions): Postman {
  // A set: an id of a transaction that failed comes again with the next message.
  const waiting = new Set<number>();
  const underWay = new Set<Promise<void>>();
  let isFinished = false;
  let era = 0;
  const begin = (): void => {
    while (!isFinished && underWay.size < maxConnections) {
      const [id] = waiting;
      if (id === undefined) return;
      waiting.delete(id);
      const begunIn = era;
      const task = deliver(id, { ...options, isCurrent: () => begunIn === era })
        // The data cannot be written: the message stays as it is, and the next start says what became of it.
        .catch(() => undefined)
        .finally(() => {
          underWay.delete(task);
          begin();
        });
      underWay.add(task);
    }
  };
  return {
    carry: (id) => {
      waiting.add(id);
      // After the transaction that keeps the message.
      queueMicrotask(begin);
    },
    forget: () => {
      waiting.clear();
      era += 1;
    },
    finish: async () => {
      isFinished = true;
      await Promise.all(underWay);
    },
  };
}

interface Delivery extends PostmanOptions {
  isCurrent(): boolean;
}

async function deliver(id: number, { smtpUrl, timeoutMs, take, settle, isCurrent }: Delivery): Promise<void> {
  const letter = await take(id);
  if (letter === undefined) return;
  let error: string | undefined;
  try {
    await hand(letter, { smtpUrl, timeoutMs });
  } catch (failure) {
    error = (failure instanceof Error ? failure.message : String(failure)).slice(0, 500);
  }
  if (isCurrent()) settle(id, error);
}

/** Hands a message to the mail server, on a connection of its own that is over in any case when the time is. */
async function hand(letter: Letter, { smtpUrl, timeoutMs }: { smtpUrl: string; timeoutMs: number }): Promise<void> {
  const { createTransport } = await import('nodemailer');
  let socket: Socket | undefined;
  const transport = createTransport({
    url: smtpUrl,
    getSocket: ({ host, port, secure }, callback) => {
      const opened = connect({ host: host ?? 'localhost', port: Number(port ?? (secure === true ? 465 : 587)) });
      socket = opened;
      opened.once('error', callback);
      opened.once('connect', () => {
        opened.off('error', callback);
        callback(null, { connection: opened });
      });
    },
  });
  const raw = Buffer.from(await composeMessage(letter));
  const envelope = { from: letter.from.address, to: [letter.to.address] };
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    const message = `The mail server did not take the message within ${timeoutMs} ms`;
    timer = setTimeout(() => reject(new Error(message)), timeoutMs);
  });
  try {
    await Promise.race([transport.sendMail({ envelope, raw }), expired]);
    // What is written, the farewell, still goes.
    socket?.destroySoon();
  } catch (failure) {
    // A server that hangs may never read what is written.
    socket?.destroy();
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}
