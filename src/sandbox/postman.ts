import { connect, type Socket } from 'node:net';
import { composeMessage, type Letter } from './mime.ts';

export interface Postman {
  /** Delivers a message as soon as its turn comes. */
  carry(id: number): void;
  /** Waits for deliveries under way and begins no other. */
  finish(): Promise<void>;
}

interface PostmanOptions {
  readonly smtpUrl: string;
  /** How long one delivery may take in all. */
  readonly timeoutMs: number;
  /** The message, unless it is gone. */
  find(id: number): Letter | undefined;
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
  const begin = (): void => {
    while (!isFinished && underWay.size < maxConnections) {
      const [id] = waiting;
      if (id === undefined) return;
      waiting.delete(id);
      const task = deliver(id, options).finally(() => {
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
    finish: async () => {
      isFinished = true;
      await Promise.all(underWay);
    },
  };
}

async function deliver(id: number, { smtpUrl, timeoutMs, find, settle }: PostmanOptions): Promise<void> {
  const letter = find(id);
  if (letter === undefined) return;
  let error: string | undefined;
  try {
    await hand(letter, { smtpUrl, timeoutMs });
  } catch (failure) {
    error = (failure instanceof Error ? failure.message : String(failure)).slice(0, 500);
  }
  settle(id, error);
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
  } finally {
    clearTimeout(timer);
    socket?.destroySoon();
  }
}
