import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPorinError } from '../../../../kernel/errors.ts';
import { asPorinError } from '../../failure.ts';
import { isRecord } from '../../term/record.ts';
import { saidIn } from './answers.ts';
import type { Line } from './lines.ts';
import { errorLine, headersOf, type Id, type Message, readMessage, rpcCodes } from './message.ts';

export interface BridgeParts {
  /** Sends a body to the gateway; `isAgain` after nothing answered, so that its address may be another by now. */
  send(request: {
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    readonly isAgain: boolean;
  }): Promise<IncomingMessage>;
  /** To the host. */
  write(line: string): void;
  log(text: string): void;
}

export interface Bridge {
  take(line: Line): void;
  /** Resolves when every request is answered; streams that wait for changes end at once. */
  drain(): Promise<void>;
  /** Ends everything under way, without an answer. */
  abort(): void;
}

/** Pauses before another try while nothing answers, as when a gateway is started again. */
const pausesMs = [50, 100, 200, 400, 800, 1_600, 3_000];
const subscription = 'subscriptions/listen';

interface Pending {
  readonly method: string;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** Carries messages of a host to the gateway and its answers back, many at once. */
export function createBridge(parts: BridgeParts): Bridge {
  const pending = new Map<string, Pending>();
  const others = new Set<Promise<void>>();
  const session: { version?: string } = {};
  const refuse = (id: Id | null, code: number, message: string) => parts.write(errorLine(id, code, message));

  function forward(message: Message, body: string): void {
    const { id, method = '' } = message;
    const controller = new AbortController();
    const done = exchange(parts, session, { message, body, signal: controller.signal });
    if (id === undefined || message.method === undefined) {
      others.add(done);
      void done.then(() => others.delete(done));
      return;
    }
    const name = nameOf(id);
    pending.set(name, { method, controller, done });
    void done.then(() => pending.delete(name));
  }

  function take({ text, isTooLong }: Line): void {
    if (isTooLong) refuse(null, rpcCodes.invalid, 'The message is too long');
    if (isTooLong || text.trim() === '') return;
    const value = parsed(text);
    const message = value === undefined ? undefined : readMessage(value);
    if (message === undefined) refuse(null, rpcCodes.parse, 'Parse error: the line is not JSON');
    else if (typeof message === 'string') refuse(idIn(value), rpcCodes.invalid, message);
    else if (message.method === 'notifications/cancelled') cancel(pending, message);
    else if (isUnderWay(message)) refuse(message.id ?? null, rpcCodes.invalid, 'id: another request under way has it');
    else forward(message, text);
  }

  function isUnderWay({ id, method }: Message): boolean {
    return id !== undefined && method !== undefined && pending.has(nameOf(id));
  }

  return {
    take,
    async drain() {
      for (const { method, controller } of pending.values()) if (method === subscription) controller.abort();
      await Promise.all([...[...pending.values()].map(({ done }) => done), ...others]);
    },
    abort() {
      for (const { controller } of pending.values()) controller.abort();
    },
  };
}

/** One message and what is said to it; never rejects. */
async function exchange(
  parts: BridgeParts,
  session: { version?: string },
  { message, body, signal }: { readonly message: Message; readonly body: string; readonly signal: AbortSignal },
): Promise<void> {
  const { id, method } = message;
  try {
    const headers = headersOf(message, session.version);
    const answer = await sendPatiently(parts, { body, headers, signal }, message);
    for await (const { line, answer: final } of saidIn(answer, method === undefined ? undefined : id)) {
      if (signal.aborted) return;
      if (method === 'initialize' && isRecord(final?.['result'])) {
        const { protocolVersion } = final['result'];
        if (typeof protocolVersion === 'string') session.version = protocolVersion;
      }
      // A notification is answered by nobody: what is said to it has no id that the host could know.
      if (id === undefined && isUnasked(line)) parts.log(`${method ?? 'answer'}: ${line}`);
      else parts.write(line);
    }
  } catch (error) {
    // Whoever cancelled waits for nothing any more.
    if (signal.aborted) return;
    const known = asPorinError(error);
    parts.log(`${method ?? 'answer'}: ${known.message}. ${known.hint}`);
    if (id === undefined || method === undefined) return;
    parts.write(errorLine(id, rpcCodes.gateway, `${known.message}. ${known.hint}`, { code: known.code }));
  }
}

/** Tries again while nothing answers: what was never sent may be repeated, and what only reads. */
async function sendPatiently(
  { send, log }: BridgeParts,
  request: { readonly body: string; readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  { method }: Message,
): Promise<IncomingMessage> {
  for (let turn = 0; ; turn++) {
    try {
      return await send({ ...request, isAgain: turn > 0 });
    } catch (error) {
      const pauseMs = pausesMs[turn];
      if (pauseMs === undefined || !mayRepeat(error, method)) throw error;
      if (turn === 0) log('The gateway does not answer; trying again');
      await sleep(pauseMs, undefined, { signal: request.signal });
    }
  }
}

function mayRepeat(error: unknown, method: string | undefined): boolean {
  if (!isPorinError(error) || error.code !== 'unavailable') return false;
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ECONNREFUSED') return true;
  return (code === 'ECONNRESET' || code === 'EPIPE') && method !== undefined && method !== 'tools/call';
}

function cancel(pending: ReadonlyMap<string, Pending>, { params }: Message): void {
  const { requestId } = params;
  if (typeof requestId !== 'string' && typeof requestId !== 'number') return;
  pending.get(nameOf(requestId))?.controller.abort();
}

/** An answer without a request of the host. */
function isUnasked(line: string): boolean {
  const value = parsed(line);
  return isRecord(value) && value['method'] === undefined && (value['id'] ?? null) === null;
}

/** 1 and "1" are two ids. */
function nameOf(id: Id): string {
  return JSON.stringify(id);
}

function idIn(value: unknown): Id | null {
  const id = isRecord(value) ? value['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The host is told by the caller.
    return undefined;
  }
}
