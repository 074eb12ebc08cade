import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { gatewayWith as openGateway } from './saved-runs.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function gatewayWith(options?: Parameters<typeof openGateway>[0]) {
  const made = await openGateway(options);
  undo.push(made.stop);
  return made;
}

const code = (text: string) => ({ type: 'run-javascript' as const, config: { code: text } });

describe('a saved request', () => {
  const config = {
    request: {
      path: '/users/{id}/notes',
      method: 'POST',
      pathParameters: { id: { $var: 'input.id' } },
      query: { tag: { $var: 'input.tags' }, kind: 'a b', none: { $var: 'input.none' } },
      headers: { 'x-from': { $var: 'connection.name' }, authorization: 'Bearer mine', host: 'evil.test' },
      data: {
        text: { $concat: { values: [{ $var: 'input.text' }, { $var: '$.user.internalId' }], delimiter: ' by ' } },
      },
    },
  };

  test('is made by its formulas, signed, and answers with status and data', async () => {
    const { act, save, asked } = await gatewayWith({ apiKey: 'secret-key' });
    await save({ config });
    const answer = await act({ action: 'saved', input: { id: 'a/b', tags: ['x', 'y'], text: 'Hi' } });
    expect(answer).toEqual({ output: { status: 200, data: { ok: true } }, actionRunId: expect.any(String) });
    const [request] = asked;
    expect(request?.line).toBe('POST /users/a%2Fb/notes?tag=x&tag=y&kind=a+b');
    expect(request?.headers).toMatchObject({ 'x-api-key': 'secret-key', 'x-from': 'Tiny' });
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(request?.headers.host).toMatch(/^127/);
    expect(JSON.parse(request?.body ?? '')).toEqual({ text: 'Hi by tester' });
  });

  test.each([[{}], [{ id: '' }], [{ id: '..' }], [{ id: {} }]])(
    'without a usable path parameter is refused by its name: %j',
    async (input) => {
      const { act, save, asked } = await gatewayWith();
      await save({ config });
      const failure = { code: 'bad_request', message: expect.stringContaining('request.pathParameters.id') };
      await expect(act({ action: 'saved', input })).rejects.toMatchObject(failure);
      expect(asked).toEqual([]);
    },
  );

  test('sends a form when its content type says so', async () => {
    const { act, save, asked } = await gatewayWith();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    await save({ config: { request: { path: 'form', method: 'PUT', headers, data: { a: 'b c', d: [1] } } } });
    await act({ action: 'saved' });
    expect(asked[0]).toMatchObject({ line: 'PUT /form', body: 'a=b%20c&d%5B0%5D=1' });
    expect(asked[0]?.headers['content-type']).toBe(headers['Content-Type']);
  });

  test('that is refused fails, and gives the refusal when any status is allowed', async () => {
    const answer = (response: ServerResponse) => void response.writeHead(404).end('{"message":"gone"}');
    const { act, save } = await gatewayWith({ answer });
    await save({ key: 'strict' });
    await save({ key: 'lax', config: { request: { path: '/saved' }, allowNon2xx: true } });
    await expect(act({ action: 'strict' })).rejects.toMatchObject({ code: 'upstream_refused' });
    expect(await act({ action: 'lax' })).toMatchObject({ output: { status: 404, data: { message: 'gone' } } });
  });

  test('checks its input against its schema, and takes more than that', async () => {
    const { act, save, asked } = await gatewayWith();
    const inputSchema = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
    await save({ inputSchema });
    await expect(act({ action: 'saved', input: { id: 'x' } })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('id'),
    });
    expect(asked).toEqual([]);
    await act({ action: 'saved', input: { id: 1, more: true } });
    expect(asked).toHaveLength(1);
  });

  test('maps its output', async () => {
    const { act, save } = await gatewayWith();
    await save({ outputMapping: { isOk: { $var: 'output.data.ok' }, asked: { $var: 'input.id' } } });
    expect((await act({ action: 'saved', input: { id: 7 } })).output).toEqual({ isOk: true, asked: 7 });
  });

  test('can be previewed', async () => {
    const { act, save, asked } = await gatewayWith({ apiKey: 'secret-key' });
    await save({ config });
    const { output } = await act({ action: 'saved', input: { id: 1, text: 'Hi' }, dryRun: true });
    expect(output).toMatchObject({ dryRun: { method: 'POST', url: expect.stringContaining('/users/1/notes') } });
    expect(JSON.stringify(output)).not.toContain('secret-key');
    expect(asked).toEqual([]);
  });
});

describe('saved code', () => {
  test('computes with its input, asks the app, and keeps what it wrote with the run', async () => {
    const { act, save, asked, details } = await gatewayWith({ apiKey: 'secret-key' });
    await save(
      code(`module.exports = async ({ input, membrane, connection, user }) => {
        console.log('asking for', input.id);
        const answer = await membrane.api({ method: 'POST', path: '/things/' + input.id, body: { by: user.internalId } });
        return { answer, on: connection.name };
      }`),
    );
    const { output, actionRunId } = await act({ action: 'saved', input: { id: 7 } });
    expect(output).toMatchObject({ on: 'Tiny' });
    expect(asked).toMatchObject([
      { line: 'POST /things/7', body: '{"by":"tester"}', headers: { 'x-api-key': 'secret-key' } },
    ]);
    const { details: kept } = await details(actionRunId);
    expect(JSON.stringify(kept)).toContain('asking for 7');
  });

  test('that fails is an error of its own, with its run', async () => {
    const { act, save } = await gatewayWith();
    await save(code("module.exports = () => { throw new Error('no such luck'); }"));
    await expect(act({ action: 'saved' })).rejects.toMatchObject({
      code: 'custom_code',
      message: expect.stringContaining('no such luck'),
      actionRunId: expect.any(String),
    });
  });

  test('that gives up after a change nobody knows the outcome of is unknown too', async () => {
    const { act, save, details } = await gatewayWith({ answer: (response) => void response.writeHead(500).end('{}') });
    await save(code("module.exports = ({ membrane }) => membrane.api({ method: 'POST', path: '/things' })"));
    const failed = await act({ action: 'saved' }).catch((error) => error);
    expect(failed).toMatchObject({ code: 'outcome_unknown', actionRunId: expect.any(String) });
    expect(await details(failed.actionRunId)).toMatchObject({ status: 'unknown' });
  });

  test('may catch that its credentials are refused: the connection is to be renewed all the same', async () => {
    const answer = (response: ServerResponse) => void response.writeHead(401).end('{"message":"who?"}');
    for (const [body, outcome] of [
      [
        'try { await membrane.api("/a") } catch ({ status, body }) { return [status, body] }',
        [401, { message: 'who?' }],
      ],
      ['await membrane.api("/a")', 'client_action_required'],
    ] as const) {
      const { act, save, gateway, caller, connectionId } = await gatewayWith({ apiKey: 'secret-key', answer });
      await save(code(body));
      const { output, code: failure } = await act({ action: 'saved' }).catch((error) => error);
      expect(output ?? failure).toEqual(outcome);
      expect((await gateway.ports.connections.get(caller, connectionId)).state).toBe('CLIENT_ACTION_REQUIRED');
    }
  });

  test('whose reading request fails has changed nothing', async () => {
    const { act, save } = await gatewayWith({ answer: (response) => void response.writeHead(500).end('{}') });
    await save(code("module.exports = ({ membrane }) => membrane.api({ method: 'GET', path: '/things' })"));
    await expect(act({ action: 'saved' })).rejects.toMatchObject({ code: 'custom_code' });
  });

  test('runs on no connection when several could be meant, and can ask none there', async () => {
    const { act, save, gateway, caller, details } = await gatewayWith();
    await gateway.ports.connections.create(caller, { app: 'tiny', input: {} });
    await save({
      key: 'sum',
      ...code('module.exports = ({ input, connection }) => [input.a + input.b, typeof connection]'),
    });
    await save({ key: 'ask', ...code("module.exports = ({ membrane }) => membrane.api({ path: '/x' })") });
    const { output, actionRunId } = await act({ action: 'sum', input: { a: 1, b: 2 } });
    expect(output).toEqual([3, 'undefined']);
    expect(await details(actionRunId)).toMatchObject({ connectionId: '', externalAppId: '' });
    await expect(act({ action: 'ask' })).rejects.toMatchObject({
      message: expect.stringContaining('runs on no connection'),
    });
  });
});

describe('a saved request to any address', () => {
  const to = (uri: unknown) => ({ type: 'http-request' as const, config: { request: { uri } } });

  test.each(['http://127.0.0.1:1/', 'http://10.0.0.1/', 'http://gateway.test/actions', 'http://localhost/'])(
    'reaches no address of this network, and not this gateway: %s',
    async (uri) => {
      const { act, save, asked } = await gatewayWith({ apiKey: 'secret-key' });
      await save(to(uri));
      await expect(act({ action: 'saved' })).rejects.toMatchObject({ code: 'egress_denied' });
      expect(asked).toEqual([]);
    },
  );

  test.each(['/path', 'ftp://a.test', 'https://user:pass@a.test/', 7])('refuses %j by name', async (uri) => {
    const { act, save } = await gatewayWith();
    await save(to({ $plain: uri }));
    const failed = await act({ action: 'saved' }).catch((error) => error);
    expect(failed).toMatchObject({ code: 'bad_request', message: expect.stringContaining('request.uri') });
    expect(failed.message).not.toContain('pass@');
  });

  test('carries its own headers and nothing of the connection', async () => {
    const { act, save } = await gatewayWith({ apiKey: 'secret-key' });
    const headers = { authorization: 'Bearer mine', 'x-a': 'b', host: 'evil.test' };
    await save({
      type: 'http-request',
      config: { request: { uri: 'https://api.tiny.test/x?a=1', headers, query: { b: 2 } } },
    });
    const { output } = await act({ action: 'saved', dryRun: true });
    expect(output).toEqual({
      dryRun: {
        method: 'GET',
        url: 'https://api.tiny.test/x?a=1&b=2',
        headers: { authorization: '[redacted]', 'x-a': 'b' },
      },
    });
  });
});

describe('a saved operation', () => {
  test('maps its input and output, and has the effect of the operation', async () => {
    const { act, save, asked } = await gatewayWith();
    const inputMapping = { name: { $tpl: { template: 'the {n}', values: { n: { $var: 'input.title' } } } } };
    const config = { operationKey: 'make-thing', inputMapping, outputMapping: { made: { $var: 'output.ok' } } };
    await save({ type: 'connector-operation', config });
    expect((await act({ action: 'saved', input: { title: 'end' } })).output).toEqual({ made: true });
    expect(asked).toMatchObject([{ line: 'POST /things', body: '{"name":"the end"}' }]);
  });

  test('is refused with input that the operation does not take', async () => {
    const { act, save, asked } = await gatewayWith();
    await save({ type: 'connector-operation', config: { operationKey: 'make-thing' } });
    await expect(act({ action: 'saved', input: { title: 'x' } })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('name'),
    });
    expect(asked).toEqual([]);
  });

  test('that the connector does not have is named', async () => {
    const { act, save } = await gatewayWith();
    await save({ type: 'connector-operation', config: { operationKey: 'mak-thing' } });
    await expect(act({ action: 'saved' })).rejects.toMatchObject({ message: expect.stringContaining("'make-thing'") });
  });
});

describe('inline code', () => {
  test('runs on the named connection, and on the only one', async () => {
    const { act, connectionId, asked } = await gatewayWith();
    const text =
      "module.exports = async ({ input, membrane }) => { await membrane.proxy.get('/a'); return input.x * 2; }";
    for (const named of [connectionId, undefined])
      expect((await act({ code: text, input: { x: 21 }, connectionId: named })).output).toBe(42);
    expect(asked.map(({ line }) => line)).toEqual(['GET /a', 'GET /a']);
  });

  test.each([[['actions:read', 'actions:write']], [['actions:read', 'proxy']]] as const)(
    'needs more than the scopes %j',
    async (scopes) => {
      const { act, asked } = await gatewayWith({ scopes });
      await expect(act({ code: 'module.exports = () => 1' })).rejects.toMatchObject({ code: 'access_denied' });
      expect(asked).toEqual([]);
    },
  );
});
