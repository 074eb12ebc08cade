import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';
import { modernRevision, type RawOptions, send } from './mcp.fixture.ts';

let gateway: TestGateway;
let mine: string;
let theirs: string;
let connection: string;
let foreign: string;
beforeAll(async () => {
  gateway = await bootGateway();
  [mine, theirs] = [await gateway.tokenOf('mine'), await gateway.tokenOf('theirs')];
  connection = (await gateway.sandboxConnection({ token: mine })).id;
  foreign = (await gateway.sandboxConnection({ token: theirs })).id;
});
afterAll(() => gateway.stop());

const forms = { elicitation: { form: {} } };
const yes = { confirm: { action: 'accept', content: { confirm: true } } };

const call = async (
  name: string,
  args: Readonly<Record<string, unknown>>,
  options: RawOptions & { more?: object } = {},
) => {
  const { more = {}, ...rest } = options;
  const answer = await send(gateway, 'tools/call', { name, arguments: args, ...more }, { token: mine, ...rest });
  expect(answer.status).toBeLessThan(500);
  return answer.body;
};
const newRoom = async (): Promise<number> => {
  const input = { name: 'Target', room_type: 'meeting', permanent_room: true, access_type: 1 };
  return (await gateway.run('create-conference', connection, input, { token: mine })).body.output.id;
};
const isThere = async (room: number) =>
  (await gateway.run('get-conference', connection, { room_id: room }, { token: mine })).status === 200;

describe('a name', () => {
  test.each([
    ['serch_actions', 'search_actions'],
    ['run-action', 'run_action'],
    ['clickmeeting_get_conferense', 'clickmeeting_get_conference'],
  ])('%s of no tool runs nothing and names %s', async (wrong, right) => {
    const { error } = await call(wrong, {}, { path: '/mcp/clickmeeting' });
    expect(error).toMatchObject({ code: -32602, data: { nearest: right } });
  });

  test.each(['__proto__', 'constructor', '', '../run_action', 'x'.repeat(5_000)])(
    'like %s is an unknown tool and nothing else',
    async (name) => {
      const { body, status } = await send(gateway, 'tools/call', { name, arguments: {} }, { token: mine });
      expect(status).toBeLessThan(500);
      expect(body.error.code).toBeLessThan(-32000);
      expect(JSON.stringify(body).length).toBeLessThan(2_000);
    },
  );
});

describe('bad arguments', () => {
  test.each([
    ['get-conference', { room_ids: 1 }],
    ['get-conference', { room_id: 'one' }],
    ['list-conferences', { status: 'actve' }],
    ['create-conference', { name: 'x', room_type: 'meting', permanent_room: true, access_type: 9 }],
  ])('of %s are told in the words of REST', async (action, input) => {
    const rest = await gateway.run(action, connection, input, { token: mine });
    const { result } = await call('run_action', { action: `clickmeeting.${action}`, input, connection });
    expect(rest.status).toBe(400);
    expect(result.isError).toBe(true);
    expect(result.structuredContent.error.message).toBe(rest.body.message);
    expect(result.content[0].text).toContain(rest.body.message);
    const tool = `clickmeeting_${action.replaceAll('-', '_')}`;
    const direct = (await call(tool, { ...input, connection }, { path: '/mcp/clickmeeting' })).result;
    expect(direct.structuredContent.error.message).toBe(rest.body.message);
  });

  test('of a fixed tool name the path, what was expected, and the nearest name', async () => {
    const { result } = await call('run_action', { acton: 'clickmeeting.ping' });
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toContain("did you mean 'action'");
  });

  test('that set prototypes do nothing', async () => {
    const raw = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"run_action","arguments":{"action":"clickmeeting.ping","__proto__":{"admin":true},"input":{"constructor":{"prototype":{"x":1}}}}}}`;
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const { status, body } = await gateway.call('POST /mcp', { raw, headers, token: mine });
    expect([status, body.result.isError]).toEqual([200, true]);
    expect(({} as any).admin).toBeUndefined();
  });

  test('of the wrong kind are refused as what they are', async () => {
    for (const args of [[], 'text', 7, null]) {
      const { status, body } = await send(
        gateway,
        'tools/call',
        { name: 'run_action', arguments: args },
        { token: mine },
      );
      expect([JSON.stringify(args), status < 500, body.error?.code ?? body.result?.isError]).toEqual([
        JSON.stringify(args),
        true,
        args === null ? expect.anything() : -32602,
      ]);
    }
  });
});

describe('accounts of another tenant', () => {
  test('are not there, whatever way they are named', async () => {
    await gateway.sandbox.forget();
    const attempts = [
      call('run_action', { action: 'clickmeeting.ping', connection: foreign }),
      call('run_action', { action: 'clickmeeting.ping' }, { path: `/mcp?connection=${foreign}` }),
      call('clickmeeting_ping', { connection: foreign }, { path: '/mcp/clickmeeting' }),
      call('request_api', { connection: foreign, path: '/ping' }),
    ];
    for (const { result } of await Promise.all(attempts)) {
      expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: 'not_found' } } });
    }
    expect(await gateway.sandbox.requests()).toEqual([]);
    const { result } = await call('list_connections', {});
    expect(JSON.stringify(result)).not.toContain(foreign);
  });

  test('neither are their resources', async () => {
    const { body } = await send(gateway, 'resources/list', {}, { token: theirs });
    const own = body.result.resources.map(({ uri }: any) => uri).filter((uri: string) => uri.includes(foreign));
    for (const uri of [...own, `porin://connections/${foreign}`]) {
      const answer = await send(gateway, 'resources/read', { uri }, { token: mine });
      expect([uri, answer.body.error?.code]).toEqual([uri, -32602]);
    }
  });
});

describe('what has to be confirmed', () => {
  test('is not done for a client that declares nothing, nor by a made-up answer', async () => {
    const room = await newRoom();
    const args = { action: 'clickmeeting.delete-conference', input: { room_id: room }, connection };
    const silent = (await call('run_action', args)).result;
    expect(silent.structuredContent.error.code).toBe('approval_required');
    const forged = { inputResponses: yes, requestState: 'cnf_0000000000000000000000000000' };
    for (const capabilities of [{}, forms]) {
      const { result } = await call('run_action', args, { capabilities, more: forged });
      expect(result.isError).toBe(true);
    }
    const legacy = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'run_action', arguments: args, ...forged },
    };
    const headers = { accept: 'application/json, text/event-stream' };
    const { body } = await gateway.call('POST /mcp', { body: legacy, headers, token: mine });
    expect(body.result.isError).toBe(true);
    expect(await isThere(room)).toBe(true);
  });

  test('is done once, and not again by the same answer', async () => {
    const room = await newRoom();
    const args = { action: 'clickmeeting.delete-conference', input: { room_id: room }, connection };
    const { requestState } = (await call('run_action', args, { capabilities: forms })).result;
    const answered = { capabilities: forms, more: { inputResponses: yes, requestState } };
    await gateway.sandbox.forget();
    const results = [await call('run_action', args, answered), await call('run_action', args, answered)];
    expect(results.map(({ result }) => result.isError === true)).toEqual([false, true]);
    const removals = (await gateway.sandbox.requests()).filter(({ method }) => method === 'DELETE');
    expect(removals).toHaveLength(1);
  });

  test('is not done by a token that may only read, whatever the annotations say', async () => {
    const token = await gateway.tokenOf('mine', ['actions:read']);
    const room = await newRoom();
    const args = { action: 'clickmeeting.delete-conference', input: { room_id: room }, connection };
    const { result } = await call('run_action', args, { token, capabilities: forms });
    expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: 'access_denied' } } });
    expect(await isThere(room)).toBe(true);
  });
});

test('a client that leaves in the middle leaves nothing behind, and the next is served', async () => {
  await gateway.sandbox.fault({ path: '/v1/ping', latencyMs: 3_000 });
  const { hostname, port, host } = new URL(gateway.url);
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernRevision,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { name: 'run_action', arguments: { action: 'clickmeeting.ping', connection }, _meta };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  const head = [
    'POST /mcp HTTP/1.1',
    `host: ${host}`,
    `authorization: Bearer ${mine}`,
    'content-type: application/json',
    'accept: application/json, text/event-stream',
    `mcp-protocol-version: ${modernRevision}`,
    'mcp-method: tools/call',
    'mcp-name: run_action',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  for (let index = 0; index < 20; index++) {
    const socket = connect(Number(port), hostname, () => {
      // Some leave before the whole of their request is there.
      socket.write(`${head.join('\r\n')}\r\n\r\n${index % 2 === 0 ? body : body.slice(0, 40)}`);
      setTimeout(() => socket.destroy(), 50);
    });
    socket.on('error', () => undefined);
  }
  await sleep(500);
  await gateway.sandbox.heal();
  const { result } = await call('run_action', { action: 'clickmeeting.ping', connection });
  expect(result.isError).toBeUndefined();
});

test('no answer says what only the gateway may know', async () => {
  const answers = [
    await call('run_action', { action: 'clickmeeting.ping', connection }),
    await call('get_action', { action: 'nothing.at-all' }),
    await call('request_api', { connection, path: '/nowhere' }),
    await call('list_connections', {}),
    await call('run_action', { action: 'clickmeeting.ping', connection, dry_run: true }),
  ];
  const text = JSON.stringify(answers);
  for (const secret of [gateway.sandbox.apiKey, mine, gateway.ownerToken, gateway.dataDir])
    expect(text).not.toContain(secret);
  expect(text).not.toMatch(/at .*\.ts:\d+/);
});
