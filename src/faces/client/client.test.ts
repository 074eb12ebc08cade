import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { gatewayFactory, testCatalog } from '../cli/testkit.ts';
import { createClient, patienceMs } from './client.ts';
import { ClientTimeout, readText } from './exchange.ts';
import { failureOf, GatewayFailure, isGatewayError } from './failure.ts';
import { operationRequest } from './operation-request.ts';

const start = gatewayFactory(afterEach);
const { operations } = testCatalog;
const operation = (id: string) => operations.find((candidate) => candidate.id === id)!;

test('path parameters are encoded and do not travel twice', () => {
  expect(operationRequest(operation('actions.run'), { id: 'a/b ü', input: { x: 1 } })).toEqual({
    method: 'POST',
    path: '/actions/a%2Fb%20%C3%BC/run',
    headers: {},
    body: '{"input":{"x":1}}',
  });
});

test('a field that is the whole body leaves the others to path and query', () => {
  const path = '/connections/{id}/actions/{action}/run';
  const run = { ...operation('actions.run'), path, bodyAs: 'input' };
  const input = { id: 'of the input', dryRun: 'too' };
  expect(operationRequest(run, { id: 'con_1', action: 'ping', dryRun: true, input })).toEqual({
    method: 'POST',
    path: '/connections/con_1/actions/ping/run?dryRun=true',
    headers: {},
    body: JSON.stringify(input),
  });
  expect(operationRequest(run, { id: 'con_1', action: 'ping' })).toMatchObject({ body: '{}' });
});

test('a query holds lists again and again, objects as JSON, and no undefined', () => {
  const { path } = operationRequest(operation('connections.list'), {
    state: ['A', 'B'],
    meta: { a: 1 },
    search: undefined,
    includeArchived: false,
  });
  expect(path).toBe('/connections?state=A&state=B&meta=%7B%22a%22%3A1%7D&includeArchived=false');
});

test('a field that comes from a header travels as one, and in no other place', () => {
  const run = { ...operation('actions.run'), headers: { idempotencyKey: 'Idempotency-Key', dryRun: 'X-Dry-Run' } };
  expect(operationRequest(run, { id: 'ping', idempotencyKey: 'a key, or "two"', input: {} })).toEqual({
    method: 'POST',
    path: '/actions/ping/run',
    headers: { 'idempotency-key': 'a key, or "two"' },
    body: '{"input":{}}',
  });
  const whole = { ...run, bodyAs: 'input' };
  expect(operationRequest(whole, { id: 'ping', dryRun: true })).toMatchObject({
    path: '/actions/ping/run',
    headers: { 'x-dry-run': 'true' },
  });
});

test.each(['', ' a', 'a\n', 'a\u0000b', 'schlüssel', '🗝'])(
  'a header that cannot carry %j is named',
  (idempotencyKey) => {
    const run = { ...operation('actions.run'), headers: { idempotencyKey: 'Idempotency-Key' } };
    expect(() => operationRequest(run, { id: 'ping', idempotencyKey })).toThrow(/^idempotencyKey: expected printable/);
  },
);

test('a missing path parameter is named', () => {
  expect(() => operationRequest(operation('connections.get'), {})).toThrow('id is missing');
});

test('a base path stays in front of every path', async () => {
  const { server } = await start({ 'GET /base/connections': { body: { items: [] } } });
  const client = createClient({ url: `${server.url}/base/`, operations });
  expect(await client.call('connections.list', {})).toEqual({ items: [] });
});

test('an answer without a body is undefined', async () => {
  const { server } = await start({ 'POST /system/stop': { status: 204 } });
  expect(await createClient({ url: server.url, operations }).call('system.stop', {})).toBeUndefined();
});

test("an error answer is the error it stands for, with the run's and the request's id", async () => {
  const body = {
    type: 'action_run',
    code: 'upstream_refused',
    message: 'no',
    hint: 'h',
    requestId: 'req_1',
    actionRunId: 'run_1',
    data: { status: 422 },
  };
  const { server } = await start({ 'POST /actions/a/run': { status: 422, body } });
  const error = await createClient({ url: server.url, operations })
    .call('actions.run', { id: 'a' })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayFailure);
  expect(error).toMatchObject({
    code: 'upstream_refused',
    hint: 'h',
    requestId: 'req_1',
    actionRunId: 'run_1',
    details: { status: 422 },
  });
});

test.each([
  [401, 'not_authenticated'],
  [403, 'access_denied'],
  [404, 'not_found'],
  [413, 'payload_too_large'],
  [418, 'bad_request'],
  [429, 'rate_limited'],
  [500, 'internal'],
  [503, 'unavailable'],
])('a foreign answer %i counts as %s', (status, code) => {
  expect(failureOf({ status, text: '<h1>Oops</h1>' }).code).toBe(code);
});

test.each([
  ['{"code":"not_found","type":"bad_request","message":"x","hint":"y"}', true],
  ['{"code":"not_found","type":"other","message":"x","hint":"y"}', false],
  ['{"code":404,"name":"NOT_FOUND"}', false],
  ['{"code":"toString","type":"bad_request","hint":"y"}', false],
  ['nothing', false],
])('of %s it is %s that the gateway said it', (text, expected) => {
  expect(isGatewayError(text)).toBe(expected);
});

test('an address where nothing listens is unavailable, and an address that is none is refused', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => free.close(resolve));
  const client = (url: string) => createClient({ url, operations }).call('system.health', {});
  await expect(client(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('nothing listens there'),
  });
  await expect(client('gateway')).rejects.toMatchObject({ code: 'bad_request' });
  await expect(client('ftp://127.0.0.1')).rejects.toMatchObject({ code: 'bad_request' });
});

test('a gateway that stays silent ends in a time-out', async () => {
  const { server } = await start({ 'GET /health': { hang: true } });
  const client = createClient({ url: server.url, operations, timeoutMs: 50 });
  await expect(client.call('system.health', {})).rejects.toBeInstanceOf(ClientTimeout);
});

test('a body that breaks off is an error, not a short answer', async () => {
  const broken = createServer((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a"')),
  );
  broken.listen(0, '127.0.0.1');
  await new Promise((resolve) => broken.once('listening', resolve));
  const { port } = broken.address() as { port: number };
  const answer = await createClient({ url: `http://127.0.0.1:${port}`, operations }).raw({ method: 'GET', path: '/x' });
  await expect(readText(answer)).rejects.toMatchObject({ code: 'unavailable' });
  await new Promise((resolve) => broken.close(resolve));
});

test('a run is waited for as long as it takes, unless a time-out is given; everything else a minute', async () => {
  expect(['actions.run', 'act.run', 'actions.list'].map(patienceMs)).toEqual([0, 0, 60_000]);
  const server = createHttpServer((_, response) => void setTimeout(() => response.end('{"output":1}'), 200));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect(await createClient({ url, operations }).call('actions.run', { id: 'a' })).toEqual({ output: 1 });
    const hurried = createClient({ url, operations, timeoutMs: 50 });
    await expect(hurried.call('actions.run', { id: 'a' })).rejects.toBeInstanceOf(ClientTimeout);
  } finally {
    server.close();
  }
});
