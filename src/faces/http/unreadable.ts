import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';

/** What the parser noticed. */
interface ParseFailure extends Error {
  readonly code?: string;
  /** What came last. */
  readonly rawPacket?: Buffer;
}

/** Answers what could not be read as a request, as every other error is answered, and gives the connection up. */
export function answerUnreadable(error: ParseFailure, socket: Duplex): void {
  // An answer to an earlier request is on its way; anything written now would be taken for a part of it.
  const isAnswering = Reflect.get(socket, '_httpMessage') !== null && Reflect.get(socket, '_httpMessage') !== undefined;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  const { status, shown } = refusalOf(error);
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
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function refusalOf(error: ParseFailure): { readonly status: number; readonly shown: PorinError } {
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
      return { status: 408, shown: bad('The headers did not come whole in 20 s', 'Send the request again, faster') };
    default:
      return {
        status: 400,
        shown: bad('What came is not an HTTP/1.1 request', 'Speak HTTP/1.1, with one length of the body'),
      };
  }
}

/** True when the first line alone is more than is taken. */
function isLongAddress(packet: Buffer | undefined): boolean {
  if (packet === undefined || !/^[A-Z]{3,10} /.test(packet.toString('latin1', 0, 16))) return false;
  const end = packet.indexOf('\n');
  return end < 0 || end > maxHeaderSize;
}
