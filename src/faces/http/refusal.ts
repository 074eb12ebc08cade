import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasBody } from './body.ts';
import type { ErrorAnswer } from './errors.ts';
import type { Patience } from './patience.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Writes an error answer, unless an answer has begun. */
export function refuse(
  { request, response }: Exchange,
  { status, headers, body }: Pick<ErrorAnswer, 'status' | 'headers' | 'body'>,
  patience: Patience,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
  drain(request, patience);
}

/** Reads what is left of a request that is answered, so that its connection is free for the next one; not for ever. */
export function drain(request: IncomingMessage, { drainMs }: Pick<Patience, 'drainMs'>): void {
  // Node calls no request complete while it is being read, and most have nothing further to read.
  if (request.complete || !hasBody(request)) return;
  const timer = setTimeout(() => request.destroy(), drainMs).unref();
  request.once('close', () => clearTimeout(timer)).resume();
}
