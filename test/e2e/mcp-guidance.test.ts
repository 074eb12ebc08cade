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
