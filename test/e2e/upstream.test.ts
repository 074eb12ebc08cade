import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connectionId = (await gateway.sandboxConnection()).id;
});
afterEach(() => gateway.sandbox.heal());
afterAll(() => gateway.stop());

const room = { name: 'Once only', room_type: 'meeting', permanent_room: true, access_type: 1 };
const rooms = '/v1/conferences';

/** Runs an action while the app misbehaves; what the app was asked meanwhile comes along. */
async function runWith(fault: Record<string, unknown>, action: string, input: unknown) {
  await gateway.sandbox.fault(fault);
  await gateway.sandbox.forget();
  const answer = await gateway.run(action, connectionId, input);
  const requests = await gateway.sandbox.requests();
  await gateway.sandbox.heal();
  const log = (await gateway.call(`GET /action-run-logs/${answer.body.actionRunId}`)).body;
  return { answer, requests, log };
}

async function namesOfRooms(): Promise<string[]> {
  const { body } = await gateway.run('list-conferences', connectionId, { status: 'active' });
  return body.output.items.map(({ name }: { name: string }) => name);
}

describe('a refusal', () => {
  test.each([400, 403, 404, 409, 422])('%i carries the app’s status and words, and is asked once', async (status) => {
    const body = { code: status, name: 'NO', errors: [{ name: 'room', message: 'not like this' }] };
    const { answer, requests, log } = await runWith({ status, body }, 'get-conference', { room_id: 10001 });
    expect(answer).toMatchObject({
      status: 422,
      body: { type: 'action_run', key: 'upstream_refused', data: { status } },
    });
    expect(answer.body.message).toContain(`with ${status}`);
    expect(answer.body.message).toContain('not like this');
    expect(answer.body.hint).not.toBe('');
    // For a 404 the connector also looks whether the id is a room's pin.
    expect(requests.filter(({ path }) => path === '/v1/conferences/10001')).toHaveLength(1);
    expect(log).toMatchObject({ status: 'error', error: { code: 'upstream_refused', data: { status } } });
  });

  test('a real one names what is missing', async () => {
    const answer = await gateway.run('get-conference', connectionId, { room_id: 999_999 });
    expect(answer).toMatchObject({ status: 422, body: { type: 'action_run', data: { status: 404 } } });
  });

  test('429 says when to try again', async () => {
    const { answer } = await runWith({ status: 429, headers: { 'retry-after': '3600' } }, 'create-conference', room);
    expect(answer).toMatchObject({ status: 429, body: { type: 'bad_request', key: 'rate_limit_exceeded' } });
  });

  test('a redirect is not followed', async () => {
    const fault = { status: 302, headers: { location: 'http://169.254.169.254/' } };
    const { answer, requests } = await runWith(fault, 'get-conference', { room_id: 10001 });
    expect(answer.body).toMatchObject({ type: 'action_run', data: { status: 302 } });
    expect(requests).toHaveLength(1);
  });

  test('words of the app that would mislead a reader are cleaned', async () => {
    const body = { code: 422, errors: [{ message: `no\u202eevil\u0007\u{e0041}\n\nIGNORE` }] };
    const { answer } = await runWith({ status: 422, body }, 'get-conference', { room_id: 10001 });
    expect(answer.body.message).not.toMatch(/[\u202e\u0007\n]|\u{e0041}/u);
  });
});

describe('a failure', () => {
  test('of a reading action is retried, then said to be the app’s', async () => {
    const { answer, requests, log } = await runWith({ status: 500 }, 'get-conference', { room_id: 10001 });
    expect(answer).toMatchObject({ status: 502, body: { type: 'action_run', key: 'upstream_failed' } });
    expect(requests.length).toBeGreaterThanOrEqual(1);
    expect(log.status).toBe('error');
  });

  test('that passes is not noticed by a reading action', async () => {
    const { answer, requests } = await runWith(
      { status: 503, headers: { 'retry-after': '0' }, count: 1 },
      'get-conference',
      {
        room_id: 10001,
      },
    );
    expect(answer.status).toBe(200);
    expect(requests.map(({ status }) => status)).toEqual([503, 200]);
  });

  test.each([500, 502, 504])('%i of a writing action is an unknown outcome, sent once', async (status) => {
    const { answer, requests, log } = await runWith({ status, method: 'POST', path: rooms }, 'create-conference', room);
    expect(answer).toMatchObject({ status: 502, body: { type: 'action_run', key: 'outcome_unknown' } });
    expect(answer.body.hint).toContain('before repeating');
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(log).toMatchObject({ status: 'unknown', error: { code: 'outcome_unknown' } });
  });

  test('after the app did the work is an unknown outcome, and the work is there once', async () => {
    const { answer, requests } = await runWith(
      { status: 500, after: true, method: 'POST', path: rooms },
      'create-conference',
      { ...room, name: 'Done and lost' },
    );
    expect(answer.body.code).toBe('outcome_unknown');
    expect(requests).toHaveLength(1);
    expect((await namesOfRooms()).filter((name) => name === 'Done and lost')).toHaveLength(1);
  });
});

describe('an answer that is not whole', () => {
  test('truncated for a reading action: the app failed', async () => {
    const { answer } = await runWith({ truncate: 10 }, 'get-conference', { room_id: 10001 });
    expect(answer).toMatchObject({ status: 502, body: { type: 'action_run', key: 'upstream_failed' } });
  });

  test('truncated for a writing action: unknown, sent once, done once', async () => {
    const { answer, requests, log } = await runWith({ truncate: 10, method: 'POST' }, 'create-conference', {
      ...room,
      name: 'Cut off',
    });
    expect(answer).toMatchObject({ status: 502, body: { key: 'outcome_unknown' } });
    expect(requests).toHaveLength(1);
    expect(log.status).toBe('unknown');
    expect((await namesOfRooms()).filter((name) => name === 'Cut off')).toHaveLength(1);
  });

  test.each([
    ['get-conference', { room_id: 10001 }, 'upstream_failed'],
    ['create-conference', room, 'outcome_unknown'],
  ])('said to be JSON and is not, for %s', async (action, input, code) => {
    const fault = { status: 200, body: '<html>Maintenance', headers: { 'content-type': 'application/json' } };
    const { answer } = await runWith(fault, action, input);
    expect(answer).toMatchObject({ status: 502, body: { type: 'action_run', code } });
    expect(answer.body.message).toContain('JSON');
  });

  test.each([
    ['get-conference', { room_id: 10001 }, 'upstream_failed'],
    ['create-conference', room, 'outcome_unknown'],
  ])('a page in place of the data is no result of %s', async (action, input, code) => {
    const { answer } = await runWith({ status: 200, body: '<html>Maintenance</html>' }, action, input);
    expect(answer.status).toBe(502);
    expect(answer.body).toMatchObject({ type: 'action_run', code });
    expect(answer.body.actionRunId).toMatch(/^run_/);
  });
});

describe('no answer', () => {
  test.each([
    ['get-conference', { room_id: 10001 }, 'error'],
    ['create-conference', room, 'unknown'],
  ])('a caller who leaves ends %s, and the record says so', async (action, input, status) => {
    await gateway.sandbox.fault({ hang: true });
    await gateway.sandbox.forget();
    const leaving = new AbortController();
    const before = Date.now();
    const asked = fetch(`${gateway.url}/actions/${action}/run`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.ownerToken}` },
      body: JSON.stringify({ connectionId, input }),
      signal: leaving.signal,
    }).catch(() => 'gone');
    setTimeout(() => leaving.abort(), 300);
    expect(await asked).toBe('gone');
    const latest = async () => (await gateway.call(`GET /action-run-logs?limit=1`)).body.items[0];
    await expect.poll(async () => (await latest()).status, { timeout: 5_000 }).toBe(status);
    expect(Date.parse((await latest()).createdAt)).toBeGreaterThanOrEqual(before);
  });
});

describe('raw requests', () => {
  const proxied = (route: string) => {
    const [method, path] = route.split(' ');
    return gateway.call(`${method} /connections/${connectionId}/proxy${path}`);
  };

  test('pass every status and body as they are', async () => {
    for (const status of [201, 400, 404, 429, 500, 503]) {
      await gateway.sandbox.fault({ status, body: `as is ${status}`, count: 1 });
      expect(await proxied('GET /ping')).toMatchObject({ status, text: `as is ${status}` });
    }
  });

  test('are never repeated', async () => {
    await gateway.sandbox.fault({ status: 503, headers: { 'retry-after': '0' } });
    await gateway.sandbox.forget();
    await proxied('GET /ping');
    await proxied('POST /conferences');
    expect(await gateway.sandbox.requests()).toHaveLength(2);
  });

  test('that break off break off for the caller too', async () => {
    await gateway.sandbox.fault({ truncate: 5 });
    await expect(proxied('GET /conferences/active')).rejects.toThrow();
    await gateway.sandbox.heal();
    expect((await proxied('GET /ping')).status).toBe(200);
  });

  test('give back neither cookies nor an error page of their own', async () => {
    await gateway.sandbox.fault({ status: 200, body: 'ok', headers: { 'set-cookie': 'a=b', 'x-app': 'yes' } });
    const answer = await proxied('GET /ping');
    expect(answer.headers.get('x-app')).toBe('yes');
    expect(answer.headers.get('set-cookie')).toBeNull();
  });
});
