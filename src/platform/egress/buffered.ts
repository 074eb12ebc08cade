import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Receiver } from './attempt.ts';
import { type Failure, tooLargeAnswer } from './failures.ts';
import { headerRecord } from './headers.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How an attempt ended. */
export type Outcome = { readonly answer: Answer } | { readonly failure: Failure };

/** Collects a whole answer. */
export class BufferedReceiver implements Receiver {
  readonly #done: (outcome: Outcome) => void;
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #headers: Record<string, string> = {};

  constructor(maxBytes: number, done: (outcome: Outcome) => void) {
    this.#maxBytes = maxBytes;
    this.#done = done;
  }

  start(status: number, rawHeaders: readonly Buffer[]): boolean {
    this.#status = status;
    this.#headers = headerRecord(rawHeaders);
    return true;
  }

  data(chunk: Buffer): boolean {
    this.#chunks.push(chunk);
    return true;
  }

  end(): void {
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    const answer: Answer = { status: this.#status, headers: this.#headers, body };
    const encoding = this.#headers['content-encoding'];
    if (encoding === undefined || body.length === 0) this.#done({ answer });
    else void decompress(answer, encoding, this.#maxBytes).then(this.#done);
  }

  fail(failure: Failure): void {
    this.#done({ failure });
  }
}

const decoders = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** Some servers compress although nobody asked. The cap holds for the unpacked size, so a bomb stays small. */
async function decompress(answer: Answer, encoding: string, maxBytes: number): Promise<Outcome> {
  const name = encoding.trim().toLowerCase();
  if (!Object.hasOwn(decoders, name)) return { answer };
  // It has just been shown that the name is one of the table.
  const decode = decoders[name as keyof typeof decoders];
  try {
    const body = await decode(answer.body, { maxOutputLength: Math.min(maxBytes, 2 ** 31) });
    const { 'content-encoding': _, 'content-length': __, ...headers } = answer.headers;
    return { answer: { ...answer, headers, body } };
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError;
    const what = isTooLarge ? tooLargeAnswer(maxBytes) : { what: `the answer is not valid ${name}` };
    return { failure: { sent: true, ...what, final: true, cause } };
  }
}
