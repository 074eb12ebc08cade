import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { PorinError } from '../../kernel/errors.ts';

const decoders = new Map([
  ['gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ['x-gzip', promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)],
  ['br', promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress)],
]);

export interface BodyBounds {
  readonly maxBytes: number;
  /** Milliseconds until all of it must be there. */
  readonly timeoutMs: number;
}

/**
 * Reads a body whole, and unpacks it.
 * Errors: `payload_too_large`, as soon as it is known to be, the rest of it is then left unread; `unsupported_media_type` for a packing
 * that nobody knows here; `bad_request` when it breaks off, takes too long or is not packed as it says.
 */
export async function readBody(request: IncomingMessage, bounds: BodyBounds): Promise<Buffer> {
  const { maxBytes } = bounds;
  const encoding = encodingOf(request);
  if (encoding === undefined) return readRaw(request, bounds);
  const decode = decoders.get(encoding);
  if (decode === undefined)
    throw unknownEncoding(encoding, 'JSON is taken as it is, or compressed with gzip, deflate or br');
  const packed = await readRaw(request, bounds);
  if (packed.length === 0) return packed;
  try {
    return await decode(packed, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(maxBytes, `The body is larger than ${maxBytes} bytes when it is unpacked`);
    throw new PorinError('bad_request', `The body is not ${encoding}, as content-encoding says`, {
      hint: 'Leave the header content-encoding out, or compress the body so',
      cause,
    });
  }
}

/** A request's body that may be left unread: stopping early keeps the connection, so that the refusal can be answered. */
export function bodyOf(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = encodingOf(request);
  if (encoding !== undefined) throw unknownEncoding(encoding, 'Send the content as it is, without content-encoding');
  return request.iterator({ destroyOnReturn: false });
}

/** Gives a connection up whose request does not come whole in time, for bodies that somebody else reads; files may take long. */
export function endSlowBody(request: IncomingMessage, timeoutMs: number): void {
  const { url = '' } = request;
  if (!hasBody(request)) return;
  if (/^\/files(?:[/?]|$)/.test(url)) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, timeoutMs).unref();
  request.once('close', () => clearTimeout(timer));
}

/** True when a body comes, or is on its way. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** How a body is packed; undefined when it is not. */
function encodingOf(request: IncomingMessage): string | undefined {
  const given = request.headers['content-encoding'];
  if (given === undefined) return undefined;
  const encoding = given.trim().toLowerCase();
  return encoding === '' || encoding === 'identity' ? undefined : encoding;
}

function unknownEncoding(encoding: string, hint: string): PorinError {
  return new PorinError('unsupported_media_type', `content-encoding: ${encoding.slice(0, 100)} is not taken here`, {
    hint,
  });
}

function readRaw(request: IncomingMessage, { maxBytes, timeoutMs }: BodyBounds): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) return Promise.reject(tooLarge(maxBytes, `The body is ${announced} bytes`));
  // Whoever left before says no second time that it did.
  if (request.destroyed) return Promise.reject(brokenOff());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', fail).off('close', onClose);
    };
    const fail = (error: Error) => {
      stop();
      request.pause();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) fail(tooLarge(maxBytes, `The body is ${size} bytes or more`));
    };
    const onEnd = () => {
      stop();
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    };
    const onClose = () => fail(brokenOff());
    const timer = setTimeout(() => fail(tooSlow(size, timeoutMs)), timeoutMs);
    request.on('data', onData).on('end', onEnd).on('error', fail).on('close', onClose);
  });
}

function brokenOff(): PorinError {
  return new PorinError('bad_request', 'The body broke off');
}

function tooLarge(maxBytes: number, what: string): PorinError {
  return new PorinError('payload_too_large', `${what}; at most ${maxBytes} are taken`, {
    hint: 'Send files through POST /files, or raise the setting maxBodyBytes',
    details: { maxBytes },
  });
}

function tooSlow(size: number, timeoutMs: number): PorinError {
  return new PorinError(
    'bad_request',
    `The body did not come whole in ${timeoutMs / 1000} s; ${size} bytes of it did`,
    { hint: 'Send it faster, or send files through POST /files' },
  );
}
