import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { TestGateway } from '../e2e/gateway.ts';
import { type ClientOptions, legacyClient, modernClient, modernRevision } from '../e2e/mcp.fixture.ts';
import { root } from '../support/sources.ts';

/** A client of either era, by either way; what they take and give is the same. */
export type Connect = (gateway: TestGateway, options?: ClientOptions) => Promise<any>;

const info = { name: 'test', version: '1' };

/** `porin mcp` from the sources, as a host starts it. */
function program({ url, ownerToken, env }: TestGateway, { path = '/mcp', token = ownerToken }: ClientOptions) {
  const app = path.split('/')[2];
  return {
    command: process.execPath,
    args: ['--import', 'tsx', 'src/main.ts', 'mcp', ...(app === undefined ? [] : ['--app', app])],
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env, PORIN_URL: url, PORIN_TOKEN: token },
  };
}

const modernStdio: Connect = async (gateway, options = {}) => {
  const versionNegotiation = { mode: { pin: modernRevision } };
  const client = new ModernClient(info, { capabilities: options.capabilities ?? {}, versionNegotiation });
  await client.connect(new ModernStdio(program(gateway, options)));
  return client;
};

const legacyStdio: Connect = async (gateway, options = {}) => {
  const client = new LegacyClient(info, { capabilities: options.capabilities ?? {} });
  await client.connect(new LegacyStdio(program(gateway, options)));
  return client;
};

/** Era, way, and how to connect. */
export const clients: readonly (readonly ['2026-07-28' | '2025-11-25', string, Connect])[] = [
  ['2026-07-28', 'Streamable HTTP', modernClient],
  ['2025-11-25', 'Streamable HTTP', legacyClient],
  ['2026-07-28', 'stdio', modernStdio],
  ['2025-11-25', 'stdio', legacyStdio],
];
