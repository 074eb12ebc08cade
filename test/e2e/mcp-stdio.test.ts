import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { endAll, endpoint, host, json, ok, result } from './mcp-stdio.fixture.ts';

afterEach(endAll);

const until = async (condition: () => boolean) => {
  for (let waited = 0; waited < 10_000 && !condition(); waited += 10) await sleep(10);
  expect(condition()).toBe(true);
};

const modern = (more: object = {}) => ({
  _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} },
  ...more,
});

describe('what a host writes', () => {
  test('reaches the endpoint as it is, with the login and the surface that the flags choose', async () => {
    const { seen, url } = await endpoint(ok);
    const flags = ['--app', 'acme', '--connection', 'con_1', '--mode', 'all', '--tools', 'a,b'];
    const { write, until: lines } = host(url, flags);
    write('{"jsonrpc":"2.0",  "id":"x", "method":"ping"}');
    expect(await lines(1)).toEqual([result('x', { of: 'ping' })]);
    expect(seen[0]?.url).toBe('/mcp/acme?connection=con_1&mode=all&tools=a,b');
    expect(seen[0]?.text).toBe('{"jsonrpc":"2.0",  "id":"x", "method":"ping"}');
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer pat-test',
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    });
  });

  test('gets the headers of the current revision from its body', async () => {
    const { seen, url } = await endpoint(ok);
    const { write, until: lines } = host(url);
    write({ id: 1, method: 'tools/call', params: modern({ name: 'list_things', arguments: {} }) });
    write({ id: 2, method: 'resources/read', params: modern({ uri: 'gateway://ä b' }) });
    write({ id: 3, method: 'tools/list', params: modern({ name: 'not a name' }) });
    await lines(3);
    const of = (id: number) => {
      const { headers = {} } = seen.find(({ body }) => body.id === id) ?? {};
      return [headers['mcp-protocol-version'], headers['mcp-method'], headers['mcp-name']];
    };
    expect(of(1)).toEqual(['2026-07-28', 'tools/call', 'list_things']);
    const encoded = `=?base64?${Buffer.from('gateway://ä b').toString('base64')}?=`;
    expect(of(2)).toEqual(['2026-07-28', 'resources/read', encoded]);
    expect(of(3)).toEqual(['2026-07-28', 'tools/list', undefined]);
  });

  test('gets the version that an older session agreed on', async () => {
    const { seen, url } = await endpoint(({ body }, response) =>
      body.id === undefined
        ? response.writeHead(202).end()
        : json(response, result(body.id, { protocolVersion: '2025-06-18' })),
    );
    const { write, until: lines, end, ended, said } = host(url);
    write({ id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {} } });
    await lines(1);
    write({ method: 'notifications/initialized' });
    write({ id: 1, method: 'tools/list' });
    await lines(2);
    end();
    expect(await ended).toBe(0);
    expect(said.stdout.split('\n')).toHaveLength(3);
    const versions = seen.map(({ body, headers }) => [body.method, headers['mcp-protocol-version']]);
    expect(versions.sort()).toEqual([
      ['initialize', undefined],
      ['notifications/initialized', '2025-06-18'],
      ['tools/list', '2025-06-18'],
    ]);
  });

  test.each([
    ['{"jsonrpc":"2.0","id":1,', null, -32700],
    ['\u0000\u0001 rubbish', null, -32700],
    ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', null, -32600],
    ['{"id":7,"method":"ping"}', 7, -32600],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', null, -32600],
    ['{"jsonrpc":"2.0","id":"a","method":5}', 'a', -32600],
    ['{"jsonrpc":"2.0","id":3,"method":"ping","params":[1]}', 3, -32600],
    ['"text"', null, -32600],
  ])('is refused when it is no message: %s', async (line, id, code) => {
    const { seen, url } = await endpoint(ok);
    const { write, until: lines } = host(url);
    write(line);
    expect((await lines(1))[0]).toMatchObject({ jsonrpc: '2.0', id, error: { code, message: expect.any(String) } });
    write('\uFEFF{"jsonrpc":"2.0","id":9,"method":"ping"}\r');
    write('   ');
    expect((await lines(2))[1]).toMatchObject({ id: 9 });
    expect(seen).toHaveLength(1);
  });

  test('is answered many at once, and to its end when the host stops writing', async () => {
    const waiting: (() => void)[] = [];
    const { url } = await endpoint(async (seen, response) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 20) for (const go of waiting) go();
      });
      ok(seen, response);
    });
    const { write, end, ended, lines } = host(url);
    for (let id = 0; id < 20; id++) write({ id, method: 'tools/call', params: { name: 'x' } });
    end();
    expect(await ended).toBe(0);
    expect(
      lines()
        .map(({ id }) => id)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 20 }, (_, id) => id));
  });

  test('is ended when it is cancelled, and not answered', async () => {
    let gone = 0;
    const { seen, url } = await endpoint(({ body, request }, response) => {
      if (body.method === 'ping') return json(response, result(body.id));
      request.socket.on('close', () => {
        gone += 1;
      });
    });
    const { write, until: lines } = host(url);
    write({ id: 1, method: 'tools/call', params: { name: 'slow' } });
    write({ id: '1', method: 'tools/call', params: { name: 'slow' } });
    await until(() => seen.length === 2);
    write({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await until(() => gone === 1);
    write({ id: 2, method: 'ping' });
    expect(await lines(1)).toEqual([result(2)]);
    expect(seen).toHaveLength(3);
  });
});

describe('what the endpoint says', () => {
  test('comes a line at a time from a stream, as soon as it is said', async () => {
    let finish = () => {};
    const { url } = await endpoint(({ body }, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        `: hello\n\nevent: message\nid: 1\ndata: {"jsonrpc":"2.0","method":"notifications/progress",\ndata: "params":{"text":"ä\\n"}}\r\n\r\n`,
      );
      finish = () => response.end(`data: ${JSON.stringify(result(body.id))}\n\n`);
    });
    const { write, until: lines, said } = host(url);
    write({ id: 1, method: 'tools/call', params: { name: 'x' } });
    expect(await lines(1)).toEqual([{ jsonrpc: '2.0', method: 'notifications/progress', params: { text: 'ä\n' } }]);
    finish();
    expect((await lines(2))[1]).toEqual(result(1));
    expect(said.stdout.split('\n')).toHaveLength(3);
  });

  test('is an error when a stream ends without the answer', async () => {
    const { url } = await endpoint((_, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(': nothing\n\n'),
    );
    const { write, until: lines } = host(url);
    write({ id: 1, method: 'tools/call', params: { name: 'x' } });
    expect((await lines(1))[0]).toMatchObject({
      id: 1,
      error: { code: -32000, message: expect.stringMatching(/broke off/) },
    });
  });

  test.each([
    [
      'an error of the protocol as it is',
      400,
      { jsonrpc: '2.0', id: 1, error: { code: -32020, message: 'no' } },
      -32020,
      'no',
    ],
    [
      'one without the id under the request’s',
      400,
      { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'no' } },
      -32600,
      'no',
    ],
    [
      'a refusal of the gateway as an error',
      403,
      { message: 'Not allowed', hint: 'Ask', code: 'access_denied' },
      -32000,
      'Not allowed. Ask',
    ],
    ['anything else as an error', 502, 'nothing', -32000, 'The gateway answered 502 without a message'],
  ])('gives %s', async (_, status, body, code, message) => {
    const { url } = await endpoint((_, response) => json(response, body, status));
    const { write, until: lines } = host(url);
    write({ id: 1, method: 'tools/list' });
    expect((await lines(1))[0]).toMatchObject({ jsonrpc: '2.0', id: 1, error: { code, message } });
  });
});

test('a login that is not good is told in answers alone, with how to log in', async () => {
  const refusal = { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'x', data: { message: 'Not valid' } } };
  const { url } = await endpoint((_, response) => json(response, refusal, 401));
  const { write, said, until: lines } = host(url);
  write({ method: 'notifications/initialized' });
  write({ id: 1, method: 'tools/list' });
  const [only] = await lines(1);
  expect(only).toMatchObject({ id: 1, error: { message: expect.stringContaining('porin login') } });
  for (let waited = 0; waited < 2_000 && !said.stderr.includes('initialized'); waited += 10) await sleep(10);
  expect(said.stderr).toContain('notifications/initialized');
  expect(await lines(1)).toHaveLength(1);
});

describe('a gateway that goes away', () => {
  test('and comes back is waited for, also by a call', async () => {
    const first = await endpoint(ok);
    const { write, until: lines } = host(first.url);
    write({ id: 1, method: 'tools/list' });
    await lines(1);
    await first.close();
    write({ id: 2, method: 'tools/call', params: { name: 'x' } });
    await sleep(300);
    await endpoint(ok, Number(new URL(first.url).port));
    expect((await lines(2))[1]).toEqual(result(2, { of: 'tools/call' }));
  });

  test('in the middle of a call is not asked again, in the middle of a list it is', async () => {
    let calls = 0;
    const { url } = await endpoint((seen, response) => {
      calls += 1;
      if (seen.body.method === 'tools/call' || calls === 1) seen.request.socket.destroy();
      else ok(seen, response);
    });
    const { write, until: lines } = host(url);
    write({ id: 1, method: 'tools/list' });
    expect(await lines(1)).toEqual([result(1, { of: 'tools/list' })]);
    write({ id: 2, method: 'tools/call', params: { name: 'x' } });
    expect((await lines(2))[1]).toMatchObject({ id: 2, error: { code: -32000 } });
    expect(calls).toBe(3);
  });

  test('for good is an error that says what to do', async () => {
    const { url, close } = await endpoint(ok);
    await close();
    const { write, until: lines, said } = host(url);
    write({ id: 1, method: 'tools/list' });
    expect((await lines(1))[0]).toMatchObject({
      id: 1,
      error: { message: expect.stringMatching(/nothing listens there\. porin status/), data: { code: 'unavailable' } },
    });
    expect(said.stderr).toContain('porin mcp: ');
  }, 20_000);
});

test('without a gateway it starts none unasked, and every request is answered with what to do', async () => {
  const { write, until: lines, end, ended, said } = host('');
  write({ id: 1, method: 'initialize', params: {} });
  const how = expect.stringContaining('porin up --detach');
  expect((await lines(1))[0]).toMatchObject({ id: 1, error: { message: how, data: { code: 'unavailable' } } });
  end();
  expect(await ended).toBe(0);
  expect(said.stderr).toEqual(how);
  expect(said.stderr).not.toContain('started');
}, 20_000);

test('SIGTERM ends it, whatever is under way', async () => {
  const { seen, url } = await endpoint(() => undefined);
  const { write, child, ended } = host(url);
  write({ id: 1, method: 'tools/call', params: { name: 'x' } });
  await until(() => seen.length === 1);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
