import type { Clock } from './clock.ts';
import type { Collection } from './collection.ts';
import type { Store } from './store.ts';

/** What an app tells an address of its user. */
export interface OutgoingWebhook {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** What it is about, for who looks through the record: `sms receipt`. */
  readonly about: string;
}

interface WebhookAttempt {
  /** ISO 8601, the sandbox's time. */
  readonly at: string;
  /** HTTP status of the answer; null when there was none. */
  readonly status: number | null;
  readonly error: string | null;
}

export interface Webhook extends OutgoingWebhook {
  readonly id: number;
  /** `withheld`: the address is not on this machine, and nobody has allowed others. */
  readonly state: 'waiting' | 'sending' | 'delivered' | 'failed' | 'withheld';
  readonly attempts: readonly WebhookAttempt[];
  /** Epoch milliseconds of the next attempt, the sandbox's time. */
  readonly dueAt: number | null;
}

/** Calls of an app to its users' servers: kept, tried again by the sandbox's clock, and made to this machine alone unless allowed. */
export interface Webhooks {
  /** Keeps it, within the transaction that is open; the first attempt follows by itself. */
  send(webhook: OutgoingWebhook): Webhook;
  /** Newest first. */
  list(options?: { readonly limit?: number }): Webhook[];
  /** Makes the attempts whose time has come. */
  advance(): void;
  /** Whether addresses beyond this machine are called. */
  allowAll(isAllowed: boolean): void;
  /** After the data was emptied or went back to an earlier state: no attempt under way is heard of, and those of that state are made again. */
  startOver(): void;
  /** Resolves when no attempt is under way. */
  settled(): Promise<void>;
  /** Breaks off what is under way; it is tried again at the next start. */
  close(): Promise<void>;
}

/** Those that are over; one that waits is never given up for newer ones. */
const maxOver = 1000;
const over = ['delivered', 'failed', 'withheld'] as const;
const maxUnderWay = 10;
/** Looks at the queue in one go; a hundred thousand that may not go out must not hold up everything else. */
const maxRounds = 100;
const timeoutMs = 10_000;
const policyKey = 'webhooks.all';
/** After a failed attempt: a minute, five, half an hour. */
const pausesMs = [60_000, 300_000, 1_800_000] as const;

/** Opens the webhooks of a store. */
export function openWebhooks(store: Store, clock: Clock): Webhooks {
  const calls = (): Collection<Webhook> => store.collection<Webhook>('webhooks', { indexes: ['dueAt', 'state'] });
  const underWay = new Set<Promise<void>>();
  const closing = new AbortController();
  let era = 0;
  resume(store, clock, calls);
  const make = (call: Webhook): void => {
    calls().update(call.id, { state: 'sending', dueAt: null });
    const begun = era;
    const isStill = (): boolean =>
      !closing.signal.aborted && begun === era && calls().get(call.id)?.state === 'sending';
    const task = attemptKept(store, isStill, () => attempt(call, closing.signal)).then((result) => {
      underWay.delete(task);
      if (result === undefined || !isStill()) return;
      settle(calls(), clock, { call, result });
      advance();
    });
    underWay.add(task);
  };
  const advance = (): void => {
    for (let round = 0; round < maxRounds; round += 1) {
      const free = maxUnderWay - underWay.size;
      if (free <= 0 || closing.signal.aborted) return;
      const due = calls().find({ where: { dueAt: { lte: clock.now() } }, orderBy: 'dueAt', limit: free });
      if (due.length === 0) return;
      for (const call of due) {
        if (isNear(call.url) || store.getState<boolean>(policyKey) === true) make(call);
        else finish(calls(), call.id, { state: 'withheld', dueAt: null });
      }
    }
  };
  return {
    send: (outgoing) => {
      const id = store.nextId('webhooks');
      return calls().insert({ ...outgoing, id, state: 'waiting', attempts: [], dueAt: clock.now() });
    },
    list: ({ limit } = {}) => calls().find({ orderBy: '-id', ...(limit === undefined ? {} : { limit }) }),
    advance,
    startOver: () => {
      era += 1;
      resume(store, clock, calls);
    },
    allowAll: (isAllowed) => store.setState(policyKey, isAllowed),
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: async () => {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

/** An attempt that was cut off may have arrived; a receiver has to bear the second one. */
function resume(store: Store, clock: Clock, calls: () => Collection<Webhook>): void {
  // Most apps call nobody, and have no such collection.
  if (!('webhooks' in store.sizes())) return;
  for (const { id } of calls().find({ where: { state: 'sending' } })) {
    calls().update(id, { state: 'waiting', dueAt: clock.now() });
  }
}

/** Whether an address leads to this machine. A name other than localhost may lead anywhere. */
export function isNear(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** Makes an attempt once its call is kept: nobody is to hear of what is not. Undefined when it never is; the call is then as before. */
async function attemptKept(
  store: Store,
  isStill: () => boolean,
  run: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    await store.kept();
  } catch {
    // Whoever made the call is told.
    return undefined;
  }
  return isStill() ? run() : undefined;
}

interface Result {
  readonly status: number | null;
  readonly error: string | null;
}

async function attempt({ url, method, headers, body }: Webhook, closing: AbortSignal): Promise<Result> {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]);
    // A redirect could lead off this machine.
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    await response.body?.cancel();
    return { status: response.status, error: response.ok ? null : `HTTP ${response.status}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: null, error: (cause instanceof Error ? cause.message : String(cause)).slice(0, 300) };
  }
}

/** Ends a call; the oldest of those that are over make room, a hundred at a time because looking for them takes a while. */
function finish(calls: Collection<Webhook>, id: number, ending: Partial<Webhook>): void {
  calls.update(id, ending);
  if (id % 100 !== 0) return;
  const [last] = calls.find({ where: { state: over }, orderBy: '-id', limit: 1, offset: maxOver });
  if (last !== undefined) calls.deleteWhere({ state: over, id: { lte: last.id } });
}

function settle(
  calls: Collection<Webhook>,
  clock: Clock,
  { call, result }: { readonly call: Webhook; readonly result: Result },
): void {
  const attempts = [...call.attempts, { at: clock.iso(), ...result }];
  const pause = pausesMs[call.attempts.length];
  if (result.error === null) finish(calls, call.id, { attempts, state: 'delivered' });
  else if (pause === undefined) finish(calls, call.id, { attempts, state: 'failed' });
  else calls.update(call.id, { attempts, state: 'waiting', dueAt: clock.now() + pause });
}
