import { afterEach, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from './sandbox.ts';
import { type Note, tinySandbox } from './tiny-sandbox.fixture.ts';

const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

async function boot(): Promise<Sandbox> {
  const sandbox = await createSandbox(tinySandbox, { app: 'tiny' });
  opened.push(sandbox);
  return sandbox;
}

const address = 'http://127.0.0.1:4799';

async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: any }> {
  const headers = { 'x-sandbox-token': sandbox.controlToken };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = body === undefined ? { method, headers } : { method, headers, body: text };
  const response = await sandbox.fetch(new Request(address + path, init));
  return { status: response.status, body: await response.json() };
}

test('a fresh sandbox serves its demo data', async () => {
  const sandbox = await boot();
  expect((await call(sandbox, 'GET', '/v1/notes')).body).toEqual([
    { id: 100, text: 'first', due: '2030-01-01T00:00:00.000Z' },
  ]);
});

test('info names the app, its address, credentials, time and data', async () => {
  const sandbox = await boot();
  const { body } = await call(sandbox, 'GET', '/_sandbox');
  expect(body).toMatchObject({
    app: 'tiny',
    url: `${address}/v1`,
    credentials: { apiKey: 'tiny-secret-key' },
    clock: { frozen: false },
    documents: { notes: 1, outbox: 0 },
    controls: ['add-notes'],
  });
});

test('reset brings back the demo data, the clock and the ids, and clears records', async () => {
  const sandbox = await boot();
  const before = await call(sandbox, 'POST', '/v1/notes', 'a');
  await call(sandbox, 'POST', '/_sandbox/faults', { status: 500, path: '/none' });
  await call(sandbox, 'PUT', '/_sandbox/clock', { set: '2040-01-01T00:00:00Z', frozen: true });
  const { body } = await call(sandbox, 'POST', '/_sandbox/reset', {});
  expect(body).toMatchObject({ documents: { notes: 1, outbox: 0 }, clock: { frozen: false }, faults: 0 });
  expect((await call(sandbox, 'GET', '/_sandbox/requests')).body.items).toEqual([]);
  expect((await call(sandbox, 'POST', '/v1/notes', 'a')).body).toEqual(before.body);
});

test('reset without seed leaves it empty, and seed then loads the demo data once', async () => {
  const sandbox = await boot();
  expect((await call(sandbox, 'POST', '/_sandbox/reset', { seed: false })).body.documents.notes).toBe(0);
  expect((await call(sandbox, 'POST', '/_sandbox/seed')).body.documents.notes).toBe(1);
  const again = await call(sandbox, 'POST', '/_sandbox/seed');
  expect(again).toMatchObject({ status: 400, body: { error: { message: 'The sandbox holds its demo data already' } } });
});

test('a snapshot restores documents, ids and time', async () => {
  const sandbox = await boot();
  await call(sandbox, 'PUT', '/_sandbox/clock', { set: '2026-05-01T00:00:00Z', frozen: true });
  expect((await call(sandbox, 'POST', '/_sandbox/snapshots', { name: 'spring' })).status).toBe(201);
  const first = await call(sandbox, 'POST', '/v1/notes', 'b');
  await call(sandbox, 'POST', '/_sandbox/reset');
  await call(sandbox, 'POST', '/_sandbox/snapshots/spring/restore');
  expect((await call(sandbox, 'GET', '/_sandbox/clock')).body).toMatchObject({
    now: '2026-05-01T00:00:00.000Z',
    frozen: true,
  });
  expect((await call(sandbox, 'POST', '/v1/notes', 'b')).body).toEqual(first.body);
  expect((await call(sandbox, 'DELETE', '/_sandbox/snapshots/spring')).status).toBe(200);
  expect((await call(sandbox, 'POST', '/_sandbox/snapshots/spring/restore')).body.error.message).toBe(
    'No snapshot "spring"',
  );
});

test('moving the clock brings about what time alone does', async () => {
  const sandbox = await boot();
  await call(sandbox, 'PUT', '/_sandbox/clock', { set: '2029-12-31T23:59:00Z', frozen: true });
  expect((await call(sandbox, 'GET', '/v1/notes')).body[0].text).toBe('first');
  await call(sandbox, 'PUT', '/_sandbox/clock', { advanceMs: 60_000 });
  expect(sandbox.world.store.collection<Note>('notes').get(100)?.text).toBe('overdue');
});

test('a move of the clock that is refused moves nothing', async () => {
  const sandbox = await boot();
  await call(sandbox, 'PUT', '/_sandbox/clock', { set: '2030-01-01T00:00:00Z', frozen: true });
  const refused = { reset: true, set: '9999-12-31T00:00:00Z' };
  expect((await call(sandbox, 'PUT', '/_sandbox/clock', refused)).status).toBe(400);
  expect((await call(sandbox, 'GET', '/_sandbox/clock')).body).toMatchObject({
    now: '2030-01-01T00:00:00.000Z',
    frozen: true,
  });
});

test('a frozen clock stands still and goes on from there', async () => {
  const { world } = await boot();
  world.clock.set('2030-06-01T12:00:00Z');
  world.clock.freeze();
  const stood = world.clock.now();
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(world.clock.now()).toBe(stood);
  world.clock.unfreeze();
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(world.clock.now() - stood).toBeGreaterThan(5);
  expect(world.clock.now() - stood).toBeLessThan(5000);
});

test('a control runs with checked input', async () => {
  const sandbox = await boot();
  const { body } = await call(sandbox, 'GET', '/_sandbox/controls');
  expect(body.items).toMatchObject([{ name: 'add-notes', input: { properties: { count: { type: 'integer' } } } }]);
  expect((await call(sandbox, 'POST', '/_sandbox/controls/add-notes', { count: 2 })).body.output).toEqual([101, 102]);
});

test.each([
  ['PUT', '/_sandbox/clock', { advanceMs: 'soon' }, 400, 'advanceMs: expected'],
  ['PUT', '/_sandbox/clock', { set: 'tomorrow' }, 400, 'set: expected an instant'],
  ['PUT', '/_sandbox/clock', { set: '0001-01-01T00:00:00Z' }, 400, 'The clock goes from 1970 to 9998'],
  ['PUT', '/_sandbox/clock', { set: '9999-12-31T23:59:59Z' }, 400, 'The clock goes from 1970 to 9998'],
  ['PUT', '/_sandbox/clock', { freeze: true }, 400, 'freeze: unknown field'],
  ['PUT', '/_sandbox/clock', '{', 400, 'The body is not JSON'],
  ['PUT', '/_sandbox/clock', '[]', 400, 'expected'],
  ['POST', '/_sandbox/faults', { status: 9999 }, 400, 'status:'],
  ['POST', '/_sandbox/faults', { path: 'v1' }, 400, 'path:'],
  ['POST', '/_sandbox/faults', { path: `/${'*'.repeat(200)}` }, 400, 'path:'],
  ['POST', '/_sandbox/faults', { rate: 2 }, 400, 'rate:'],
  ['POST', '/_sandbox/faults', { method: 'GET ALL' }, 400, 'method:'],
  ['POST', '/_sandbox/snapshots', { name: '../../etc' }, 400, 'name: expected'],
  ['POST', '/_sandbox/controls/add-note', { count: 1 }, 404, 'No control add-note'],
  ['POST', '/_sandbox/controls/constructor', {}, 404, 'No control constructor'],
  ['POST', '/_sandbox/controls/add-notes', {}, 400, 'count: required'],
  ['POST', '/_sandbox/controls/add-notes', { count: 11 }, 400, 'count:'],
  ['DELETE', '/_sandbox/faults/fault_none', undefined, 404, 'No fault rule fault_none'],
  ['GET', '/_sandbox/outbox/7', undefined, 404, 'No message 7'],
  ['GET', '/_sandbox/outbox/x', undefined, 404, 'No message x'],
  ['GET', '/_sandbox/outbox/7/fields', undefined, 404, 'No message 7'],
  ['GET', '/_sandbox/requests?limit=-1', undefined, 400, 'limit: expected'],
  ['GET', '/_sandbox/nothing', undefined, 404, 'No GET /_sandbox/nothing here'],
])('%s %s with %j is refused', async (method, path, body, status, message) => {
  const sandbox = await boot();
  const answer = await call(sandbox, method, path, body);
  expect(answer.status).toBe(status);
  expect(answer.body.error.message).toContain(message);
  expect((await call(sandbox, 'GET', '/v1/notes')).body).toHaveLength(1);
});

test.each([
  ['a page of another site', { origin: 'https://evil.example' }, undefined],
  ['a page without an address', { origin: 'null', 'sec-fetch-site': 'cross-site' }, undefined],
  ['another host name', { host: 'evil.example' }, undefined],
  ['a host name that starts like this machine', { host: '127.0.0.1.evil.example' }, undefined],
  ['another machine', {}, '10.0.0.7'],
  ['a wrong token', { 'x-sandbox-token': 'sbx-wrong' }, undefined],
  ['an empty token', { 'x-sandbox-token': '' }, '127.0.0.1'],
])('the control API refuses %s', async (_, headers, remoteAddress) => {
  const sandbox = await boot();
  const request = new Request(`${address}/_sandbox/reset`, { method: 'POST' });
  // The fetch standard forbids setting some of these names, a real client sends them.
  const forged = new Proxy(request, {
    get: (target, name) => {
      if (name === 'headers') return new Headers({ 'x-sandbox-token': sandbox.controlToken, ...headers });
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  expect((await sandbox.fetch(forged, remoteAddress)).status).toBe(403);
});

test('a caller without the token is told where it is, and each start makes a new one', async () => {
  const [sandbox, other] = [await boot(), await boot()];
  const refused = await sandbox.fetch(new Request(`${address}/_sandbox/reset`, { method: 'POST' }));
  expect(refused.status).toBe(403);
  expect(await refused.json()).toEqual({
    error: {
      message: 'The control API needs its token in the header x-sandbox-token',
      hint: 'porin sandbox list --json shows it to the owner of the gateway',
    },
  });
  expect(sandbox.controlToken).not.toBe(other.controlToken);
});

test.each([
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'http://127.0.0.1.evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 201],
  [{ origin: 'http://localhost:3000' }, 201],
  [{ host: 'evil.example:4799' }, 403],
  [{ host: 'evil.example.localhost.evil.example' }, 403],
  [{ host: 'us1.localhost:4799' }, 201],
  [{}, 201],
])('a write with the headers %j is answered with %i', async (headers, status) => {
  const sandbox = await boot();
  const request = new Request(`${address}/v1/notes`, { method: 'POST', body: 'x' });
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, String(value));
  expect((await sandbox.fetch(request)).status).toBe(status);
  expect((await call(sandbox, 'GET', '/v1/notes')).body).toHaveLength(status === 201 ? 2 : 1);
});

test('keys do not reach the request log', async () => {
  const sandbox = await boot();
  const headers = {
    'x-api-key': 'tiny-secret-key',
    authorization: 'Bearer tiny-secret-key',
    cookie: 'k=tiny-secret-key',
  };
  await sandbox.fetch(new Request(`${address}/v1/notes?api_key=tiny-secret-key&page=2`, { headers }));
  const { body } = await call(sandbox, 'GET', '/_sandbox/requests?limit=1');
  expect(body.items).toMatchObject([{ method: 'GET', path: '/v1/notes?api_key=tiny…&page=2', status: 200 }]);
  expect(JSON.stringify(body)).not.toContain('secret');
});

test('the request log keeps the last thousand', async () => {
  const sandbox = await boot();
  for (let number = 0; number < 1005; number += 1) await sandbox.fetch(new Request(`${address}/v1/notes?n=${number}`));
  const { body } = await call(sandbox, 'GET', '/_sandbox/requests');
  expect(body.items).toHaveLength(1000);
  expect([body.items[0].path, body.items[999].path]).toEqual(['/v1/notes?n=1004', '/v1/notes?n=5']);
});

test('a route that fails answers 500 without telling why', async () => {
  const { status, body } = await call(await boot(), 'GET', '/v1/broken');
  expect({ status, body }).toEqual({
    status: 500,
    body: { error: { message: 'The sandbox failed; its log says why' } },
  });
});

test('a message can be read whole from the outbox', async () => {
  const sandbox = await boot();
  await call(sandbox, 'POST', '/v1/notes', 'hello');
  const { body } = await call(sandbox, 'GET', '/_sandbox/outbox?to=ME@example.com');
  expect((await call(sandbox, 'GET', '/_sandbox/outbox/1/fields')).body).toEqual(body.items[0]);
  expect(body.items).toMatchObject([{ id: 1, subject: 'hello', to: ['me@example.com'], delivery: 'stored' }]);
  const raw = await sandbox.fetch(
    new Request(`${address}/_sandbox/outbox/1`, { headers: { 'x-sandbox-token': sandbox.controlToken } }),
  );
  expect(raw.headers.get('content-type')).toBe('message/rfc822');
  expect(await raw.text()).toMatch(/Subject: hello\r\n[\s\S]*\r\n\r\nNoted/);
});

test.each([
  ['a line break', { 'x-a': 'a\nb' }],
  ['a character beyond Latin-1', { 'x-a': 'ż' }],
])('a fault rule with %s in a header is refused when it is made', async (_, headers) => {
  const sandbox = await boot();
  const { status, body } = await call(sandbox, 'POST', '/_sandbox/faults', { status: 503, headers });
  expect([status, body.error.message]).toEqual([400, expect.stringContaining('headers.x-a')]);
});

test('an answer without a body is not cut', async () => {
  const sandbox = await boot();
  sandbox.faults.add({ path: '/v1/notes', truncate: 2 });
  sandbox.faults.add({ path: '/v1/none', status: 204, truncate: 2 });
  const ask = (method: string, path: string) => sandbox.fetch(new Request(address + path, { method }));
  const answers = [await ask('HEAD', '/v1/notes'), await ask('GET', '/v1/none')];
  expect(answers.map(({ status }) => status)).toEqual([200, 204]);
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['', '']);
  await expect((await ask('GET', '/v1/notes')).text()).rejects.toThrow('Cut off');
});
