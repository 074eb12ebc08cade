import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Logger } from '../../../../kernel/ports/telemetry.ts';
import { startSandbox } from '../../../../sandbox/server.ts';
import { account } from '../account.ts';
import definition from '../index.ts';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Tests look into it freely. */
  readonly json: any;
}

export const form = 'Content-Type: application/x-www-form-urlencoded';
export const key = `X-Api-Key: ${account.apiKey}`;

/** A sandbox on a real port, and a way to send it exactly these bytes. */
export async function bootRaw(options: { readonly logger?: Logger } = {}) {
  const sandbox = await startSandbox(definition, { app: 'clickmeeting', port: 0, ...options });
  onTestFinished(() => sandbox.close());
  const port = Number(new URL(sandbox.origin).port);
  /** One request on a connection of its own; the parts are sent one after the other. */
  const exchange = async (parts: readonly (string | Buffer)[], pauseMs = 0): Promise<RawAnswer> => {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A server that refuses a long body may close while it is still being sent.
    socket.on('error', () => {});
    const ended = once(socket, 'close');
    await once(socket, 'connect');
    for (const part of parts) {
      socket.write(part);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    await ended;
    return parse(Buffer.concat(chunks));
  };
  /** A request line, headers as they are given, and a body with its length unless a header says otherwise. */
  const send = (line: string, headers: readonly string[] = [key], body: string | Buffer = ''): Promise<RawAnswer> => {
    const hasLength = headers.some((header) => /^(content-length|transfer-encoding):/i.test(header));
    const length = body.length === 0 || hasLength ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    const head = [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, ...length];
    return exchange([Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)])]);
  };
  return { sandbox, send, exchange };
}

function parse(bytes: Buffer): RawAnswer {
  const split = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, Math.max(0, split)).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = bytes.subarray(split + 4);
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest;
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body, json: jsonOf(body.toString()) };
}

function unchunked(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Files and other formats are compared as bytes.
    return undefined;
  }
}
