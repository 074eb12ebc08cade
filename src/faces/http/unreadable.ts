import { type IncomingMessage, METHODS, maxHeaderSize, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { Patience } from './patience.ts';

/** What the parser noticed. */
interface ParseFailure extends Error {
  readonly code?: string;
  /** What came last. */
  readonly rawPacket?: Buffer;
}

/** Connections that are given up; what else is wrong with them does not matter. */
const givenUp = new WeakSet<Duplex>();

/** Answers what could not be read as a request, as every other error is answered, and gives the connection up. */
export function answerUnreadable(error: ParseFailure, socket: Duplex, patience: Patience): void {
  if (givenUp.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  givenUp.add(socket);
  answerInTurn(error, socket, patience);
}

function answerInTurn(error: ParseFailure, socket: Duplex, patience: Patience): void {
  const { request, answer } = exchangeOn(socket);
  // An answer to an earlier request is on its way; anything written now would be taken for a part of it.
  if (answer && answer.req !== request) {
    answer.once('finish', () => answerInTurn(error, socket, patience));
    return;
  }
  const isAnswered = request !== undefined && (answer === undefined || answer.headersSent);
  socket.end(isAnswered ? '' : errorText(error, patience));
  // Not at once: what is unread would make the system take the answer back.
  const timer = setTimeout(() => socket.destroy(), patience.drainMs).unref();
  socket.once('close', () => clearTimeout(timer));
}

interface Exchange {
  /** Whose body could not be read; undefined when there is no request yet. */
  readonly request?: IncomingMessage | undefined;
  /** What is sent at the moment. */
  readonly answer?: ServerResponse | undefined;
}

/** Node keeps these with its sockets, and tells them nowhere else. */
function exchangeOn(socket: Duplex): Exchange {
  const { parser, _httpMessage: answer } = socket as unknown as {
    readonly parser?: { readonly incoming?: IncomingMessage | null } | null;
    readonly _httpMessage?: ServerResponse | null;
  };
  const request = parser?.incoming;
  return { request: request?.complete === false ? request : undefined, answer: answer ?? undefined };
}

function errorText(error: ParseFailure, { headersMs }: Patience): string {
  const { status, shown } = refusalOf(error, headersMs);
  const requestId = newId('req');
  const body = JSON.stringify(shown.toBody(requestId));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Answers a request whose address and host make no URL together. */
export function answerOddAddress(cause: unknown): Response {
  const requestId = newId('req');
  const shown = new PorinError('bad_request', 'The address of the request, or its host, is not readable', {
    hint: 'Send a path that begins with /, and the host that porin status shows',
    cause,
  });
  const headers = { 'cache-control': 'no-store', 'x-request-id': requestId };
  return Response.json(shown.toBody(requestId), { status: shown.kind.status, headers });
}

function refusalOf(error: ParseFailure, headersMs: number): { readonly status: number; readonly shown: PorinError } {
  const bad = (message: string, hint: string) => new PorinError('bad_request', message, { hint });
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW': {
      const limit = `at most ${maxHeaderSize} bytes of address and headers are taken`;
      if (isLongAddress(error.rawPacket))
        return { status: 414, shown: bad(`The address is too long; ${limit}`, 'Send long values in the body') };
      return { status: 431, shown: bad(`The headers are too long; ${limit}`, 'Send fewer and shorter headers') };
    }
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return {
        status: 413,
        shown: new PorinError('payload_too_large', 'The extensions of a chunk are too long', {
          hint: 'Leave them out',
        }),
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: 408,
        shown: bad(`The headers did not come whole in ${headersMs / 1000} s`, 'Send the request again, faster'),
      };
    default: {
      const method = oddMethod(error);
      if (method !== undefined) {
        const nearest = nearestName(method, methods);
        const meant = nearest === undefined ? '' : `Did you mean ${nearest}? `;
        return { status: 400, shown: bad(`Unknown method ${method}`, `${meant}There are ${methods.join(', ')}`) };
      }
      return {
        status: 400,
        shown: bad('What came is not an HTTP/1.1 request', 'Speak HTTP/1.1, with one length of the body'),
      };
    }
  }
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The method of a request that has nothing wrong but that. */
function oddMethod({ code, rawPacket }: ParseFailure): string | undefined {
  if (code !== 'HPE_INVALID_METHOD' || rawPacket === undefined) return undefined;
  const line = rawPacket.toString('latin1', 0, maxHeaderSize);
  const written = /^([A-Za-z][\w-]{0,19}) \S+ HTTP\/1\.1\r?\n/.exec(line)?.[1];
  // The rest of an earlier message may look like one.
  return written !== undefined && !METHODS.includes(written) ? written : undefined;
}

/** True when the first line alone is more than is taken. */
function isLongAddress(packet: Buffer | undefined): boolean {
  if (packet === undefined || !/^[A-Z]{3,10} /.test(packet.toString('latin1', 0, 16))) return false;
  const end = packet.indexOf('\n');
  return end < 0 || end > maxHeaderSize;
}
