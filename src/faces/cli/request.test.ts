import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cli, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);

const rooms = { 'GET /connections/con_1/proxy/rooms': { body: '[{"id":12345678901234567890}]' } };

test("the app's body goes to stdout as it is, as a line", async () => {
  const { server, env } = await gateway(rooms);
  expect(await cli(['request', 'con_1', '/rooms'], { env })).toEqual({
    code: 0,
    stdout: '[{"id":12345678901234567890}]\n',
    stderr: '',
  });
  expect(server.received[0]?.headers.authorization).toBe('Bearer local-token');
});

test('a terminal gets a final newline', async () => {
  const { env } = await gateway(rooms);
  expect((await cli(['request', 'con_1', '/rooms'], { env, terminal: 80 })).stdout).toMatch(/\]\n$/);
  const small = await gateway({ 'GET /connections/con_1/proxy/rooms': { body: '[1]' } });
  expect((await cli(['request', 'con_1', '/rooms'], { env: small.env, terminal: 80 })).stdout).toMatch(/[^\n]\n$/);
});

test.each([
  ['text without a last line end', 'a,b', 'a,b\n'],
  ['text with one', 'a,b\n', 'a,b\n'],
  ['nothing', '', ''],
  ['bytes', Buffer.from([0x50, 0x4b, 0, 1]), 'PK\0\x01'],
])('a pipe gets %s as a text ends, and bytes as they are', async (_, body, stdout) => {
  const { env } = await gateway({ 'GET /connections/con_1/proxy/rooms': { body } });
  expect((await cli(['request', 'con_1', '/rooms'], { env })).stdout).toBe(stdout);
});

test('in a folder the body gets the last word of the path', async () => {
  const { env } = await gateway({ 'GET /connections/con_1/proxy/reports/7.pdf': { body: '%PDF' } });
  const cwd = mkdtempSync(join(tmpdir(), 'porin-request-'));
  const result = await cli(['request', 'con_1', '/reports/7.pdf?lang=en', '--output', '.'], { env, cwd });
  expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('to 7.pdf') });
  expect(readFileSync(join(cwd, '7.pdf'), 'utf8')).toBe('%PDF');
});

test('--json keeps numbers that JavaScript cannot hold', async () => {
  const { env } = await gateway(rooms);
  expect((await cli(['request', 'con_1', '/rooms', '--json'], { env })).stdout).toBe('[{"id":12345678901234567890}]\n');
});

test.each([
  ['a page', '<p>hi</p>', '"<p>hi</p>"\n'],
  ['nothing', '', 'null\n'],
])('--json makes one document of %s', async (_, body, stdout) => {
  const { env } = await gateway({ 'GET /connections/con_1/proxy/rooms': { body } });
  expect((await cli(['request', 'con_1', '/rooms', '--json'], { env })).stdout).toBe(stdout);
});

test('--json never swallows the words around it', async () => {
  const { server, env } = await gateway(rooms);
  await cli(['request', '--json', 'con_1', '/rooms'], { env });
  await cli(['request', 'con_1', '--json', '/rooms'], { env });
  expect(server.to('GET /connections/con_1/proxy/rooms')).toHaveLength(2);
});

test('--json with a value, or beside -d, sends a JSON body', async () => {
  const { server, env } = await gateway({ 'POST /connections/con_1/proxy/rooms': { body: {} } });
  const ways = [
    ['--json', '{"a": 1}'],
    ['--json={"a": 1}'],
    ['-d', '{"a": 1}', '--json'],
    ['--json', '-d', '{"a": 1}'],
    ['--data={"a": 1}'],
  ];
  for (const way of ways) await cli(['request', 'con_1', '/rooms', '-X', 'POST', ...way], { env });
  expect(server.received.map(({ body, headers }) => [body, headers['content-type']])).toEqual(
    Array(5).fill(['{"a": 1}', 'application/json']),
  );
});

test('--json with a broken body names the flag that carries it', async () => {
  const { env } = await gateway();
  const data = await cli(['request', 'con_1', '/rooms', '--json', '-d', 'a=1'], { env });
  const inline = await cli(['request', 'con_1', '/rooms', '--json', '{a: 1}'], { env });
  expect(JSON.parse(data.stdout).error.message).toContain('--data is not JSON');
  expect(JSON.parse(inline.stdout).error.message).toContain(
    '--json is not JSON: expected a name in double quotes at position 1',
  );
});

test.each([
  ['a=1&b%5B0%5D=2', [], 'application/x-www-form-urlencoded'],
  ['plain words', [], 'text/plain; charset=utf-8'],
  ['{"a": 1}', ['--rawData'], undefined],
  ['a=1', ['-H', 'Content-Type: x/y'], 'x/y'],
])('the body %j with %j travels as %s', async (body, flags, contentType) => {
  const { server, env } = await gateway({ 'POST /connections/con_1/proxy/rooms': { body: {} } });
  await cli(['request', 'con_1', '/rooms', '-d', body, ...flags], { env });
  expect([server.received[0]?.body, server.received[0]?.headers['content-type']]).toEqual([body, contentType]);
});

test('a body comes from a file or from standard input', async () => {
  const { server, env } = await gateway({ 'POST /connections/con_1/proxy/rooms': { body: {} } });
  const cwd = mkdtempSync(join(tmpdir(), 'porin-request-'));
  writeFileSync(join(cwd, 'body.json'), '{"from":"file"}');
  await cli(['request', 'con_1', '/rooms', '-d', '@body.json'], { env, cwd });
  await cli(['request', 'con_1', '/rooms', '-d', '-'], { env, stdin: '{"from":"stdin"}' });
  expect(server.received.map(({ body }) => body)).toEqual(['{"from":"file"}', '{"from":"stdin"}']);
});

test('query and path parameters are encoded, what is encoded already stays', async () => {
  const { server, env } = await gateway();
  const flags = ['--query', 'q=a b&c', '--query', 'n=1=2', '--pathParam', 'id=a/b', '--pathParam', 'sub=7'];
  await cli(['request', 'team/1', '/rooms/{id}/x%20y/:sub/ü?fixed=1', ...flags], { env });
  expect(server.received[0]?.url).toBe(
    '/connections/team%2F1/proxy/rooms/a%2Fb/x%20y/7/%C3%BC?fixed=1&q=a%20b%26c&n=1%3D2',
  );
});

test('headers repeat', async () => {
  const { server, env } = await gateway(rooms);
  await cli(['request', 'con_1', '/rooms', '-H', 'X-A: 1', '-H', 'X-A: 2', '-H', 'Accept: text/csv'], { env });
  expect(server.received[0]?.headers).toMatchObject({ 'x-a': '1, 2', accept: 'text/csv' });
});

test.each([
  [['--pathParam', 'id=1'], '--pathParam id: /rooms has neither {id} nor :id'],
  [['--query', 'limit'], '--query takes name=value, not "limit"'],
  [['-H', 'no colon'], '-H takes "Name: value", not "no colon"'],
  [['-H', 'X: a\nY: b'], '-H takes'],
  [['-X', 'GET /'], '-X takes an HTTP method'],
])('%j is refused before anything leaves', async (flags, message) => {
  const { server, env } = await gateway();
  const result = await cli(['request', 'con_1', '/rooms', ...flags], { env });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(message);
  expect(server.received).toHaveLength(0);
});

test('a path parameter without a value is asked for', async () => {
  const result = await cli(['request', 'con_1', '/rooms/{id}', '--json'], (await gateway()) satisfies { env: object });
  expect(JSON.parse(result.stdout).error.hint).toBe('Add --pathParam "id=VALUE"');
});

test('a refusal of the app ends with 8, its body on stdout and what it means on stderr', async () => {
  const { env } = await gateway({ 'GET /connections/con_1/proxy/rooms': { status: 422, body: { errors: ['name'] } } });
  const result = await cli(['request', 'con_1', '/rooms'], { env });
  expect(result).toEqual({
    code: 8,
    stdout: '{"errors":["name"]}\n',
    stderr: expect.stringMatching(
      /^error: The app answered 422 Unprocessable Entity\n {2}why: .*\n {3}do: .*--help.*\n$/,
    ),
  });
});

test("a refusal of the gateway is the gateway's error, not the app's", async () => {
  const body = {
    type: 'bad_request',
    code: 'not_found',
    message: 'No connection con_9',
    hint: 'list them',
    requestId: 'req_9',
  };
  const { env } = await gateway({ 'GET /connections/con_9/proxy/rooms': { status: 404, body } });
  const result = await cli(['request', 'con_9', '/rooms', '--json'], { env });
  expect(result.code).toBe(5);
  expect(JSON.parse(result.stdout).error).toMatchObject({ code: 'not_found', requestId: 'req_9' });
});

test('--include shows status and headers, as text and as JSON', async () => {
  const { env } = await gateway({
    'GET /connections/con_1/proxy/rooms': { body: '{"a":1}', headers: { 'x-total': '3' } },
  });
  const text = await cli(['request', 'con_1', '/rooms', '-i'], { env });
  const json = await cli(['request', 'con_1', '/rooms', '-i', '--json'], { env });
  expect(text.stdout).toMatch(/^HTTP\/1\.1 200 OK\n(?:.*\n)*x-total: 3\n(?:.*\n)*\n\{"a":1\}\n$/);
  expect(JSON.parse(json.stdout)).toMatchObject({ status: 200, headers: { 'x-total': '3' }, body: { a: 1 } });
});

test('--output saves bytes untouched and leaves no draft behind', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 128]);
  const { env } = await gateway({
    'GET /connections/con_1/proxy/file': { body: bytes, headers: { 'content-type': 'application/pdf' } },
  });
  const cwd = mkdtempSync(join(tmpdir(), 'porin-request-'));
  const result = await cli(['request', 'con_1', '/file', '--output', 'a.pdf', '--json'], { env, cwd });
  expect(JSON.parse(result.stdout)).toEqual({ saved: 'a.pdf', sizeBytes: 5, contentType: 'application/pdf' });
  expect(readFileSync(join(cwd, 'a.pdf'))).toEqual(bytes);
  expect(readdirSync(cwd)).toEqual(['a.pdf']);
});

test('the connection may be named by --connectionId, and is named once', async () => {
  const { server, env } = await gateway(rooms);
  const named = await cli(['request', '/rooms', '--connectionId', 'con_1'], { env });
  expect(named).toMatchObject({ code: 0, stdout: '[{"id":12345678901234567890}]\n' });
  const twice = await cli(['request', 'con_2', '/rooms', '--connectionId', 'con_1'], { env });
  expect([twice.code, server.received.length]).toEqual([2, 1]);
  expect(twice.stderr).toContain('given twice');
  const pathless = await cli(['request', 'con_1'], { env });
  expect(pathless.code).toBe(2);
  expect(pathless.stderr).toContain("Missing required argument 'path'");
});

test('a body that looks like JSON and is none is sent, with a warning', async () => {
  const { env, server } = await gateway({ 'POST /connections/con_1/proxy/rooms': { body: {} } });
  const send = (body: string) => cli(['request', 'con_1', '/rooms', '-X', 'POST', '-d', body], { env });
  expect((await send('{name:1}')).stderr).toContain('warning: --data is not JSON: expected');
  for (const body of ['{"name": 1}', 'name=1', '{}', '[1, 2]', 'plain text'])
    expect((await send(body)).stderr).toBe('');
  expect(server.received[0]?.body).toBe('{name:1}');
});

test('an empty answer of success is told of, for nothing else shows it', async () => {
  const { env } = await gateway({ 'GET /connections/con_1/proxy/rooms': { body: '' } });
  const { stderr, code } = await cli(['request', 'con_1', '/rooms'], { env });
  expect([code, stderr]).toEqual([0, 'the app answered 200 OK with an empty body\n']);
});
