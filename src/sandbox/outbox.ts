import type { Clock } from './clock.ts';
import type { Collection } from './collection.ts';
import { type Calendar, composeMessage, type Letter, type MailAddress } from './mime.ts';
import { createPostman, interrupted, type Postman, type PostmanOptions } from './postman.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';

export interface OutgoingMessage {
  readonly from: MailAddress | string;
  readonly to: MailAddress | string;
  readonly replyTo?: MailAddress | string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly calendar?: Calendar;
}

/** `stored`: no mail server is configured. `sending` lasts until the mail server answered or timed out. */
export type DeliveryState = 'stored' | 'sending' | 'delivered' | 'failed';

export interface Message {
  readonly id: number;
  /** `Name <address>` or an address. */
  readonly from: string;
  /** Addresses. */
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

/** Where an app's mail goes: at least the last thousand messages are kept here, and passed on to a mail server when one is configured. */
export interface Outbox {
  /** Keeps the message, within the transaction that is open; delivery follows by itself, so no mail server holds up a request. */
  send(message: OutgoingMessage): Message;
  /** Newest first. */
  list(options?: { readonly to?: string; readonly limit?: number }): Message[];
  get(id: number): Message | undefined;
  /** The whole message as sent, RFC 5322; the same bytes each time. */
  raw(id: number): Promise<Uint8Array | undefined>;
  clear(): void;
  /** After the data was emptied or went back to an earlier state: nothing is delivered again, and no delivery under way is heard of. */
  abandonDeliveries(): void;
  /** Gives deliveries under way a moment; those that wait for their turn are not begun. */
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** `smtp://user:password@host:25`. */
  readonly smtpUrl?: string;
  /** How long a mail server may take for one message; 10 s when absent. */
  readonly smtpTimeoutMs?: number;
}

// The MIME text is made when somebody wants it: a thousand messages in one request are a thousand small documents.
interface StoredMessage extends Message {
  readonly letter: Pick<Letter, 'from' | 'to' | 'replyTo' | 'calendar' | 'messageId'>;
  /** True until a delivery begins: only then may another process deliver it, or it could arrive twice. */
  readonly isWaiting: boolean;
}

const keptMessages = 1000;
/** Old messages go by the hundred: looking for them takes as long for one. */
const pruneEvery = 100;

/** Opens the outbox of a store. */
export function openOutbox(store: Store, world: { clock: Clock; random: Random }, options: OutboxOptions = {}): Outbox {
  const messages = store.collection<StoredMessage>('outbox', { indexes: ['delivery'] });
  const postman = openPostman(store, messages, options);
  return {
    send: (outgoing) => {
      const stored = messages.insert({
        id: store.nextId('outbox'),
        ...contentOf(outgoing, messageIdOf(world.random)),
        sentAt: world.clock.iso(),
        delivery: postman === undefined ? 'stored' : 'sending',
        deliveryError: null,
        isWaiting: postman !== undefined,
      });
      if (stored.id % pruneEvery === 0) prune(messages, stored.id - keptMessages);
      postman?.carry(stored.id);
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
    raw: async (id) => {
      const found = messages.get(id);
      return found === undefined ? undefined : composeMessage(letterOf(found));
    },
    clear: () => {
      messages.deleteWhere({});
    },
    abandonDeliveries: () => {
      postman?.forget();
      for (const { id } of messages.find({ where: { delivery: 'sending' } })) interrupt(messages, id);
    },
    close: async () => postman?.finish(),
  };
}

/** Drops messages up to an id; one that is still to be delivered stays. */
function prune(messages: Collection<StoredMessage>, upTo: number): void {
  if (upTo > 0) messages.deleteWhere({ id: { lte: upTo }, delivery: { ne: 'sending' } });
}

function interrupt(messages: Collection<StoredMessage>, id: number): void {
  messages.update(id, { delivery: 'failed', deliveryError: interrupted, isWaiting: false });
}

/** Undefined when no mail server is configured. Takes up what an earlier process has not begun to deliver. */
function openPostman(store: Store, messages: Collection<StoredMessage>, options: OutboxOptions): Postman | undefined {
  const { smtpUrl } = options;
  const postman =
    smtpUrl === undefined
      ? undefined
      : createPostman({ ...desk(store, messages), smtpUrl, timeoutMs: options.smtpTimeoutMs ?? 10_000 });
  for (const { id, isWaiting } of messages.find({ where: { delivery: 'sending' } })) {
    if (isWaiting && postman !== undefined) postman.carry(id);
    else interrupt(messages, id);
  }
  return postman;
}

/** What the postman takes messages from, and where he reports. */
function desk(store: Store, messages: Collection<StoredMessage>): Pick<PostmanOptions, 'take' | 'settle'> {
  return {
    take: async (id) => {
      const found = messages.get(id);
      // A transaction that failed, or a reset, has taken the message away.
      if (found?.isWaiting !== true) return undefined;
      messages.update(id, { isWaiting: false });
      await store.kept();
      return letterOf(found);
    },
    settle: (id, error) => {
      if (messages.get(id) === undefined) return;
      const delivery = error === undefined ? 'delivered' : 'failed';
      messages.update(id, { delivery, deliveryError: error ?? null });
    },
  };
}

function contentOf(outgoing: OutgoingMessage, messageId: string) {
  const [from, to] = [addressOf(outgoing.from), addressOf(outgoing.to)];
  const replyTo = outgoing.replyTo === undefined ? null : addressOf(outgoing.replyTo);
  const calendar = outgoing.calendar ?? null;
  return {
    from: from.name === '' ? from.address : `${from.name} <${from.address}>`,
    to: [to.address],
    subject: oneLine(outgoing.subject),
    text: outgoing.text,
    html: outgoing.html ?? null,
    attachments: calendar === null ? [] : [calendar.filename],
    letter: { from, to, replyTo, calendar, messageId },
  };
}

/** Twelve random bytes in three draws: drawing each digit takes longer than all the rest of a short message. */
function messageIdOf(random: Random): string {
  const draw = (): string => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0');
  return `<${draw()}${draw()}${draw()}@sandbox.localhost>`;
}

function addressOf(given: MailAddress | string): MailAddress {
  if (typeof given === 'string') return { name: '', address: given };
  return { name: oneLine(given.name), address: given.address };
}

/** A line break in a header would begin another header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function letterOf({ letter, subject, text, html, sentAt }: StoredMessage): Letter {
  return { ...letter, subject, text, html, date: new Date(sentAt) };
}

function shown({ letter: _letter, isWaiting: _isWaiting, ...message }: StoredMessage): Message {
  return message;
}

function isAddressedTo(message: Message, address: string): boolean {
  return message.to.some((to) => to.toLowerCase().includes(address.toLowerCase()));
}
