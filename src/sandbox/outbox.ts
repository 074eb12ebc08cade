import type { Clock } from './clock.ts';
import type { Collection } from './collection.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';

export interface OutgoingMessage {
  /** `Name <address>` or an address. */
  readonly from: string;
  readonly to: string | readonly string[];
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string;
  readonly content: string | Uint8Array;
  /** `text/calendar; method=REQUEST`. */
  readonly contentType: string;
}

/** `stored`: no mail server is configured. `sending` lasts until the mail server answered or timed out. */
export type DeliveryState = 'stored' | 'sending' | 'delivered' | 'failed';

export interface Message {
  readonly id: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** Names of the attached files. */
  readonly attachments: readonly string[];
  /** ISO 8601, the sandbox's time. */
  readonly sentAt: string;
  readonly delivery: DeliveryState;
  /** Why delivery failed. */
  readonly deliveryError: string | null;
}

/** Where an app's mail goes: the last thousand messages are kept here, and passed on to a mail server when one is configured. */
export interface Outbox {
  /** Keeps the message and answers at once; a slow mail server never holds up a request. */
  send(message: OutgoingMessage): Promise<Message>;
  /** Newest first. */
  list(options?: { readonly to?: string; readonly limit?: number }): Message[];
  get(id: number): Message | undefined;
  /** The whole message as sent, RFC 5322. */
  raw(id: number): Uint8Array | undefined;
  clear(): void;
  /** Waits for deliveries under way. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** `smtp://user:password@host:25`. */
  readonly smtpUrl?: string;
  /** How long a mail server may take for one message; 10 s when absent. */
  readonly smtpTimeoutMs?: number;
}

interface StoredMessage extends Message {
  readonly blob: string;
}

const maxMessages = 1000;
/** Looking for bytes without an owner reads all documents, so it is not done for every message. */
const sweepEvery = 100;
const interrupted = 'Stopped before the mail server answered';

/** Opens the outbox of a store. */
export function openOutbox(store: Store, world: { clock: Clock; random: Random }, options: OutboxOptions = {}): Outbox {
  const messages = store.collection<StoredMessage>('outbox', { indexes: ['delivery'] });
  const postman = createPostman(messages, options);
  return {
    send: async (outgoing) => {
      const messageId = `<${world.random.hex(24)}@sandbox.localhost>`;
      const raw = await compose(outgoing, { date: world.clock.date(), messageId });
      const stored: StoredMessage = {
        id: store.nextId('outbox'),
        from: outgoing.from,
        to: typeof outgoing.to === 'string' ? [outgoing.to] : outgoing.to,
        subject: outgoing.subject,
        text: outgoing.text,
        html: outgoing.html ?? null,
        attachments: (outgoing.attachments ?? []).map(({ filename }) => filename),
        sentAt: world.clock.iso(),
        delivery: postman === undefined ? 'stored' : 'sending',
        deliveryError: null,
        blob: store.putBlob(raw),
      };
      messages.insert(stored);
      const wentAway = messages.deleteWhere({ id: { lte: stored.id - maxMessages } });
      if (wentAway > 0 && stored.id % sweepEvery === 0) store.dropUnnamedBlobs();
      postman?.carry(stored, raw);
      return shown(stored);
    },
    list: ({ to, limit } = {}) => {
      const found = messages.find({ orderBy: '-id', ...(to === undefined && limit !== undefined ? { limit } : {}) });
      const wanted = to === undefined ? found : found.filter((message) => isAddressedTo(message, to));
      return wanted.slice(0, limit).map(shown);
    },
    get: (id) => {
      const found = messages.get(id);
      return found === undefined ? undefined : shown(found);
    },
    raw: (id) => {
      const found = messages.get(id);
      return found === undefined ? undefined : store.getBlob(found.blob);
    },
    clear: () => {
      messages.deleteWhere({});
      store.dropUnnamedBlobs();
    },
    close: async () => postman?.finish(),
  };
}

interface Postman {
  /** Begins a delivery; its outcome is noted in the message. */
  carry(message: StoredMessage, raw: Uint8Array): void;
  finish(): Promise<void>;
}

/** Undefined when no mail server is configured. */
function createPostman(messages: Collection<StoredMessage>, options: OutboxOptions): Postman | undefined {
  for (const { id } of messages.find({ where: { delivery: 'sending' } })) {
    messages.update(id, { delivery: 'failed', deliveryError: interrupted });
  }
  if (options.smtpUrl === undefined) return undefined;
  const deliver = smtpDelivery(options.smtpUrl, options.smtpTimeoutMs ?? 10_000);
  const underWay = new Set<Promise<void>>();
  const pass = async (message: StoredMessage, raw: Uint8Array): Promise<void> => {
    const error = await deliver(message, raw);
    // A reset while the mail server was thinking took the message away.
    if (messages.get(message.id) === undefined) return;
    const outcome = error === undefined ? 'delivered' : 'failed';
    messages.update(message.id, { delivery: outcome, deliveryError: error ?? null });
  };
  return {
    carry: (message, raw) => {
      const task = pass(message, raw).finally(() => underWay.delete(task));
      underWay.add(task);
    },
    finish: async () => void (await Promise.all(underWay)),
  };
}

function shown({ blob: _, ...message }: StoredMessage): Message {
  return message;
}

function isAddressedTo(message: Message, address: string): boolean {
  return message.to.some((to) => to.toLowerCase().includes(address.toLowerCase()));
}

// The mail library is loaded with the first message: starting is faster without it.
async function compose(message: OutgoingMessage, head: { date: Date; messageId: string }): Promise<Uint8Array> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { attachments, to, ...rest } = message;
  const sent = await transport.sendMail({
    ...rest,
    ...head,
    to: typeof to === 'string' ? to : [...to],
    // Content in the message names files and addresses; it must never make the composer read them.
    disableFileAccess: true,
    disableUrlAccess: true,
    attachments: (attachments ?? []).map((file) => ({ ...file, content: Buffer.from(file.content) })),
  });
  // With buffer: true it is a Buffer, not a stream.
  return new Uint8Array(sent.message as Buffer);
}

type Delivery = (message: Message, raw: Uint8Array) => Promise<string | undefined>;

/** Gives the reason of a failure, or undefined once the mail server took the message. */
function smtpDelivery(smtpUrl: string, timeoutMs: number): Delivery {
  let transport: Awaited<ReturnType<typeof openTransport>> | undefined;
  return async (message, raw) => {
    const timeout = withTimeout(timeoutMs);
    try {
      transport ??= await openTransport(smtpUrl, timeoutMs);
      const sent = transport.sendMail({ envelope: { from: message.from, to: [...message.to] }, raw: Buffer.from(raw) });
      await Promise.race([sent, timeout.expired]);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      timeout.cancel();
    }
  };
}

async function openTransport(smtpUrl: string, timeoutMs: number) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
}

function withTimeout(timeoutMs: number): { expired: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The mail server gave no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  return { expired, cancel: () => clearTimeout(timer) };
}
