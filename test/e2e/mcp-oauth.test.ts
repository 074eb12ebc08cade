import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownerBrowser } from './approvals.fixture.ts';
import { bootGateway, type TestGateway } from './gateway.ts';
import { modernRevision, send } from './mcp.fixture.ts';

let gateway: TestGateway;
let connection: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connection = (await gateway.sandboxConnection({ token: await gateway.tokenOf('acme') })).id;
});
afterAll(() => gateway.stop());

const redirectUrl = 'http://127.0.0.1:43219/callback';
const info = { name: 'Editor', version: '1' };
const sides = {
  '2026-07-28': {
    transport: (url: URL, authProvider: any): any => new ModernTransport(url, { authProvider }),
    client: (): any => new ModernClient(info, { versionNegotiation: { mode: { pin: modernRevision } } }),
  },
  '2025-11-25': {
    transport: (url: URL, authProvider: any): any => new LegacyTransport(url, { authProvider }),
    client: (): any => new LegacyClient(info),
  },
};

/** What a host keeps of its sign-in, and where it sends its user. */
function host() {
  const kept: any = {};
  const provider = {
    redirectUrl,
    clientMetadata: { client_name: 'Editor', redirect_uris: [redirectUrl], token_endpoint_auth_method: 'none' },
    state: () => 'a-state-of-the-host',
    clientInformation: () => kept.client,
    saveClientInformation: (client: unknown) => {
      kept.client = client;
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens: unknown) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: (url: URL) => {
      kept.url = url;
    },
    saveCodeVerifier: (verifier: string) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => kept.verifier,
    saveDiscoveryState: (found: unknown) => {
      kept.found = found;
    },
    discoveryState: () => kept.found,
  };
  return { kept, provider };
}

const everything = ['actions:read', 'actions:write', 'connections:manage', 'proxy'];

/** Signs a host in as the protocol wants it: 401, discovery, registration, consent of a signed-in person, token. */
async function signedIn(side: keyof typeof sides, path: string, scopes: readonly string[]) {
  const { kept, provider } = host();
  const url = new URL(gateway.url + path);
  const { client, transport } = sides[side];
  const first = transport(url, provider);
  await expect(client().connect(first)).rejects.toThrow(/unauthorized/i);
  expect(kept.url.searchParams.get('resource')).toBe(gateway.url + path);
  const owner = await ownerBrowser(gateway);
  const { response } = await owner.go(kept.url.pathname + kept.url.search);
  const ticks = Object.fromEntries(scopes.map((scope) => [`scope:${scope}`, 'on']));
  const page = new URL(response.headers.get('location') ?? '', gateway.url).pathname;
  const { text } = await owner.go(page);
  expect(text).toContain(`${gateway.url}${path} alone`);
  // A host shows no characters that a person could compare.
  expect(text).not.toContain('class="code"');
  const consent = await owner.press(page, { ...ticks, tenant: 'acme', newTenant: 'acme', decision: 'approve' });
  const back = new URL(consent.response.headers.get('location') ?? '');
  expect(back.searchParams.get('state')).toBe('a-state-of-the-host');
  await first.finishAuth(side === '2025-11-25' ? back.searchParams.get('code') : back.searchParams);
  const connected = client();
  await connected.connect(transport(url, provider));
  return { connected, kept, token: kept.tokens.access_token as string };
}

test.each(['2026-07-28', '2025-11-25'] as const)('a host of %s signs in by itself and calls', async (side) => {
  const { connected, kept } = await signedIn(side, '/mcp', everything);
  expect(kept.client.client_id).toBeTruthy();
  const called = await connected.callTool({
    name: 'run_action',
    arguments: { action: 'clickmeeting.list-conferences', connection, input: { status: 'active' } },
  });
  expect(called).toMatchObject({ structuredContent: { run_id: expect.stringMatching(/^run_/) } });
  // Its token ends, and it gets another without its user.
  const before = kept.tokens.access_token;
  kept.tokens = { ...kept.tokens, access_token: 'ended' };
  expect((await connected.callTool({ name: 'list_connections', arguments: {} })).isError).toBeFalsy();
  expect([before, 'ended']).not.toContain(kept.tokens.access_token);
  await connected.close();
});

test('a token is good where it was issued for, and below that', async () => {
  const whole = await signedIn('2026-07-28', '/mcp', everything);
  const one = await signedIn('2026-07-28', '/mcp/clickmeeting', everything);
  const status = async (path: string, token: string) => (await send(gateway, 'tools/list', {}, { path, token })).status;
  expect(await status('/mcp', whole.token)).toBe(200);
  expect(await status('/mcp/clickmeeting', whole.token)).toBe(200);
  expect(await status('/mcp/clickmeeting', one.token)).toBe(200);
  expect(await status('/mcp', one.token)).toBe(401);
  expect(await status('/mcp/clevertap', one.token)).toBe(401);
  // Whoever was given a token for the endpoint cannot pass it on to the API.
  for (const { token } of [whole, one]) {
    expect((await gateway.call('GET /connections', { token })).status).toBe(401);
    expect((await gateway.call(`GET /connections/${connection}/proxy/conferences`, { token })).status).toBe(401);
  }
  const refused = await send(gateway, 'tools/list', {}, { path: '/mcp/clevertap', token: one.token });
  expect(refused.headers.get('www-authenticate')).toContain(
    `resource_metadata="${gateway.url}/.well-known/oauth-protected-resource/mcp/clevertap"`,
  );
});

test('a host that may only read changes nothing, by whatever tool', async () => {
  const { connected } = await signedIn('2026-07-28', '/mcp', ['actions:read']);
  const { tools } = await connected.listTools();
  expect(tools.map(({ name }: any) => name)).not.toContain('request_api');
  const create = { name: 'To be', room_type: 'meeting', permanent_room: true, access_type: 1 };
  const attempts = [
    ['run_action', { action: 'clickmeeting.create-conference', connection, input: create }],
    ['run_action', { action: 'clickmeeting.create-conference', connection, input: create, dry_run: true }],
    ['run_action', { action: 'clickmeeting.delete-conference', connection, input: { room_id: 1 } }],
    ['clickmeeting_create_conference', { ...create, connection }],
    ['clickmeeting_delete_conference', { room_id: 1, connection }],
    ['request_api', { connection, path: '/conferences' }],
    ['request_api', { connection, method: 'DELETE', path: '/conferences/1' }],
    ['request_api', { connection, path: '/conferences/1', headers: { 'X-HTTP-Method-Override': 'DELETE' } }],
    ['ensure_connection', { app: 'clickmeeting', sandbox: true }],
  ] as const;
  for (const [name, args] of attempts) {
    const result = await connected.callTool({ name, arguments: args });
    expect({ name, code: result.structuredContent?.error?.code }).toEqual({ name, code: 'access_denied' });
  }
  await connected.close();
});
