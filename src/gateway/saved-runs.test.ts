import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunRequest } from '../kernel/ports/gateway.ts';
import type { Storage } from '../kernel/ports/storage.ts';
import type { SavedActionRow } from '../kernel/ports/storage-actions.ts';
import { type TinyOptions, tinyGateway } from './gateway.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A gateway whose app shows what it was asked, and a way to save actions. */
async function gatewayWith(
  options: Partial<TinyOptions> & { readonly answer?: (response: ServerResponse) => void } = {},
) {
  const asked: Seen[] = [];
  let storage: Storage | undefined;
  const { answer = (response) => void response.end('{"ok":true}'), ...rest } = options;
  const made = await tinyGateway({
    app: async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      asked.push({
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.setHeader('content-type', 'application/json');
      answer(response);
    },
    storage: (opened) => {
      storage = opened;
      return rest.storage ? rest.storage(opened) : opened;
    },
    ...rest,
  });
  undo.push(made.stop);
  const { caller } = made;
  let count = 0;
  async function save(action: Partial<SavedActionRow>): Promise<string> {
    count += 1;
    const row: SavedActionRow = {
      id: `act_${count}`,
      workspaceId: caller.workspaceId,
      tenantId: action.connectionId ? caller.tenantId : null,
      layer: action.connectionId ? 'connection' : action.integrationId ? 'integration' : 'universal',
      integrationId: null,
      connectionId: null,
      app: null,
      key: 'saved',
      instanceKey: null,
      name: 'Saved',
      description: '',
      type: 'api-request-to-external-app',
      config: { request: { path: '/saved' } },
      inputSchema: null,
      outputMapping: null,
      customOutputSchema: null,
      effect: null,
      meta: null,
      parentId: null,
      isCustomized: false,
      isDeactivated: false,
      revision: 1,
      createdAt: count,
      updatedAt: count,
      archivedAt: null,
      ...action,
    };
    await storage?.actions.insert(row);
    return row.id;
  }
  const act = (request: RunRequest) =>
    made.gateway.ports.runs.run(caller, request, { requestId: 'req_test', signal: new AbortController().signal });
  const details = async (runId = '') => made.gateway.ports.runs.get(caller, runId, { details: true });
  return { ...made, asked, save, act, details };
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

describe('of several actions with one key', () => {
  const path = (name: string) => ({ config: { request: { path: `/${name}` } } });

  test('the connection’s comes before the integration’s before everybody’s before the connector’s own', async () => {
    const { act, save, connectionId, asked } = await gatewayWith();
    const key = 'get-thing';
    const lines = async () => {
      await act({ action: key, connectionId, input: { name: 'a' } });
      return asked.at(-1)?.line;
    };
    expect(await lines()).toBe('GET /things/a');
    await save({ key, ...path('universal') });
    expect(await lines()).toBe('GET /universal');
    await save({ key, ...path('integration'), integrationId: 'tiny', app: 'tiny' });
    expect(await lines()).toBe('GET /integration');
    await save({ key, ...path('connection'), connectionId, app: 'tiny' });
    expect(await lines()).toBe('GET /connection');
    await act({ action: key, connectionId, layer: 'universal' });
    expect(asked.at(-1)?.line).toBe('GET /universal');
    await act({ action: `tiny.${key}`, connectionId, input: { name: 'own' } });
    expect(asked.at(-1)?.line).toBe('GET /things/own');
  });

  test('the customised copy stands in place of its parent, by id too', async () => {
    const { act, save, connectionId, asked } = await gatewayWith();
    const parent = await save({ ...path('parent') });
    await save({ ...path('copy'), connectionId, app: 'tiny', parentId: parent });
    await save({ key: 'get-thing', ...path('own-copy'), connectionId, app: 'tiny', parentId: 'tiny.get-thing' });
    await act({ action: parent });
    expect(asked.at(-1)?.line).toBe('GET /copy');
    await act({ action: 'tiny.get-thing', connectionId });
    expect(asked.at(-1)?.line).toBe('GET /own-copy');
  });

  test('an instance is named by its key', async () => {
    const { act, save, connectionId, asked } = await gatewayWith();
    for (const instanceKey of ['a', 'b']) await save({ ...path(instanceKey), connectionId, app: 'tiny', instanceKey });
    await act({ action: 'saved', instanceKey: 'b' });
    expect(asked.at(-1)?.line).toBe('GET /b');
    await expect(act({ action: 'saved', connectionId })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(act({ action: 'saved', instanceKey: 'c' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('where a saved action runs', () => {
  test('is its own connection, whatever else is named', async () => {
    const { act, save, gateway, caller, connectionId, details } = await gatewayWith();
    const other = await gateway.ports.connections.create(caller, { app: 'tiny', input: {} });
    const id = await save({ connectionId, app: 'tiny' });
    for (const named of [undefined, other.id]) {
      const { actionRunId } = await act({ action: id, connectionId: named });
      expect(await details(actionRunId)).toMatchObject({ connectionId });
    }
  });

  test('is the only connection of its app, and no guess between two', async () => {
    const { act, save, gateway, caller, connectionId, details } = await gatewayWith();
    const id = await save({ app: 'tiny' });
    for (const action of [id, 'saved']) {
      const { actionRunId } = await act({ action });
      expect(await details(actionRunId)).toMatchObject({ connectionId });
    }
    await gateway.ports.connections.create(caller, { app: 'tiny', input: {} });
    for (const action of [id, 'saved'])
      await expect(act({ action })).rejects.toMatchObject({ code: 'ambiguous_connection' });
  });

  test('is no connection of another app', async () => {
    const { act, save, connectionId } = await gatewayWith();
    const id = await save({ app: 'other' });
    await expect(act({ action: id, connectionId })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(act({ action: id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(act({ action: 'saved', connectionId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is nowhere while it is switched off, or somebody else’s', async () => {
    const { act, save, gateway, caller, storage } = await gatewayWith();
    const off = await save({ isDeactivated: true });
    const { id: tenantId, key: tenantKey } = await storage.tenants.ensure('other', 0);
    const other = { ...caller, tenantId, tenantKey };
    const { id: connectionId } = await gateway.ports.connections.ensure(other, { appUrl: 'tiny.test', input: {} });
    const foreign = await save({ key: 'foreign', connectionId, app: 'tiny', tenantId });
    await expect(act({ action: off })).rejects.toMatchObject({ message: expect.stringContaining('deactivated') });
    for (const action of [foreign, 'foreign', 'act_none'])
      await expect(act({ action })).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a warm run of a connector’s own action looks nothing up', async () => {
  const looked: string[] = [];
  const watched = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(object, member, receiver) {
        const found = Reflect.get(object, member, receiver);
        if (typeof found !== 'function') return found;
        return (...given: unknown[]) => {
          looked.push(`${name}.${String(member)}`);
          return found.apply(object, given);
        };
      },
    });
  const { ask } = await gatewayWith({
    storage: (storage) => ({
      ...storage,
      actions: watched('actions', storage.actions),
      connections: watched('connections', storage.connections),
      credentials: watched('credentials', storage.credentials),
      integrations: watched('integrations', storage.integrations),
      tenants: watched('tenants', storage.tenants),
    }),
  });
  await ask({ action: 'get-thing', input: { name: 'a' } });
  expect(looked).not.toEqual([]);
  looked.length = 0;
  await ask({ action: 'get-thing', input: { name: 'a' } });
  await ask({ action: 'tiny.get-thing', input: { name: 'a' } });
  expect(looked).toEqual([]);
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
