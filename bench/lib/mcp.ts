import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { isolatedEnvironment, type MeasuredGateway, program } from './gateway.ts';
import type { LoadTarget } from './load.ts';

const revision = '2026-07-28';

/** One request of the current protocol, as it is on the wire. */
export function mcpRequest(
  { url }: Pick<MeasuredGateway, 'url'>,
  { path = '/mcp', token, method, params = {} }: McpAsk,
): LoadTarget & { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const meta = { protocolVersion: revision, clientCapabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  const _meta = Object.fromEntries(
    Object.entries(meta).map(([name, value]) => [`io.modelcontextprotocol/${name}`, value]),
  );
  const name = params['name'];
  return {
    url: new URL(url).origin + path,
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  };
}

export interface McpAsk {
  readonly path?: string;
  readonly token: string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The result of one request. */
export async function askMcp(gateway: Pick<MeasuredGateway, 'url'>, ask: McpAsk): Promise<any> {
  const { url, body, headers } = mcpRequest(gateway, ask);
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  const answer = (await response.json()) as { readonly result?: unknown };
  if (answer.result === undefined) throw new Error(`${ask.method} was answered with ${JSON.stringify(answer)}`);
  return answer.result;
}

/** Opens streams of changes that nothing happens on; each has said that it is open. */
export async function openStreams(gateway: MeasuredGateway, count: number, atOnce: number): Promise<readonly Socket[]> {
  const open: Socket[] = [];
  while (open.length < count) {
    const batch = Array.from({ length: Math.min(atOnce, count - open.length) }, () => openStream(gateway));
    open.push(...(await Promise.all(batch)));
  }
  return open;
}

function openStream(gateway: MeasuredGateway): Promise<Socket> {
  const params = { notifications: { toolsListChanged: true } };
  const { url, headers, body } = mcpRequest(gateway, { token: gateway.token, method: 'subscriptions/listen', params });
  const { host, hostname, port, pathname } = new URL(url);
  const all = { host, ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`POST ${pathname} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`A stream was cut off: ${received.slice(0, 300)}`)));
    socket.on('data', (chunk) => {
      received += received.length < 2_000 ? chunk.toString('latin1') : '';
      if (received.includes('notifications/subscriptions/acknowledged')) resolve(socket);
    });
  });
}

/** Milliseconds from the start of `porin mcp` to its first answer, to a list of tools. */
export async function timeStdio({ url, token }: MeasuredGateway): Promise<number> {
  const isolated = isolatedEnvironment();
  const startedAt = performance.now();
  const env = { ...isolated.env, PORIN_URL: new URL(url).origin, PORIN_TOKEN: token };
  const child = spawn(process.execPath, [program, 'mcp'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  try {
    const { body } = mcpRequest({ url }, { token, method: 'tools/list' });
    child.stdin.write(`${body}\n`);
    return await new Promise<number>((resolve, reject) => {
      let said = '';
      child.stdout.once('data', () => resolve(performance.now() - startedAt));
      child.stderr.on('data', (chunk) => {
        said += chunk;
      });
      child.once('exit', (code) => reject(new Error(`porin mcp ended with code ${code}: ${said}`)));
    });
  } finally {
    child.kill('SIGKILL');
    isolated.remove();
  }
}
