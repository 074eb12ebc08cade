import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownerBrowser } from './approvals.fixture.ts';
import { bootGateway, type TestGateway } from './gateway.ts';
import { legacyClient, modernClient, send } from './mcp.fixture.ts';

const forms = { elicitation: { form: {} } };
const yes = { confirm: { action: 'accept', content: { confirm: true } } };

let gateway: TestGateway;
let token: string;
let other: string;
let connection: string;
beforeAll(async () => {
  gateway = await bootGateway();
  [token, other] = [await gateway.tokenOf('acme'), await gateway.tokenOf('acme')];
  connection = (await gateway.sandboxConnection({ token })).id;
});
afterAll(() => gateway.stop());

const newRoom = async (): Promise<number> => {
  const input = { name: 'To go', room_type: 'meeting', permanent_room: true, access_type: 1 };
  return (await gateway.run('create-conference', connection, input, { token })).body.output.id;
};
const isThere = async (room: number) =>
  (await gateway.run('get-conference', connection, { room_id: room }, { token })).status === 200;
const removal = (room: number, more: object = {}) => ({
  name: 'run_action',
  arguments: { action: 'clickmeeting.delete-conference', input: { room_id: room }, connection, ...more },
});
const call = async (
  params: Readonly<Record<string, unknown>>,
  over: { token?: string; capabilities?: Readonly<Record<string, unknown>> } = {},
) => {
  const answer = await send(gateway, 'tools/call', params, { token, capabilities: forms, ...over });
  return answer.body.result;
};
const asked = async (room: number): Promise<string> => {
  const result = await call(removal(room));
  expect(result.resultType).toBe('input_required');
  expect(result.inputRequests.confirm).toMatchObject({ method: 'elicitation/create', params: { mode: 'form' } });
  return result.requestState;
};

test('what cannot be undone is confirmed first, and done once', async () => {
  const room = await newRoom();
  const requestState = await asked(room);
  expect(await isThere(room)).toBe(true);
  const answer = { ...removal(room), inputResponses: yes, requestState };
  expect(await call(answer)).toMatchObject({ structuredContent: { run_id: expect.stringMatching(/^run_/) } });
  expect(await isThere(room)).toBe(false);
  const again = await call(answer);
  expect(again).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('not valid') }] });
});

test('nothing is done by a state that is tampered with, of another caller, or for other arguments', async () => {
  const [room, next] = [await newRoom(), await newRoom()];
  const requestState = await asked(room);
  const attempts = [
    call({ ...removal(room), inputResponses: yes, requestState: `${requestState.slice(0, -1)}_` }),
    call({ ...removal(room), inputResponses: yes }),
    call({ ...removal(next), inputResponses: yes, requestState }),
    call({ ...removal(room, { max_bytes: 2000 }), inputResponses: yes, requestState }),
    call({ ...removal(room), inputResponses: yes, requestState }, { token: other }),
    call({
      name: 'clickmeeting_delete_conference',
      arguments: { room_id: room, connection },
      inputResponses: yes,
      requestState,
    }),
  ];
  for (const result of await Promise.all(attempts))
    expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: 'bad_request' } } });
  expect([await isThere(room), await isThere(next)]).toEqual([true, true]);
  const turned = { ...removal(room), arguments: Object.fromEntries(Object.entries(removal(room).arguments).reverse()) };
  expect(await call({ ...turned, inputResponses: yes, requestState })).not.toHaveProperty('isError');
});

test.each([
  ['declines', { confirm: { action: 'decline' } }],
  ['cancels', { confirm: { action: 'cancel' } }],
  ['leaves the box empty', { confirm: { action: 'accept', content: { confirm: false } } }],
])('a user who %s stops it, and the state is used up', async (_, inputResponses) => {
  const room = await newRoom();
  const requestState = await asked(room);
  const result = await call({ ...removal(room), inputResponses, requestState });
  expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('Nothing was done') }] });
  expect(await call({ ...removal(room), inputResponses: yes, requestState })).toMatchObject({ isError: true });
  expect(await isThere(room)).toBe(true);
});

test('who repeats a call under its key gets the answer of its run, and nobody is asked again', async () => {
  const room = await newRoom();
  const keyed = removal(room, { idempotency_key: `end ${room}` });
  const { requestState } = await call(keyed);
  const answered = { ...keyed, inputResponses: yes, requestState };
  const first = await call(answered);
  expect(first).toMatchObject({ structuredContent: { run_id: expect.stringMatching(/^run_/) } });
  expect(first.structuredContent).not.toHaveProperty('replayed');
  const again = { structuredContent: { run_id: first.structuredContent.run_id, replayed: true } };
  expect(await call(keyed)).toMatchObject(again);
  // The answer was lost on its way, and the client sends the same once more.
  expect(await call(answered)).toMatchObject(again);
  expect(await call(keyed, { capabilities: {} })).toMatchObject(again);
  const other = removal(await newRoom(), { idempotency_key: `end ${room}` });
  expect(await call(other)).toMatchObject({ structuredContent: { error: { code: 'idempotency_mismatch' } } });
});

test('one state that comes many times at once does it once', async () => {
  const room = await newRoom();
  const requestState = await asked(room);
  const answer = { ...removal(room), inputResponses: yes, requestState };
  const results = await Promise.all(Array.from({ length: 6 }, () => call(answer)));
  expect(results.filter(({ isError }) => isError !== true)).toHaveLength(1);
});

test('dry runs, reads and plain changes are not asked about; raw deletions are', async () => {
  const room = await newRoom();
  expect(await call(removal(room, { dry_run: true }))).toHaveProperty('structuredContent.dry_run');
  const raw = { name: 'request_api', arguments: { connection, method: 'DELETE', path: `/conferences/${room}` } };
  expect((await call(raw)).resultType).toBe('input_required');
  expect(await call({ ...raw, arguments: { connection, path: `/conferences/${room}` } })).not.toHaveProperty('isError');
  const rename = { action: 'clickmeeting.update-conference', connection, input: { room_id: room, name: 'New' } };
  expect(await call({ name: 'run_action', arguments: rename })).not.toHaveProperty('isError');
  expect(await isThere(room)).toBe(true);
});

test.each([
  ['2026-07-28', modernClient],
  ['2025-11-25', legacyClient],
] as const)('a client of %s that can ask nobody sends its user to the page', async (_, connect) => {
  const room = await newRoom();
  const client = await connect(gateway, { token });
  const first = await client.callTool(removal(room));
  expect(first.isError).toBe(true);
  const { approvalId, approvalUrl } = first.structuredContent.error.data;
  expect(first.content[0].text).toContain(approvalUrl);
  expect(await isThere(room)).toBe(true);
  const owner = await ownerBrowser(gateway);
  const waiting = client.callTool(removal(room, { approval: approvalId }));
  await owner.press(new URL(approvalUrl).pathname, { decision: 'approved' });
  expect((await waiting).isError).toBeFalsy();
  expect(await isThere(room)).toBe(false);
  expect((await client.callTool(removal(room, { approval: approvalId }))).isError).toBe(true);
  await client.close();
});

test('the client of the SDK asks its user and goes on by itself', async () => {
  const room = await newRoom();
  const client = await modernClient(gateway, { token, capabilities: forms });
  const messages: string[] = [];
  client.setRequestHandler('elicitation/create', async ({ params }: any) => {
    messages.push(params.message);
    return { action: 'accept', content: { confirm: true } };
  });
  expect((await client.callTool(removal(room))).isError).toBeFalsy();
  expect(messages).toEqual([expect.stringContaining('It cannot be undone')]);
  expect(await isThere(room)).toBe(false);
  await client.close();
});
