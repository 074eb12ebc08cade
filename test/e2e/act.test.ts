import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connectionId = (await gateway.sandboxConnection()).id;
});
afterAll(() => gateway.stop());

const act = (body: Record<string, unknown>, options: object = {}) => gateway.call('POST /act', { body, ...options });
const logOf = async (runId: string) => (await gateway.call(`GET /action-run-logs/${runId}?details=true`)).body;
const ran = { output: expect.anything(), actionRunId: expect.stringMatching(/^run_/) };
const code = `module.exports = async ({ input, membrane, connection }) => {
  const rooms = await membrane.api({ method: 'GET', path: '/conferences/' + input.status });
  console.log('rooms: ' + rooms.length);
  return { isList: Array.isArray(rooms), connectionId: connection.id };
}`;

describe('act', () => {
  test('runs by id, by key, with a raw request and with code', async () => {
    const named = { connectionId };
    expect((await act({ id: 'clickmeeting.ping', ...named })).body).toMatchObject(ran);
    expect((await act({ key: 'ping', ...named })).body).toMatchObject(ran);
    expect((await act({ key: 'ping' })).body).toMatchObject(ran);
    expect((await act({ api: { method: 'GET', path: '/ping' }, ...named })).body).toMatchObject(ran);
    expect((await act({ api: { method: 'get', path: '/ping' }, ...named })).body).toMatchObject(ran);
    expect((await act({ api: { path: '/ping' }, ...named })).body).toMatchObject(ran);
    expect((await act({ api: { method: 'GET', url: 'ping' }, ...named })).body).toMatchObject(ran);
    const answer = (await act({ code, input: { status: 'active' }, ...named })).body;
    expect(answer).toMatchObject({ ...ran, output: { isList: true, connectionId } });
    const log = await logOf(answer.actionRunId);
    expect(log).toMatchObject({ status: 'success', connectionId, action: { type: 'run-javascript', code } });
    expect(JSON.stringify(log.details)).toContain('rooms: ');
  });

  test.each([
    [{}, '0 were given'],
    [{ id: 'clickmeeting.ping', key: 'ping' }, '2 were given'],
    [{ id: 'a', key: 'b', api: { method: 'GET', path: '/' }, code: '1' }, '4 were given'],
    [{ ky: 'ping' }, "did you mean 'key'?"],
    [{ api: { method: 'PSOT', path: '/ping' } }, 'api.method: expected one of "GET"'],
    [{ api: { method: 'GET' } }, 'api.path: required'],
    [{ api: { method: 'GET', path: '/ping', hedaers: {} } }, "did you mean 'headers'?"],
    [{ code: '' }, 'code'],
    [{ code: 7 }, 'code'],
  ])('refuses %j by name', async (body, words) => {
    const answer = await act(body);
    expect(answer).toMatchObject({ status: 400, body: { type: 'bad_request' } });
    expect(answer.body.message).toContain(words);
  });

  test.each([
    [{ key: 'get-conference', input: { room_id: 999_999 } }, 'action_run'],
    [{ api: { method: 'GET', path: '/conferences/999999' } }, 'action_run'],
    [{ code: "module.exports = () => { throw new Error('no') }" }, 'custom_code'],
    [{ code: 'module.exports = (' }, 'custom_code'],
  ])('tells the run of a failure: %j', async (body, type) => {
    const answer = await act({ ...body, connectionId });
    expect(answer.body).toMatchObject({ type, actionRunId: expect.stringMatching(/^run_/) });
    expect(await logOf(answer.body.actionRunId)).toMatchObject({ status: 'error' });
  });

  test('gives code the refusals of the app as they are', async () => {
    const asking = `module.exports = async ({ input, membrane }) => {
      try { await membrane.api(input) } catch ({ message, status, headers, body, code }) {
        return { message, status, type: headers['content-type'], body, code };
      }
    }`;
    const missing = await act({ code: asking, connectionId, input: '/conferences/999999' });
    expect(missing.body.output).toEqual({
      message: expect.stringContaining('GET /conferences/999999 answered 404'),
      status: 404,
      type: expect.stringContaining('json'),
      body: expect.objectContaining({ code: 404 }),
    });
    const made = await act({ code: asking, connectionId, input: { method: 'POST', path: '/conferences', body: {} } });
    expect(made.body.output).toMatchObject({
      message: expect.stringContaining('POST /conferences answered 422'),
      status: 422,
      body: { errors: expect.anything() },
    });
    const uncaught = await act({ code: "await membrane.api('/conferences/999999')", connectionId });
    expect(uncaught.body).toMatchObject({ type: 'custom_code', message: expect.stringContaining('answered 404') });
    expect(JSON.stringify(uncaught.body.data)).toContain('"status":404');
  });

  test('keeps the notes of the caller', async () => {
    const { body } = await act({ key: 'ping', connectionId, meta: { by: 'me' } });
    expect(await logOf(body.actionRunId)).toMatchObject({ meta: { by: 'me' } });
  });

  test('runs once for a key that is sent in a header', async () => {
    const body = {
      key: 'create-conference',
      connectionId,
      input: { name: 'Once', room_type: 'meeting', permanent_room: true, access_type: 1 },
    };
    const headers = { 'idempotency-key': 'act-once' };
    const first = await act(body, { headers });
    const again = await act(body, { headers });
    expect(first.body).toMatchObject(ran);
    expect(again.body).toEqual(first.body);
    const other = await act({ ...body, input: { ...body.input, name: 'Twice' } }, { headers });
    expect(other.body).toMatchObject({ code: 'idempotency_mismatch' });
  });

  test('runs code on no connection, where it can compute and ask nobody', async () => {
    const token = await gateway.tokenOf('without connections');
    const sum = await act(
      { code: 'module.exports = ({ input }) => input.a + input.b', input: { a: 1, b: 2 } },
      { token },
    );
    expect(sum.body).toMatchObject({ output: 3 });
    const ask = await act({ code: "module.exports = ({ membrane }) => membrane.proxy.get('/ping')" }, { token });
    expect(ask.body).toMatchObject({ type: 'custom_code', actionRunId: expect.any(String) });
    expect(ask.body.message).toContain('no connection');
  });

  test.each([['actions:read'], ['actions:write']])(
    'runs no code for a token with the scope %s alone',
    async (scope) => {
      const token = await gateway.tokenOf('narrow', ['actions:read', scope]);
      const answer = await act({ code: 'module.exports = () => 1' }, { token });
      expect(answer).toMatchObject({ status: 403, body: { key: 'access_denied' } });
    },
  );

  test('keeps code from what is not its own', async () => {
    const probe = `module.exports = async ({ membrane }) => {
      const reached = (what) => { try { return what() !== undefined } catch { return false } };
      return {
        process: reached(() => process.env),
        file: reached(() => require('fs').readFileSync('/etc/passwd')),
        constructed: reached(() => membrane.api.constructor('return process')().env),
        away: await membrane.api({ method: 'GET', path: 'https://example.com/' }).then(() => true, () => false),
      };
    }`;
    expect((await act({ code: probe, connectionId })).body.output).toEqual({
      process: false,
      file: false,
      constructed: false,
      away: false,
    });
  });
});

test('instances of one action on a connection are told apart in every way to run it', async () => {
  for (const instanceKey of ['a', 'b']) {
    const config = { code: `return '${instanceKey}'` };
    const action = { key: 'twin', type: 'run-javascript', connectionId, instanceKey, config };
    expect(await gateway.call('POST /actions', { body: action })).toMatchObject({ status: 200 });
  }
  const on = `/connections/${connectionId}/actions/twin`;
  for (const instanceKey of ['a', 'b']) {
    expect((await gateway.call(`GET ${on}?instanceKey=${instanceKey}`)).body).toMatchObject({ instanceKey });
    const ran = await gateway.call(`POST ${on}/run?instanceKey=${instanceKey}&layer=connection`, { body: {} });
    expect(ran.body).toMatchObject({ output: instanceKey });
    expect((await act({ key: 'twin', connectionId, instanceKey })).body).toMatchObject({ output: instanceKey });
  }
  expect(await gateway.call(`POST ${on}/run`, { body: {} })).toMatchObject({ status: 400 });
});
