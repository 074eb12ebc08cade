import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Readable } from 'node:stream';
import { PorinError } from '../../kernel/errors.ts';

/** One HTTP request of the client. */
export interface Exchange {
  readonly method: string;
  /** Absolute address. */
  readonly url: string;
  /** Path and query sent as they are, where normalising them would change what they mean (a proxied path). */
  readonly rawPath?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | Readable;
  /** Milliseconds until the answer's head must be there, and between two pieces of its body; 0: as long as it takes. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** No answer within the time asked for; the CLI ends with exit code 124. */
export class ClientTimeout extends PorinError {
  /** Tells it apart where the class is another bundle's. */
  readonly isTimeout = true;

  constructor(message: string) {
    super('unavailable', message, {
      hint: 'Wait longer with --timeout SECONDS, or look at the gateway with porin status',
    });
  }
}

/**
 * Sends one request over node:http or node:https (fetch costs a command 40 ms more).
 * Errors: `unavailable` when nothing answers, ClientTimeout when it takes too long.
 */
export async function exchange(request: Exchange): Promise<IncomingMessage> {
  const url = new URL(request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new PorinError('bad_request', `${request.url} is not an http address`, {
      hint: 'Give an address such as http://127.0.0.1:4710',
    });
  }
  const { request: open } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const options: RequestOptions = {
    method: request.method,
    // Mutable copy: node's type wants arrays it could write to.
    headers: Object.fromEntries(
      Object.entries(request.headers ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : [...value],
      ]),
    ),
    agent: false,
    ...(request.rawPath === undefined ? {} : { path: request.rawPath }),
    ...(request.signal ? { signal: request.signal } : {}),
  };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = open(url, options, resolve);
    outgoing.setTimeout(request.timeoutMs, () =>
      outgoing.destroy(
        new ClientTimeout(`${url.origin} did not answer within ${Math.round(request.timeoutMs / 100) / 10} s`),
      ),
    );
    outgoing.on('error', (error) => reject(error instanceof PorinError ? error : unreachable(url, error)));
    sendBody(outgoing, request.body);
  });
}

function sendBody(outgoing: ClientRequest, body: Exchange['body']): void {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  body.on('error', (error) => outgoing.destroy(error));
  body.pipe(outgoing);
}

function unreachable(url: URL, cause: Error): PorinError {
  const code = (cause as NodeJS.ErrnoException).code;
  const why =
    code === 'ECONNREFUSED'
      ? 'nothing listens there'
      : code === 'ENOTFOUND'
        ? 'no such host'
        : code === 'EPROTO'
          ? 'it does not speak TLS there; try http:'
          : cause.message || String(code);
  return new PorinError('unavailable', `No answer from ${url.origin}: ${why}`, {
    hint: 'porin status shows what runs on this machine; porin up starts a gateway',
    cause,
  });
}

/** The whole body of an answer as text. */
export async function readText(answer: IncomingMessage): Promise<string> {
  return (await readBytes(answer)).toString('utf8');
}

/** The whole body of an answer. */
export async function readBytes(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(answer)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The body of an answer, piece by piece. Errors: `unavailable` when it breaks off. */
export async function* chunksOf(answer: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of answer) yield chunk as Buffer;
  } catch (cause) {
    if (cause instanceof PorinError) throw cause;
    throw new PorinError('unavailable', 'The answer broke off before its end', {
      hint: 'Look at what happened before repeating a change',
      cause,
    });
  }
}
