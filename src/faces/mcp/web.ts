import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** A request as the SDK's handler takes it; its signal is aborted when the client leaves. */
export function toWebRequest(request: IncomingMessage, response: ServerResponse, message: unknown): Request {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    // Credentials were looked at, and nothing further needs them.
    if (typeof value === 'string' && name !== 'authorization' && name !== 'cookie') headers.set(name, value);
  }
  const method = request.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : message === undefined ? '' : JSON.stringify(message);
  return new Request('http://gateway.internal/mcp', { method, headers, body, signal: left.signal });
}

/** Writes the SDK's answer, with the headers that every answer has. */
export async function writeWebResponse(
  answer: Response,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...headers });
  if (answer.body === null) {
    response.end();
    return;
  }
  // Both are the same class; the types of the web and of node differ in what they name.
  const body = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
  await pipeline(body, response).catch(() => {
    // The client left, which ends the exchange.
  });
}
