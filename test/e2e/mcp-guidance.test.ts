import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';
import { send } from './mcp.fixture.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

const callTool = (name: string, args: Readonly<Record<string, unknown>>, options = {}) =>
  send(gateway, 'tools/call', { name, arguments: args }, options);

test('a call that fails says what to do with the tools that there are, not with commands', async () => {
  const { body } = await callTool('get_action', { action: 'list-conferencez' });
  const { hint } = body.result.structuredContent.error;
  expect(hint).toContain('search_actions');
  expect(hint).not.toContain('porin ');
  expect(body.result.content[0].text).toContain(hint);
  const begun = await callTool('ensure_connection', { app: 'https://nobody-knows.example/', wait: 2 });
  const { clientAction } = begun.body.result.structuredContent;
  expect(clientAction.agentInstructions).toContain('ensure_connection {');
  expect(clientAction.agentInstructions).not.toContain('porin ');
});

test('a list of tools that there are not is refused at the address, with the nearest', async () => {
  const wrong = await send(gateway, 'tools/list', {}, { path: '/mcp?tools=run_acton' });
  expect([wrong.status, wrong.body.error.message]).toEqual([
    404,
    expect.stringContaining("Did you mean 'run_action'?"),
  ]);
  const other = await send(gateway, 'tools/list', {}, { path: '/mcp?tools=run_action,clicksend_send_sms' });
  expect(other.body.result.tools.map(({ name }: any) => name)).toContain('run_action');
});

test('an account is told of in search and by ensure_connection when there are several, and no one is picked', async () => {
  const token = await gateway.tokenOf('several');
  await gateway.sandboxConnection({ token });
  const more = { connectorId: 'clickmeeting', name: 'Sales', key: 'sales', sandbox: true };
  await gateway.call('POST /connections', { token, body: more });
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

test('a search says how much it found and what each takes, and where nothing fits which tool helps', async () => {
  const found = async (args: Readonly<Record<string, unknown>>) =>
    (await callTool('search_actions', args)).body.result.structuredContent;
  const { actions, total } = await found({ query: 'delete a room', limit: 2 });
  expect(actions[0]).toMatchObject({
    id: 'clickmeeting.delete-conference',
    key: 'delete-conference',
    score: expect.any(Number),
    destructive: true,
    required: ['room_id'],
    connection: { state: 'NOT_CONNECTED', connect: 'ensure_connection {"app":"clickmeeting"}' },
    inputSchema: expect.any(Object),
  });
  expect(actions[0].outputSchema).toBeUndefined();
  expect(total).toBeGreaterThan(2);
  expect((await found({ query: 'delete a room', limit: 25 })).total).toBe(total);
  const [named] = (await found({ query: 'delete a room', detail: 'names' })).actions;
  expect(Object.keys(named).sort()).toEqual(['app', 'id', 'key', 'name', 'score']);
  const [whole] = (await found({ query: 'delete a room', detail: 'schema' })).actions;
  expect(whole).toMatchObject({ inputSchema: expect.any(Object), outputSchema: expect.any(Object) });
  const nothing = await found({ query: 'xqzzvj frobnicate' });
  expect([nothing.actions, nothing.total]).toEqual([[], 0]);
  expect(nothing.hint).toContain('ensure_connection');
  expect(nothing.hint).not.toContain('porin ');
  const all = await found({ app: 'clicksend', limit: 25 });
  expect(all.actions).toHaveLength(25);
});
