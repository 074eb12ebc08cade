import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';
import { modernRevision, send } from './mcp.fixture.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway({ settings: { maxBodyBytes: 100_000 } });
});
afterAll(() => gateway.stop());

const ping = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

describe('who may ask', () => {
  test('without a token a host learns where to get one, and for what', async () => {
    for (const path of ['/mcp', '/mcp/clickmeeting']) {
      const { status, headers, body } = await send(gateway, 'tools/list', {}, { path, token: null });
      const metadata = `${gateway.url}/.well-known/oauth-protected-resource${path}`;
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toContain(`resource_metadata="${metadata}"`);
      expect(headers.get('www-authenticate')).toContain('scope="actions:read actions:write connections:manage proxy"');
      expect(body).toMatchObject({ jsonrpc: '2.0', id: null, error: { data: { code: 'not_authenticated' } } });
      const document = await gateway.call(`GET /.well-known/oauth-protected-resource${path}`, { token: null });
      expect(document.body).toMatchObject({ resource: gateway.url + path, authorization_servers: [gateway.url] });
    }
  });

  test('a token in the address is refused', async () => {
    const { status } = await send(gateway, 'tools/list', {}, { path: `/mcp?token=${gateway.ownerToken}`, token: null });
    expect(status).toBe(401);
  });

  test('a page of another site is refused, whatever token it has', async () => {
    const { port } = new URL(gateway.url);
    for (const origin of ['http://evil.example', `http://127.0.0.1.evil.example:${port}`, 'null', 'http://localhost:1'])
      expect([origin, (await send(gateway, 'tools/list', {}, { headers: { origin } })).status]).toEqual([origin, 403]);
    for (const origin of [gateway.url, `http://localhost:${port}`, `http://127.0.0.1:${port}`])
      expect([origin, (await send(gateway, 'tools/list', {}, { headers: { origin } })).status]).toEqual([origin, 200]);
  });
});

describe('where', () => {
  test('an app that nobody knows is not there, and the nearest is named', async () => {
    const { status, body } = await send(gateway, 'tools/list', {}, { path: '/mcp/clickmeting' });
    expect(status).toBe(404);
    expect(body).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { message: expect.stringContaining('/mcp/clickmeeting') },
    });
  });

  test('a mode or a parameter that there is not is refused with those that there are', async () => {
    const mode = await send(gateway, 'tools/list', {}, { path: '/mcp?mode=some' });
    expect([mode.status, mode.body.error.message]).toEqual([400, expect.stringContaining('auto, meta, all')]);
    const other = await send(gateway, 'tools/list', {}, { path: '/mcp?tool=x' });
    expect([other.status, other.body.error.message]).toEqual([400, expect.stringContaining("did you mean 'tools'")]);
  });

  test('there are no streams to open and no sessions to end', async () => {
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const { status, headers } = await gateway.call(`${method} /mcp`, { headers: json });
      expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST']);
    }
    const options = await gateway.call('OPTIONS /mcp', { token: null });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
  });
});

describe('what is sent', () => {
  test('has to agree with what its headers say', async () => {
    for (const headers of [{ 'mcp-method': 'tools/call' }, { 'mcp-protocol-version': '2025-11-25' }]) {
      const { status, body } = await send(gateway, 'tools/list', {}, { headers });
      expect([status, body.error.code, body.id]).toEqual([400, -32020, 1]);
    }
    const named = await send(
      gateway,
      'tools/call',
      { name: 'list_connections' },
      { headers: { 'mcp-name': 'run_action' } },
    );
    expect([named.status, named.body.error.code]).toEqual([400, -32020]);
  });

  test('a name in the header may be encoded', async () => {
    const name = `=?base64?${Buffer.from('list_connections').toString('base64')}?=`;
    const { status, body } = await send(
      gateway,
      'tools/call',
      { name: 'list_connections' },
      { headers: { 'mcp-name': name } },
    );
    expect([status, body.result.structuredContent]).toEqual([200, { connections: [] }]);
  });

  test('a method that there is not is one of the protocol’s errors', async () => {
    const { status, body } = await send(gateway, 'tools/burn');
    expect([status, body.error.code]).toEqual([404, -32601]);
  });

  test('a revision that there is not is refused with those that there are', async () => {
    const headers = { 'mcp-protocol-version': '2099-01-01' };
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2099-01-01',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const { status, body } = await gateway.call('POST /mcp', {
      body: { ...ping, params: { _meta } },
      headers: { ...json, ...headers, 'mcp-method': 'tools/list' },
    });
    expect([status, body.error.code, body.error.data.supported]).toEqual([400, -32022, [modernRevision]]);
  });

  test('is refused when it is no JSON, no JSON-RPC, too long or nested too deep', async () => {
    const bodies: [string, number, number][] = [
      ['{"jsonrpc":', 400, -32700],
      ['', 400, -32700],
      ['{"id":1}', 400, -32600],
      [`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 400, -32600],
      [JSON.stringify({ ...ping, params: { x: 'x'.repeat(100_000) } }), 413, -32600],
    ];
    for (const [raw, status, code] of bodies) {
      const answer = await gateway.call('POST /mcp', { raw, headers: json });
      expect([raw.slice(0, 30), answer.status, answer.body.error.code]).toEqual([raw.slice(0, 30), status, code]);
    }
    const text = await gateway.call('POST /mcp', {
      raw: JSON.stringify(ping),
      headers: { 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(415);
  });

  test('of the older protocol may be several messages, and notifications have no answer', async () => {
    const batch = await gateway.call('POST /mcp', { raw: JSON.stringify([ping, { ...ping, id: 2 }]), headers: json });
    expect(batch.status).toBe(200);
    const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const answer = await gateway.call('POST /mcp', { raw: JSON.stringify(note), headers: json });
    expect([answer.status, answer.text]).toEqual([202, '']);
  });

  test('is answered for this client alone', async () => {
    const { headers } = await send(gateway, 'server/discover');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toMatch(/^req_/);
  });
});

test('what the server says of itself fits into a prompt, and nothing in it comes from an app', async () => {
  const { body } = await send(gateway, 'server/discover');
  expect(body.result).toMatchObject({ supportedVersions: [modernRevision], capabilities: { tools: {} } });
  expect(Buffer.byteLength(body.result.instructions)).toBeLessThanOrEqual(1_500);
});
