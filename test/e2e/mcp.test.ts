import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';
import { legacyClient, modernClient, type RawOptions, send } from './mcp.fixture.ts';

const metaNames = [
  'search_actions',
  'get_action',
  'run_action',
  'ensure_connection',
  'list_connections',
  'request_api',
];

let gateway: TestGateway;
let connection: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connection = (await gateway.sandboxConnection()).id;
});
afterAll(() => gateway.stop());

const namesOf = (tools: readonly { name: string }[]) => tools.map(({ name }) => name);
const callTool = (name: string, args: Readonly<Record<string, unknown>>, options?: RawOptions) =>
  send(gateway, 'tools/call', { name, arguments: args }, options);

describe.each([
  ['2026-07-28', modernClient],
  ['2025-11-25', legacyClient],
] as const)('a client of %s', (_, connect) => {
  test('connects, searches, runs and deletes', async () => {
    const client = await connect(gateway);
    const { tools } = await client.listTools();
    expect(namesOf(tools).slice(0, 6)).toEqual(metaNames);
    const connected = await client.callTool({
      name: 'ensure_connection',
      arguments: { app: 'clickmeeting.com', sandbox: true },
    });
    expect(connected.structuredContent).toMatchObject({ id: connection, state: 'READY' });
    const found = await client.callTool({ name: 'search_actions', arguments: { query: 'create a conference' } });
    expect(found.structuredContent.actions[0]).toMatchObject({ app: 'clickmeeting', connection: { state: 'READY' } });
    const create = { name: 'From MCP', room_type: 'meeting', permanent_room: true, access_type: 1 };
    const made = await client.callTool({
      name: 'run_action',
      arguments: { action: 'clickmeeting.create-conference', input: create, connection },
    });
    expect(made.structuredContent).toMatchObject({
      output: { name: 'From MCP' },
      run_id: expect.stringMatching(/^run_/),
    });
    expect(JSON.parse(made.content[0].text)).toEqual(made.structuredContent);
    await client.close();
  });

  test("offers an app's actions as tools, whose answers fit their schemas", async () => {
    const client = await connect(gateway, { path: '/mcp/clickmeeting' });
    const { tools } = await client.listTools();
    expect(namesOf(tools)).toContain('clickmeeting_create_conference');
    // The client itself refuses what does not fit.
    for (const name of ['clickmeeting_list_conferences', 'clickmeeting_list_timezones', 'clickmeeting_ping']) {
      const { structuredContent, isError } = await client.callTool({
        name,
        arguments: name.endsWith('conferences') ? { status: 'active' } : {},
      });
      expect([name, isError, Object.keys(structuredContent)]).toEqual([name, undefined, ['output', 'run_id']]);
    }
    await client.close();
  });

  test('is told of an unknown tool which one may be meant', async () => {
    const client = await connect(gateway);
    await expect(client.callTool({ name: 'run_acton', arguments: {} })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Did you mean run_action?'),
    });
    await client.close();
  });
});

describe('the list of tools', () => {
  const list = async (path: string, token?: string) => {
    const { body } = await send(gateway, 'tools/list', {}, { path, ...(token === undefined ? {} : { token }) });
    return body.result;
  };

  test('is the same each time, private, and says how long it holds', async () => {
    const [first, second] = [await list('/mcp/clickmeeting'), await list('/mcp/clickmeeting')];
    expect(second).toEqual(first);
    expect(first).toMatchObject({ cacheScope: 'private', ttlMs: expect.any(Number), resultType: 'complete' });
  });

  test('is what the address asks for', async () => {
    expect(namesOf((await list('/mcp?mode=meta')).tools)).toEqual(metaNames);
    expect(namesOf((await list('/mcp?mode=all')).tools)).toContain('clickmeeting_get_conference');
    expect(namesOf((await list('/mcp?tools=run_action,clickmeeting_ping')).tools)).toEqual([
      'run_action',
      'clickmeeting_ping',
    ]);
  });

  test('of all apps is the fixed tools alone when the rest would not fit into a budget', async () => {
    expect(namesOf((await list('/mcp')).tools)).toEqual(metaNames);
  });

  test('leaves out what the token may not do', async () => {
    const token = await gateway.tokenOf('reader', ['actions:read']);
    const { tools } = await list('/mcp/clickmeeting', token);
    expect(namesOf(tools)).toContain('clickmeeting_get_conference');
    expect(namesOf(tools)).not.toContain('clickmeeting_create_conference');
    expect(namesOf(tools)).not.toContain('request_api');
  });

  test('comes in pages whose cursors nobody can make up', async () => {
    const first = await list('/mcp/clicksend');
    expect(first.tools).toHaveLength(100);
    const second = (await send(gateway, 'tools/list', { cursor: first.nextCursor }, { path: '/mcp/clicksend' })).body;
    const names = namesOf([...first.tools, ...second.result.tools]);
    expect(new Set(names).size).toBe(names.length);
    expect(second.result.nextCursor).toBeUndefined();
    const tampered = `A${first.nextCursor.slice(1)}`;
    for (const [cursor, path] of [
      [tampered, '/mcp/clicksend'],
      ['x', '/mcp/clicksend'],
      [first.nextCursor, '/mcp/clickmeeting'],
    ]) {
      const { body } = await send(gateway, 'tools/list', { cursor }, { path: path as string });
      expect(body.error).toMatchObject({ code: -32602, message: expect.stringContaining('cursor') });
    }
  });

  test('has the saved actions of the tenant too, without those of others', async () => {
    const own = await gateway.tokenOf('saver');
    const { body: saved } = await gateway.call('POST /connections/ensure', {
      token: own,
      body: { appUrl: 'clickmeeting.com', sandbox: true },
    });
    expect(namesOf((await list('/mcp/clickmeeting', own)).tools)).not.toContain('clickmeeting_my_ping');
    const config = { request: { method: 'GET', path: '/ping' } };
    const made = await gateway.call('POST /actions', {
      token: own,
      body: { name: 'My ping', key: 'my-ping', type: 'api-request-to-external-app', config, connectionId: saved.id },
    });
    expect(made.status).toBeLessThan(300);
    expect(namesOf((await list('/mcp/clickmeeting', own)).tools)).toContain('clickmeeting_my_ping');
    expect(namesOf((await list('/mcp/clickmeeting')).tools)).not.toContain('clickmeeting_my_ping');
    const ran = await callTool('clickmeeting_my_ping', {}, { path: '/mcp/clickmeeting', token: own });
    expect(ran.body.result).not.toHaveProperty('isError');
  });
});

describe('a call', () => {
  test('with bad arguments says what REST says', async () => {
    const input = { room: 1 };
    const rest = await gateway.run('clickmeeting.get-conference', connection, input);
    for (const [name, args] of [
      ['run_action', { action: 'clickmeeting.get-conference', input, connection }],
      ['clickmeeting_get_conference', { ...input, connection }],
    ] as const) {
      const { result } = (await callTool(name, args)).body;
      expect(result).toMatchObject({
        isError: true,
        structuredContent: { error: { message: rest.body.message, data: rest.body.data } },
      });
      expect(result.content[0].text).toContain(`${rest.body.message}. get_action {`);
    }
    const { result } = (await callTool('run_action', { acton: 'x' })).body;
    expect(result.content[0].text).toContain("did you mean 'action'");
  });

  test('runs once under an idempotency key, and shows a request without sending it', async () => {
    await gateway.sandbox.forget();
    const args = { name: 'Once', room_type: 'meeting', permanent_room: true, access_type: 1, connection };
    const dry = await callTool('clickmeeting_create_conference', { ...args, dry_run: true });
    expect(dry.body.result.structuredContent.dry_run).toMatchObject({ method: 'POST' });
    expect(await gateway.sandbox.requests()).toEqual([]);
    const [first, second] = [1, 2].map(() =>
      callTool('clickmeeting_create_conference', { ...args, idempotency_key: 'once' }),
    );
    const answers = [await first, await second].map((answer) => answer?.body.result.structuredContent);
    const [once, again] = answers.sort((a, b) => Number('replayed' in a) - Number('replayed' in b));
    expect(again).toEqual({ ...once, replayed: true });
    expect((await gateway.sandbox.requests()).filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('may not do with a token what the token may not', async () => {
    const token = await gateway.tokenOf('onlooker', ['actions:read', 'connections:manage']);
    await gateway.sandboxConnection({ token });
    const before = (await callTool('clickmeeting_delete_conference', { room_id: 10001 }, { token })).body.result;
    expect(before).toMatchObject({ isError: true, structuredContent: { error: { code: 'access_denied' } } });
    expect(before.content[0].text).toContain('actions:write');
    const raw = (await callTool('request_api', { path: '/ping' }, { token })).body.result;
    expect(raw.content[0].text).toContain('the scope proxy');
  });

  test('sends a raw request', async () => {
    const { result } = (await callTool('request_api', { connection, path: '/ping' })).body;
    expect(result.structuredContent).toMatchObject({
      output: expect.anything(),
      run_id: expect.stringMatching(/^run_/),
    });
  });

  test('is aborted at the app when the client leaves', async () => {
    await gateway.sandbox.fault({ path: '/v1/ping', latencyMs: 20_000 });
    const gone = new AbortController();
    const client = await modernClient(gateway, { path: '/mcp/clickmeeting' });
    const pending = client.callTool({ name: 'clickmeeting_ping', arguments: { connection } }, { signal: gone.signal });
    setTimeout(() => gone.abort(), 300);
    await expect(pending).rejects.toThrow();
    const newest = async () =>
      (await gateway.call('GET /action-run-logs?actionId=clickmeeting.ping&limit=1')).body.items[0];
    await expect.poll(async () => (await newest()).status, { timeout: 5_000 }).toBe('error');
    expect((await newest()).duration).toBeLessThan(5_000);
    await gateway.sandbox.heal();
    await client.close();
  });
});

describe('an account', () => {
  test('is waited for, and the client told meanwhile', async () => {
    const client = await modernClient(gateway, { token: await gateway.tokenOf('patient') });
    const told: any[] = [];
    const call = { name: 'ensure_connection', arguments: { app: 'clickmeeting.com', wait: 2 } };
    const { structuredContent } = await client.callTool(call, { onprogress: (progress: any) => told.push(progress) });
    expect(structuredContent).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      clientAction: { uiUrl: expect.anything() },
    });
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told[0]).toMatchObject({ total: 2_000, message: expect.stringContaining('waiting') });
    await client.close();
  });

  test('that is not connected is offered to the user, with the call to make afterwards', async () => {
    const token = await gateway.tokenOf('newcomer');
    const { result } = (await callTool('run_action', { action: 'clickmeeting.ping' }, { token })).body;
    expect(result.isError).toBeUndefined();
    const { connect } = result.structuredContent;
    expect(connect).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      next: expect.stringContaining('ensure_connection'),
    });
    expect(connect.url).toMatch(new RegExp(`^${gateway.url}/`));
    expect(result.content[0].text).toContain(connect.url);
  });

  test('is asked for by a page where the client can show one, and by nothing else', async () => {
    const token = await gateway.tokenOf('asked');
    const args = { action: 'clickmeeting.ping' };
    const urls = { elicitation: { url: {} } };
    const asked = (await callTool('run_action', args, { token, capabilities: urls })).body.result;
    expect(asked).toMatchObject({
      resultType: 'input_required',
      inputRequests: { connect: { params: { mode: 'url' } } },
    });
    const forms = (await callTool('run_action', args, { token, capabilities: { elicitation: { form: {} } } })).body
      .result;
    expect(forms).toMatchObject({ resultType: 'complete', structuredContent: { connect: { url: expect.anything() } } });
  });

  test('is asked for when several fit, told apart as people know them', async () => {
    const token = await gateway.tokenOf('several');
    const first = await gateway.sandboxConnection({ token });
    const second = await gateway.call('POST /connections', {
      token,
      body: { connectorId: 'clickmeeting', name: 'Sales', key: 'sales', sandbox: true },
    });
    const { result } = (await callTool('run_action', { action: 'clickmeeting.ping' }, { token })).body;
    expect(result.isError).toBe(true);
    for (const text of [first.id, second.body.id, 'Sales', 'sales']) expect(result.content[0].text).toContain(text);
    expect(result.structuredContent.error).toMatchObject({ code: 'ambiguous_connection' });
    const chosen = await callTool('run_action', { action: 'clickmeeting.ping', connection: 'sales' }, { token });
    expect(chosen.body.result).not.toHaveProperty('isError');
    const fixed = await callTool('clickmeeting_ping', {}, { token, path: `/mcp/clickmeeting?connection=${first.id}` });
    expect(fixed.body.result).not.toHaveProperty('isError');
  });

  test('of another tenant is as good as none', async () => {
    const token = await gateway.tokenOf('stranger');
    const { result } = (await callTool('run_action', { action: 'clickmeeting.ping', connection }, { token })).body;
    expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: 'not_found' } } });
    expect((await callTool('list_connections', {}, { token })).body.result.structuredContent).toEqual({
      connections: [],
    });
  });
});
