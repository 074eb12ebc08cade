import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
  await gateway.sandboxConnection();
});
afterAll(() => gateway.stop());

const info = { name: 'test', version: '1' };

async function modern(path = '/mcp', capabilities = {}, token = gateway.ownerToken) {
  const client = new ModernClient(info, { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } } as any);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new ModernTransport(new URL(gateway.url + path), { requestInit }));
  return client as any;
}

async function legacy(path = '/mcp', token = gateway.ownerToken) {
  const client = new LegacyClient(info);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new LegacyTransport(new URL(gateway.url + path), { requestInit }) as any);
  return client as any;
}

describe.each([
  ['2026-07-28', modern],
  ['2025-11-25', legacy],
] as const)('a client of %s', (_, connect) => {
  test('finds and runs an action', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }: any) => name).slice(0, 6)).toEqual([
      'search_actions',
      'get_action',
      'run_action',
      'ensure_connection',
      'list_connections',
      'request_api',
    ]);
    const found = await client.callTool({ name: 'search_actions', arguments: { query: 'list conferences' } });
    expect(found.structuredContent.actions[0].app).toBe('clickmeeting');
    const ran = await client.callTool({
      name: 'run_action',
      arguments: { action: 'clickmeeting.list-conferences', input: { status: 'active' } },
    });
    expect(ran.isError).toBeUndefined();
    expect(ran.structuredContent).toMatchObject({ run_id: expect.stringMatching(/^run_/) });
    await client.close();
  });
});
