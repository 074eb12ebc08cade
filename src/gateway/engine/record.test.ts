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
  const { gateway, caller } = made;
  const kept = async () => {
    const { id = '' } = (await made.record()) ?? {};
    return gateway.ports.runs.get(caller, id, { details: true });
  };
  /** Waits until the log of calls has that many. */
  const calls = async (count: number, filter = {}) => {
    await expect
      .poll(async () => (await gateway.ports.apiLogs.list(caller, filter, { limit: 100 })).items.length)
      .toBe(count);
    return (await gateway.ports.apiLogs.list(caller, filter, { limit: 100 })).items;
  };
  const settings = (values: object) => made.storage.workspaces.patch({ settings: values });
  return { ...made, kept, calls, settings };
}

const answer: TinyOptions['app'] = (_, response) =>
  void response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":1}');

/** The members of a snapshot that `POST /act` takes, as the request that it makes of them. */
function again({ type: _, id, name: __, key, api, code, input, meta }: any): RunRequest {
  return { action: key ?? id, api, code, input, meta };
}

describe('the snapshot of a run', () => {
  test.each([
    [{ action: 'make-thing', input: { name: 'a' }, meta: { why: 'test' } }, 'connector-operation'],
    [{ api: { method: 'POST', path: '/things', query: { q: 1 }, body: { b: 2 } } }, 'api-request-to-external-app'],
    [{ code: 'module.exports = async ({ input }) => ({ twice: input.n * 2 })', input: { n: 4 } }, 'run-javascript'],
  ] as const)('repeats it: %j', async (request, type) => {
    const { ask, kept, seen, connectionId } = await tiny({ app: answer });
    const first = await ask(request as RunRequest);
    const before = [...seen];
    const { action, id } = await kept();
    expect(action).toMatchObject({ type, connectionId });
    const second = await ask(again(action));
    expect(second.output).toEqual(first.output);
    expect(seen).toEqual([...before, ...before]);
    const { action: sameAction, id: otherId } = await kept();
    expect(sameAction).toEqual(action);
    expect(otherId).not.toBe(id);
  });

  test('has no secret that an inline request repeats', async () => {
    const apiKey = 'k3y-of-the-connection';
    const { ask, kept } = await tiny({ app: answer, apiKey });
    await ask({
      api: { method: 'POST', path: `/things?token=abc&of=${apiKey}`, headers: { 'x-auth-token': 'zzz' }, body: apiKey },
    });
    expect(JSON.stringify(await kept())).not.toMatch(/k3y-of|zzz|abc/);
  });

  test('has notes of the caller, redacted', async () => {
    const { ask, kept } = await tiny({ app: answer });
    await ask({ action: 'get-thing', input: { name: 'a' }, meta: { ticket: 7, password: 'hunter2' } });
    expect((await kept()).meta).toEqual({ ticket: 7, password: '[redacted]' });
  });
});

test('what code wrote is in the details, after its requests', async () => {
  const { ask, kept } = await tiny({ app: answer });
  const code = `module.exports = async ({ membrane }) => { console.log('hello'); await membrane.api({ method: 'GET', path: '/x' }); }`;
  await ask({ code });
  expect((await kept()).details).toMatchObject([
    { request: { method: 'GET' }, response: { status: 201 } },
    { logs: ['hello'] },
  ]);
});

test('a workspace that wants no contents in its records keeps that there was a run, and its error', async () => {
  const { ask, kept, settings } = await tiny({
    app: (_, response) => void response.writeHead(422).end('{"message":"no"}'),
  });
  await settings({ enableActionRunLogs: false });
  await expect(ask({ api: { method: 'POST', path: '/private', body: { a: 'private' } } })).rejects.toThrow();
  const run = await kept();
  expect(run).toMatchObject({
    status: 'error',
    name: 'api-request',
    error: { code: 'upstream_refused' },
    details: null,
  });
  expect(run).not.toHaveProperty('input');
  expect(JSON.stringify(run.action)).not.toContain('body');
});

describe('an unknown outcome', () => {
  test('says what may have happened when, where, and how to find out', async () => {
    const { run, kept, connectionId } = await tiny({ app: (request) => void request.socket.destroy() });
    const hint = new RegExp(
      `^It may have happened at \\d{4}-\\S+Z: look in Tiny before repeating it: porin action run get-thing --connectionId=${connectionId} --input '\\{"name":"a"\\}'$`,
    );
    await expect(run('make-thing')).rejects.toMatchObject({
      code: 'outcome_unknown',
      hint: expect.stringMatching(hint),
    });
    expect((await kept()).error).toMatchObject({ hint: expect.stringMatching(hint) });
  });

  test('that a dead process left says so too', async () => {
    const { run, kept, storage } = await tiny({ app: () => undefined });
    void run('make-thing').catch(() => undefined);
    await expect.poll(async () => (await storage.runs.closeAbandoned(Date.now() + 1, Date.now())) > 0).toBe(true);
    expect(await kept()).toMatchObject({
      status: 'unknown',
      error: {
        code: 'outcome_unknown',
        hint: expect.stringContaining('porin action run get-thing --connectionId=con_'),
      },
    });
  });
});

describe('the log of calls to apps', () => {
  test('has each call of a run, with its details from the run', async () => {
    const { run, calls, gateway, caller, connectionId, url } = await tiny({ app: answer });
    const { actionRunId } = await run('make-two');
    const [second, first] = await calls(2);
    expect(first).toMatchObject({
      method: 'POST',
      requestUrl: `${url}/things`,
      statusCode: 201,
      isSuccess: true,
      actionRunId,
      connectionId,
      externalAppId: 'tiny',
      customerId: caller.tenantId,
    });
    const { details } = await gateway.ports.apiLogs.get(caller, second!.id, { details: true });
    expect(details).toMatchObject({ request: { method: 'POST', url: `${url}/second` }, response: { status: 201 } });
    expect(details).toHaveProperty('timeMs');
  });

  test('has calls that nobody answered, and filters', async () => {
    let isAway = true;
    const { run, calls } = await tiny({
      app: (request, response) => (isAway ? request.socket.destroy() : answer(request, response)),
    });
    await run('make-thing').catch(() => undefined);
    isAway = false;
    await run('make-thing');
    expect(await calls(1, { isSuccess: false })).toMatchObject([{ statusCode: 0 }]);
    await calls(1, { isSuccess: true });
    await calls(2, { app: 'tiny', integrationId: 'tiny' });
    await calls(0, { app: 'other' });
    const [oldest] = await calls(2, { order: 'asc' });
    expect(oldest).toMatchObject({ isSuccess: false });
  });

  test('is another tenant’s to no one but a manager', async () => {
    const { run, calls, gateway, caller } = await tiny({ app: answer });
    await run('make-thing');
    await calls(1);
    const stranger = { ...caller, tenantId: 'ten_other', tenantKey: 'other' };
    const seenBy = async (who: typeof caller) =>
      (await gateway.ports.apiLogs.list(who, { tenant: caller.tenantId }, { limit: 10 })).items.length;
    expect(await seenBy(stranger)).toBe(0);
    expect(await seenBy({ ...stranger, isManager: true })).toBe(1);
    const listedBy = async (who: typeof caller) =>
      (await gateway.ports.runs.list(who, { tenant: caller.tenantId }, { limit: 10 })).items.length;
    expect(await listedBy(stranger)).toBe(0);
    expect(await listedBy({ ...stranger, isManager: true })).toBe(1);
  });

  test('has no secret in its addresses', async () => {
    const apiKey = 'k3y-of-the-connection';
    const { ask, calls } = await tiny({ app: answer, apiKey });
    await ask({ api: { method: 'GET', path: `/things?token=abc&of=${apiKey}` } });
    expect(JSON.stringify(await calls(1))).not.toMatch(/k3y-of|abc/);
  });

  test('is empty where the workspace wants none', async () => {
    const { run, calls, settings } = await tiny({ app: answer });
    await settings({ enableApiLogs: false });
    await run('make-thing');
    await sleep(400);
    await calls(0);
    await settings({ enableApiLogs: undefined });
    await run('make-thing');
    await calls(1);
  });

  test('that cannot be written fails no run', async () => {
    const { run, calls } = await tiny({
      app: answer,
      storage: (storage) => ({
        ...storage,
        apiLogs: { ...storage.apiLogs, append: () => Promise.reject(new Error('full')) },
      }),
    });
    expect(await run('make-thing')).toMatchObject({ output: { id: 1 } });
    await sleep(300);
    await calls(0);
  });

  test('is written when the gateway stops', async () => {
    const { run, gateway, storage, caller } = await tiny({ app: answer });
    await run('make-thing');
    await gateway.stop();
    expect((await storage.apiLogs.list({ tenantId: caller.tenantId }, { limit: 10 })).items).toHaveLength(1);
  });
});
