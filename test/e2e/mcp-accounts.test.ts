import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';
import { modernClient, type RawOptions, send } from './mcp.fixture.ts';

let gateway: TestGateway;
let connection: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connection = (await gateway.sandboxConnection()).id;
});
afterAll(() => gateway.stop());

const callTool = (name: string, args: Readonly<Record<string, unknown>>, options?: RawOptions) =>
  send(gateway, 'tools/call', { name, arguments: args }, options);

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

  test('is told of in search and by ensure_connection when there are several, and no one is picked', async () => {
    const token = await gateway.tokenOf('several');
    const { body } = await callTool('search_actions', { query: 'list rooms', app: 'clickmeeting' }, { token });
    const [first] = body.result.structuredContent.actions;
    expect(first.connection).toBeUndefined();
    expect(first.connections.length).toBeGreaterThan(1);
    const ensured = await callTool('ensure_connection', { app: 'clickmeeting' }, { token });
    const { id, others } = ensured.body.result.structuredContent;
    expect(others.length).toBeGreaterThan(0);
    expect(others[0].id).not.toBe(id);
    const raw = await callTool('request_api', { app: 'clickmeeting', path: '/ping' }, { token });
    expect(raw.body.result.structuredContent.error.code).toBe('ambiguous_connection');
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
