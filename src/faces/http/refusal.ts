import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorAnswer } from './errors.ts';

/** A client that is still sending sees the answer only when somebody reads what it sends; not for ever. */
const drainMs = 10_000;

/** Writes an error answer, unless an answer has begun. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Pick<ErrorAnswer, 'status' | 'headers' | 'body'>,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers).end(body);
  if (!request.complete) drain(request);
}

function drain(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), drainMs).unref();
  request.once('close', () => clearTimeout(timer)).resume();
}
