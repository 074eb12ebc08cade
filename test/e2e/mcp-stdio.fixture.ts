import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../support/sources.ts';
import { temporaryHome } from './program.ts';

export interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: any;
  readonly request: IncomingMessage;
}

const undo: (() => unknown)[] = [];

/** Ends what a test has started. */
export async function endAll(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

/** An endpoint that answers as it is told, and keeps what it was sent. */
export async function endpoint(answer: (seen: Seen, response: ServerResponse) => unknown, port = 0) {
  const seen: Seen[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const one = { url: request.url ?? '', headers: request.headers, text, body: JSON.parse(text), request };
    seen.push(one);
    await answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  undo.push(close);
  return { seen, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export const json = (response: ServerResponse, value: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value, null, 2));
export const result = (id: unknown, value: unknown = {}) => ({ jsonrpc: '2.0', id, result: value });
export const ok = ({ body }: Seen, response: ServerResponse) => json(response, result(body.id, { of: body.method }));

/** `porin mcp` as a host starts it. */
export function host(url: string, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const home = temporaryHome();
  const child = spawn(process.execPath, ['dist/main.js', 'mcp', ...flags], {
    cwd: root,
    env: { ...home.env, PORIN_URL: url, PORIN_TOKEN: 'pat-test', ...env },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  undo.push(async () => {
    child.kill('SIGKILL');
    await ended;
    home.remove();
  });
  const lines = () =>
    said.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  return {
    child,
    said,
    ended,
    lines,
    write: (message: unknown) =>
      child.stdin.write(
        `${typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...(message as object) })}\n`,
      ),
    end: () => child.stdin.end(),
    async until(count: number): Promise<any[]> {
      for (let waited = 0; waited < 8_000 && child.exitCode === null; waited += 10) {
        if (lines().length >= count) return lines();
        await sleep(10);
      }
      throw new Error(`Only ${said.stdout} ${said.stderr}`);
    },
  };
}
