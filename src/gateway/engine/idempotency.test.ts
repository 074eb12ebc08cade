import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function tiny(options: TinyOptions) {
  const made = await tinyGateway(options);
  undo.push(made.stop);
  const { gateway, caller, connectionId } = made;
  /** What a request under the key `once` is told. */
  const once = async (request: RunRequest, signal = new AbortController().signal) => {
    const headers: Record<string, string> = {};
    const reply = { header: (name: string, value: string) => void Object.assign(headers, { [name]: value }) };
    const asked = { connectionId, idempotencyKey: 'once', ...request };
    const told = await gateway.ports.runs
      .run(caller, asked, { requestId: 'req_test', signal, reply })
      .catch((error: unknown) => ({ error: error as any }));
    return { ...told, isReplay: headers['Idempotency-Replayed'] === 'true' } as any;
  };
  return { ...made, once };
}

const make = { action: 'make-thing', input: { name: 'a' } };
const get = { action: 'get-thing', input: { name: 'a' } };
const created: TinyOptions['app'] = (_, response) =>
  void response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":1}');
const refusing = (status: number) => (_: unknown, response: Parameters<TinyOptions['app']>[1]) =>
  void response.writeHead(status).end('{"message":"no"}');

describe('requests under one key', () => {
  test.each([make, get])('that come at once make one upstream call and get one answer: $action', async (request) => {
    const { once, seen } = await tiny({ app: (...given) => void sleep(50).then(() => created(...given)) });
    const told = await Promise.all([once(request), once(request), once(request)]);
    expect(seen).toHaveLength(1);
    expect(new Set(told.map(({ actionRunId }) => actionRunId)).size).toBe(1);
    expect(told.map(({ output }) => output)).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }]);
    expect(told.filter(({ isReplay }) => isReplay)).toHaveLength(2);
  });

  test('run again after the app said yes and did nothing, until it does something', async () => {
    let isFull = true;
    const answer = () => JSON.stringify(isFull ? { full: true } : { id: 1 });
    const { once, seen } = await tiny({
      app: (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(answer()),
    });
    const room = { action: 'make-if-room', input: { name: 'a' } };
    const { error } = await once(room);
    expect(error).toMatchObject({
      code: 'upstream_refused',
      message: 'There is no room',
      details: { rejected: ['a'] },
    });
    expect(error.details).not.toHaveProperty('accepted');
    isFull = false;
    expect(await once(room)).toMatchObject({ output: { id: 1 }, isReplay: false });
    expect(await once(room)).toMatchObject({ output: { id: 1 }, isReplay: true });
    expect(seen).toHaveLength(2);
  });

  test('that come one after another do too', async () => {
    const { once, seen } = await tiny({ app: created });
    const first = await once(make);
    const second = await once({ ...make, meta: { attempt: 2 } });
    expect(second).toEqual({ ...first, isReplay: true });
    expect(seen).toHaveLength(1);
  });

  test('may name action and connection otherwise, and order their members as they like', async () => {
    const { once, seen, gateway, caller, connectionId } = await tiny({ app: created });
    await gateway.ports.connections.patch(caller, connectionId, { key: 'mine' });
    const body = { a: { x: 1, y: [1, 2] }, b: 2 };
    const reordered = { b: 2, a: { y: [1, 2], x: 1 } };
    await once({ api: { method: 'POST', path: '/things', body } });
    expect(await once({ api: { path: '/things', body: reordered, method: 'POST' } })).toMatchObject({ isReplay: true });
    await once({ ...make, idempotencyKey: 'two' });
    const named = { ...make, action: 'tiny.make-thing', connectionId: 'mine', idempotencyKey: 'two' };
    expect(await once(named)).toMatchObject({ isReplay: true });
    expect(seen).toHaveLength(2);
  });

  test.each([
    ['another input', { ...make, input: { name: 'b' } }],
    ['another action', get],
    ['an inline request', { api: { method: 'POST' as const, path: '/things', body: { name: 'a' } } }],
  ])('are refused when they ask for %s', async (_, other) => {
    const { once, seen } = await tiny({ app: created });
    await once(make);
    expect(await once(other)).toMatchObject({ error: { code: 'idempotency_mismatch' }, isReplay: false });
    expect(seen).toHaveLength(1);
  });

  test('are refused for another input while the first is under way', async () => {
    const { once, seen } = await tiny({ app: (...given) => void sleep(100).then(() => created(...given)) });
    const first = once(make);
    expect(await once({ ...make, input: { name: 'b' } })).toMatchObject({ error: { code: 'idempotency_mismatch' } });
    expect(await first).toMatchObject({ output: { id: 1 } });
    expect(seen).toHaveLength(1);
  });

  test('keep apart by tenant', async () => {
    const { once, seen, gateway, storage, caller } = await tiny({ app: created });
    await once(make);
    const other = await storage.tenants.ensure('other', Date.now());
    const stranger = { ...caller, tenantId: other.id, tenantKey: other.key };
    const { id } = await gateway.ports.connections.ensure(stranger, { appUrl: 'tiny.test', input: {} });
    const context = { requestId: 'req_test', signal: new AbortController().signal };
    await gateway.ports.runs.run(stranger, { ...make, connectionId: id, idempotencyKey: 'once' }, context);
    expect(seen).toHaveLength(2);
  });
});

describe('an error under a key', () => {
  test.each([
    ['the app’s refusal', refusing(422), make, 'upstream_refused'],
    ['the app’s refusal of a read', refusing(404), get, 'upstream_refused'],
    ['an unknown outcome', refusing(500), make, 'outcome_unknown'],
  ])('that is final is given again, without a call: %s', async (_, app, request, code) => {
    const { once, seen } = await tiny({ app });
    const first = await once(request);
    const second = await once(request);
    expect(first).toMatchObject({ error: { code }, isReplay: false });
    expect(second.isReplay).toBe(true);
    expect(second.error.toBody()).toEqual(first.error.toBody());
    expect(second.error.actionRunId).toMatch(/^run_/);
    expect(seen).toHaveLength(1);
  });

  test.each([
    ['a limit', 429, make, 'rate_limited'],
    ['an app that is away', 503, make, 'upstream_failed'],
    ['a read that failed', 500, get, 'upstream_failed'],
  ])('after which nothing can have happened frees the key: %s', async (_, status, request, code) => {
    let isWell = false;
    const { once } = await tiny({ app: (...given) => (isWell ? created : refusing(status))(...given) });
    expect(await once(request)).toMatchObject({ error: { code } });
    isWell = true;
    expect(await once(request)).toMatchObject({ output: { id: 1 }, isReplay: false });
  });

  test('after half of the work was done is final, though its last call would free it', async () => {
    const { once, seen } = await tiny({
      app: (request, response) => (request.url === '/things' ? created : refusing(429))(request, response),
    });
    const request = { action: 'make-two', input: { name: 'a' } };
    expect(await once(request)).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(await once(request)).toMatchObject({ error: { code: 'outcome_unknown' }, isReplay: true });
    expect(seen.filter((line) => line === 'POST /things')).toHaveLength(1);
  });
});

test('an answer that is too long to be kept is not told again, and says so', async () => {
  const { once } = await tiny({ app: created });
  const long = { code: "module.exports = () => 'x'.repeat(1_100_000)" };
  const first = await once(long);
  expect(first.output).toHaveLength(1_100_000);
  const again = await once(long);
  expect(again).toMatchObject({ error: { code: 'conflict', actionRunId: first.actionRunId }, isReplay: true });
  expect(again.error.message).toContain('succeeded');
});

describe('a refusal after something was done', () => {
  const half: TinyOptions['app'] = (request, response) =>
    (request.url === '/things' ? created : refusing(422))(request, response);

  test('says what the app accepted before, and keeps its own words', async () => {
    const { once, gateway, caller } = await tiny({ app: half });
    const { error } = await once({ action: 'make-two', input: { name: 'a' } });
    const accepted = [{ method: 'POST', path: '/things', status: 201 }];
    expect(error).toMatchObject({ code: 'upstream_refused', details: { status: 422, accepted } });
    expect(error.hint).toContain(`the app accepted POST /things before`);
    expect(error.hint).toContain(error.actionRunId);
    const run: any = await gateway.ports.runs.get(caller, error.actionRunId, { details: false });
    expect(run).toMatchObject({ status: 'error', error: { data: { accepted }, hint: error.hint } });
  });

  test('does not count what only asked, whatever its method', async () => {
    const priced: TinyOptions['app'] = (request, response) =>
      (request.url === '/prices' ? created : refusing(422))(request, response);
    const { once } = await tiny({ app: priced });
    const { error } = await once({ action: 'price-first', input: { name: 'a' } });
    expect(error).toMatchObject({ code: 'upstream_refused', details: { status: 422 } });
    expect(error.details).not.toHaveProperty('accepted');
  });

  test('says nothing of the kind when the only request was refused', async () => {
    const { once } = await tiny({ app: refusing(422) });
    const { error } = await once(make);
    expect(error.details).not.toHaveProperty('accepted');
  });
});

describe('a key', () => {
  test('is not used up by an input that does not fit', async () => {
    const { once } = await tiny({ app: created });
    expect(await once({ ...make, input: {} })).toMatchObject({ error: { code: 'bad_request' } });
    expect(await once(make)).toMatchObject({ output: { id: 1 }, isReplay: false });
  });

  test('is not looked at for a dry run', async () => {
    const { once, seen } = await tiny({ app: created });
    await once(make);
    expect(await once({ ...make, dryRun: true })).toMatchObject({ output: { dryRun: {} }, isReplay: false });
    expect(seen).toHaveLength(1);
  });

  test.each(['', ' ', 'a\nb', 'ä', 'x'.repeat(256)])('that is none is refused: %j', async (idempotencyKey) => {
    const { once, seen } = await tiny({ app: created });
    expect(await once({ ...make, idempotencyKey })).toMatchObject({ error: { code: 'bad_request' } });
    expect(seen).toEqual([]);
  });

  test('is run anew by those who wait when its first caller went away before anything left', async () => {
    const gone = new AbortController();
    const { once, seen } = await tiny({ app: (...given) => void sleep(80).then(() => created(...given)) });
    const first = once(get, gone.signal);
    const second = once(get);
    gone.abort();
    expect(await first).toMatchObject({ error: expect.anything() });
    expect(await second).toMatchObject({ output: { id: 1 }, isReplay: false });
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  test('lets a caller who waits go away alone', async () => {
    const gone = new AbortController();
    const { once, seen } = await tiny({ app: (...given) => void sleep(80).then(() => created(...given)) });
    const first = once(make);
    const second = once(make, gone.signal);
    gone.abort();
    expect(await second).toMatchObject({ error: { name: 'AbortError' } });
    expect(await first).toMatchObject({ output: { id: 1 } });
    expect(seen).toHaveLength(1);
  });
});
