import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Answer, TestGateway } from './gateway.ts';

export const modernRevision = '2026-07-28';

const info = { name: 'test', version: '1' };

export interface ClientOptions {
  readonly path?: string;
  readonly token?: string;
  /** Of the client; older ones declare nothing that a stateless server learns of. */
  readonly capabilities?: Readonly<Record<string, unknown>>;
}

/** A client of the current protocol, connected. */
export async function modernClient(
  gateway: TestGateway,
  { path = '/mcp', token, capabilities = {} }: ClientOptions = {},
) {
  const client: any = new ModernClient(info, { capabilities, versionNegotiation: { mode: { pin: modernRevision } } });
  const requestInit = { headers: { authorization: `Bearer ${token ?? gateway.ownerToken}` } };
  await client.connect(new ModernTransport(new URL(gateway.url + path), { requestInit }));
  return client;
}

/** A client of the protocol as it was in 2025, connected. */
export async function legacyClient(gateway: TestGateway, { path = '/mcp', token }: ClientOptions = {}) {
  const client: any = new LegacyClient(info);
  const requestInit = { headers: { authorization: `Bearer ${token ?? gateway.ownerToken}` } };
  await client.connect(new LegacyTransport(new URL(gateway.url + path), { requestInit }));
  return client;
}

export interface RawOptions {
  readonly path?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly capabilities?: Readonly<Record<string, unknown>>;
}

/** One request of the current protocol as it is on the wire. */
export function send(
  { call }: Pick<TestGateway, 'call'>,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  { path = '/mcp', token, headers = {}, capabilities = {} }: RawOptions = {},
): Promise<Answer> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernRevision,
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  const name = params['name'] ?? params['uri'];
  return call(`POST ${path}`, {
    ...(token === undefined ? {} : { token }),
    body: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
    headers: {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': modernRevision,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
      ...headers,
    },
  });
}
