import { connect, type Socket } from 'node:net';
import { composeMessage, type Letter } from './mime.ts';

export interface Postman {
  /** Delivers a message as soon as its turn comes. */
  carry(id: number): void;
  /** Leaves what waits for its turn, and does not report what is under way: its ids may belong to other messages. */
  forget(): void;
  /** Begins no other delivery and gives those under way a moment. */
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

/** What a message says that was under way, or about to be, when the process ended. */
export const interrupted = 'Stopped before the mail server answered';

/** A mail server that hangs must not hold up the end of the process. */
const closeMs = 1000;

/** Connections at one time: a thousand invitations must not open a thousand. */
const maxConnections = 5;

/** Brings messages to a mail server, in their order. */
export function createPostman(options: PostmanOptions): Postman {
  // A set: an id of a transaction that failed comes again with the next message.
  const waiting = new Set<number>();
  const underWay = new Set<Promise<void>>();
  const closing = new AbortController();
  let isFinished = false;
  let era = 0;
  const begin = (): void => {
    while (!isFinished && underWay.size < maxConnections) {
      const [id] = waiting;
      if (id === undefined) return;
      waiting.delete(id);
      const begunIn = era;
      const task = deliver(id, { ...options, closing: closing.signal, isCurrent: () => begunIn === era })
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
      const timer = setTimeout(() => closing.abort(), closeMs);
      await Promise.all(underWay);
      clearTimeout(timer);
    },
  };
}

interface Delivery extends PostmanOptions {
  readonly closing: AbortSignal;
  isCurrent(): boolean;
}

async function deliver(id: number, delivery: Delivery): Promise<void> {
  const { take, settle, isCurrent } = delivery;
  const letter = await take(id);
  if (letter === undefined) return;
  let error: string | undefined;
  try {
    await hand(letter, delivery);
  } catch (failure) {
    error = (failure instanceof Error ? failure.message : String(failure)).slice(0, 500);
  }
  if (isCurrent()) settle(id, error);
}

/** Hands a message to the mail server, on a connection of its own that is over in any case when the time is. */
async function hand(letter: Letter, { smtpUrl, timeoutMs, closing }: Delivery): Promise<void> {
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
  const limit = limitOf(timeoutMs, closing);
  try {
    await Promise.race([transport.sendMail({ envelope, raw }), limit.reached]);
    // What is written, the farewell, still goes.
    socket?.destroySoon();
  } catch (failure) {
    // A server that hangs may never read what is written.
    socket?.destroy();
    throw failure;
  } finally {
    limit.lift();
  }
}

/** Rejects when the time is over or the process ends, unless it is lifted before. */
function limitOf(timeoutMs: number, closing: AbortSignal): { readonly reached: Promise<never>; lift(): void } {
  let lift = (): void => undefined;
  const reached = new Promise<never>((_, reject) => {
    const late = `The mail server did not take the message within ${timeoutMs} ms`;
    const timer = setTimeout(() => reject(new Error(late)), timeoutMs);
    const end = (): void => reject(new Error(interrupted));
    closing.addEventListener('abort', end);
    lift = () => {
      clearTimeout(timer);
      closing.removeEventListener('abort', end);
    };
  });
  return { reached, lift: () => lift() };
}
