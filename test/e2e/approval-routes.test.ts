import { afterEach, expect, test } from 'vitest';
import { ownerBrowser } from './approvals.fixture.ts';
import { bootGateway, type TestGateway } from './gateway.ts';
import { send } from './mcp.fixture.ts';
import { startProgram, temporaryHome } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const room = (name: string) => ({ name, room_type: 'meeting', permanent_room: true, access_type: 1 });

async function approve(gateway: Pick<TestGateway, 'url' | 'call'>, approvalId: string): Promise<void> {
  const owner = await ownerBrowser(gateway as TestGateway);
  expect((await owner.press(`/approve/${approvalId}`, { decision: 'approved' })).text).toContain('Approved');
}

test('a person is told how long a question is open, and of an address that is none what to look at', async () => {
  const gateway = await bootGateway({ settings: { approveActions: 'write' } });
  undo.push(gateway.stop);
  const token = await gateway.tokenOf('acme');
  const { id } = await gateway.sandboxConnection({ token });
  const body = { connectionId: id, input: room('never') };
  const asked = await gateway.call('POST /actions/create-conference/run', { token, body });
  const owner = await ownerBrowser(gateway);
  expect((await owner.go(`/approve/${asked.body.data.approvalId}`)).text).toMatch(/for 1[45] more min, until .* UTC/);
  const none = await owner.go('/approve/apr_nope');
  expect(none.response.status).toBe(404);
  expect(none.text).toContain('whether the address is complete');
  expect(none.text).not.toContain('Repeat the request');
});

test('whatever can change something is asked about, by whichever route it comes', async () => {
  const gateway = await bootGateway({ settings: { approveActions: 'write' } });
  undo.push(gateway.stop);
  const token = await gateway.tokenOf('acme');
  const { id } = await gateway.sandboxConnection({ token });
  const input = room('never');
  const api = { method: 'POST', path: '/conferences', body: input };
  const code = `module.exports = ({ membrane }) => membrane.api(${JSON.stringify(api)})`;
  const saved = await gateway.call('POST /actions', {
    token,
    body: {
      connectionId: id,
      key: 'mine',
      name: 'Mine',
      type: 'run-javascript',
      effect: 'read',
      config: { code },
    },
  });
  expect(saved.status).toBe(200);
  const routes: readonly (readonly [string, unknown])[] = [
    ['POST /actions/create-conference/run', { connectionId: id, input }],
    ['POST /action/run?key=create-conference', { connectionId: id, input }],
    ['POST /act', { key: 'create-conference', connectionId: id, input }],
    ['POST /act', { connectionId: id, api }],
    ['POST /act', { connectionId: id, code }],
    [`POST /actions/${saved.body.id}/run`, { connectionId: id, input: {} }],
    [`POST /connections/${id}/actions/create-conference/run`, input],
    [`POST /connections/${id}/actions/mine/run`, {}],
    [`POST /connections/${id}/operations/create-conference/run`, { input }],
    [`POST /connections/${id}/execute-request`, { key: 'create-conference', payload: input }],
    [`POST /action-instance/run?key=create-conference&connectionId=${id}`, input],
  ];
  for (const [route, body] of routes) {
    const answer = await gateway.call(route, { token, body });
    expect({ route, status: answer.status, code: answer.body.code }).toEqual({
      route,
      status: 409,
      code: 'approval_required',
    });
  }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const path = `${method} /connections/${id}/proxy/conferences`;
    expect((await gateway.call(path, { token, body: input })).status).toBe(403);
  }
  const tools: readonly (readonly [string, object])[] = [
    ['run_action', { action: 'clickmeeting.create-conference', connection: id, input }],
    ['run_action', { action: saved.body.id, connection: id }],
    ['request_api', { connection: id, ...api }],
    ['clickmeeting_create_conference', { connection: id, ...input }],
  ];
  for (const [name, args] of tools) {
    const { body } = await send(gateway, 'tools/call', { name, arguments: args }, { token });
    expect({ name, code: body.result?.structuredContent?.error?.code }).toEqual({ name, code: 'approval_required' });
  }
  const { body } = await gateway.run('list-all-conferences', id, {}, { token });
  expect(body.output.items.filter((item: { name: string }) => item.name === 'never')).toEqual([]);
}, 60_000);

test('a question and an approval outlive the process that is killed, and so does the use of one', async () => {
  const home = temporaryHome();
  undo.push(home.remove);
  const options = { data: home.data, env: { ...home.env, PORIN_APPROVE_ACTIONS: 'destroy' } };
  let program = await startProgram(options);
  undo.push(() => program.stop());
  const token = await program.tokenOf('acme');
  const { id } = await program.sandboxConnection({ token });
  const make = async (name: string) =>
    (await program.run('create-conference', id, room(name), { token })).body.output.id;
  const [one, two] = [await make('one'), await make('two')];
  const end = (roomId: number, more: object = {}) =>
    program.call('POST /actions/delete-conference/run', {
      token,
      body: { connectionId: id, input: { room_id: roomId }, ...more },
    });
  const [first, second] = [(await end(one)).body.data.approvalId, (await end(two)).body.data.approvalId];
  await approve(program, first);
  await program.kill();
  program = await startProgram(options);
  expect((await end(one, { approval: first })).status).toBe(200);
  expect((await end(two)).body.data.approvalId).toBe(second);
  await approve(program, second);
  await program.kill();
  program = await startProgram(options);
  expect((await end(one, { approval: first })).body).toMatchObject({ data: { reason: 'used' } });
  expect((await end(two, { approval: second })).status).toBe(200);
}, 60_000);
