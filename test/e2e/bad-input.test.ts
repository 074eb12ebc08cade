import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, bootGateway, stable, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connectionId = (await gateway.sandboxConnection()).id;
});
afterAll(() => gateway.stop());

describe('what does not exist', () => {
  test('an unknown app is named, with the nearest one', async () => {
    const answer = await gateway.call('POST /connections/ensure', { body: { appUrl: 'clickmeting' } });
    expect(answer).toMatchObject({ status: 404, body: { type: 'bad_request', key: 'not_found', code: 'not_found' } });
    expect(answer.body.message).toContain('clickmeting');
    expect(answer.body.hint).toContain('clickmeeting');
  });

  test.each(['', 'ftp://clickmeeting.com', '127.0.0.1', 'http://localhost/', 'https://[::1]/'])(
    'an address that cannot be an app is refused: %j',
    async (appUrl) => {
      const answer = await gateway.call('POST /connections/ensure', { body: { appUrl } });
      expect(answer).toMatchObject({ status: 400, body: { type: 'bad_request', code: 'bad_request' } });
      expect(answer.body.message).toContain('appUrl');
    },
  );

  test('an unknown action is named, with the nearest one', async () => {
    const answer = await gateway.run('create-conferense', connectionId);
    expect(answer).toMatchObject({ status: 404, body: { type: 'bad_request', code: 'not_found' } });
    expect(answer.body.message).toContain('create-conferense');
    expect(answer.body.hint).toContain('create-conference');
  });

  test('an unknown connection is not found, whatever is asked of it', async () => {
    const routes = ['GET /connections/con_x', 'DELETE /connections/con_x', 'GET /connections/con_x/proxy/ping'];
    for (const route of routes) {
      const answer = await gateway.call(route);
      expect(answer).toMatchObject({ status: 404, body: { type: 'bad_request', code: 'not_found' } });
      expect(answer.body.message).toContain('con_x');
      expect(answer.body.hint).toContain('connection list');
    }
    expect(await gateway.run('ping', 'con_x')).toMatchObject({ status: 404, body: { message: 'No connection con_x' } });
  });

  test('an unknown run, file and route are not found', async () => {
    for (const route of ['GET /action-run-logs/run_x', 'GET /files/file_x', 'GET /connection', 'PUT /nowhere'])
      expect(await gateway.call(route)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await gateway.call('GET /connection')).body.hint).toContain('GET /connections');
  });
});

describe('wrong types', () => {
  test('an input names every wrong field with its path and what was expected', async () => {
    const answer = await gateway.run('create-conference', connectionId, {
      name: 7,
      room_type: 'webinarr',
      permanent_room: false,
      access_type: 1,
      settings: { show_on_personal_page: 'perhaps' },
    });
    expect(answer).toMatchObject({ status: 400, body: { type: 'bad_request', code: 'bad_request' } });
    const issues: { path: string; expected: string; message: string }[] = answer.body.data.issues;
    expect(issues).toContainEqual(expect.objectContaining({ path: 'name', expected: 'string' }));
    expect(issues).toContainEqual(
      expect.objectContaining({ path: 'room_type', expected: expect.stringContaining('webinar') }),
    );
    expect(issues.map(({ path }) => path)).toContain('settings.show_on_personal_page');
    expect(answer.body.message).toContain('name: expected string, got number');
    expect(answer.body.hint).toContain('action get create-conference');
  });

  test('an unknown field gets the nearest name', async () => {
    const answer = await gateway.run('get-conference', connectionId, { roomid: 10001 });
    expect(answer.status).toBe(400);
    const [issue] = answer.body.data.issues.filter((one: { nearest?: string }) => one.nearest !== undefined);
    expect(issue).toMatchObject({ nearest: 'room_id' });
  });

  test('minutes as a number are refused with a hint at the form', async () => {
    const answer = await gateway.run('create-conference', connectionId, {
      name: 'x',
      room_type: 'webinar',
      permanent_room: false,
      access_type: 1,
      starts_at: '2030-05-14 10:00',
      duration: 90,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(/duration: .*1:30/);
  });

  test('a member of the request itself is named with the type that was given', async () => {
    const answer = await gateway.call('POST /connections/ensure', { body: { appUrl: 5 } });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toBe('appUrl: expected string, got number');
  });

  test('a misspelt required member is recognised', async () => {
    const answer = await gateway.call('POST /connections/ensure', { body: { appurl: 'clickmeeting.com' } });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain("did you mean this by 'appurl'?");
    expect(answer.body.data.issues).toEqual([expect.objectContaining({ path: 'appUrl', nearest: 'appUrl' })]);
  });

  test('query values are checked', async () => {
    expect(await gateway.call('GET /connections?limit=many')).toMatchObject({
      status: 400,
      body: { message: 'limit: expected number, got string' },
    });
    expect((await gateway.call('GET /connections?limit=0')).status).toBe(400);
    expect((await gateway.call('GET /connections?state=ready')).status).toBe(400);
    expect((await gateway.call('GET /actions?cursor=nonsense')).status).toBe(400);
    // In the database it would be none, and to whoever looks for it one.
    expect((await gateway.call('GET /actions?instanceKey=')).body.message).toContain('instanceKey');
    expect((await gateway.call('GET /connections?cursor=nonsense')).status).toBe(400);
  });

  test.each([
    ['not JSON', '{"appUrl": "S3CRET-KEY', 'not JSON'],
    ['an array', '[1]', 'expected a JSON object'],
    ['a text', '"S3CRET-KEY"', 'expected a JSON object'],
    ['null', 'null', 'expected a JSON object'],
  ])('a body that is %s is refused without repeating it', async (_, raw, message) => {
    const answer = await gateway.call('POST /connections/ensure', { raw });
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect(answer.body.message).toContain(message);
    expect(answer.text).not.toContain('S3CRET');
  });

  test('a body nested without end is refused', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const raw = `{"connectionId":"${connectionId}","api":{"method":"POST","path":"/x","body":${deep}}}`;
    expect(await gateway.call('POST /act', { raw })).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  });

  test('NUL characters and line breaks are refused wherever they would do harm', async () => {
    const api = { method: 'GET', path: '/ping', headers: { 'x-a': 'b\r\nx-evil: 1' } };
    const answers = [
      await gateway.call(`PATCH /connections/${connectionId}`, { body: { name: 'a\u0000b' } }),
      await gateway.call('GET /connections/%00'),
      await gateway.call('GET /connections?search=%00'),
      await gateway.call('GET /connections/%00/proxy/ping'),
      await gateway.call('POST /act', { body: { connectionId, api } }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  });

  test('an error answer carries the request id of its header', async () => {
    for (const route of ['GET /connections/x', 'GET /connections/x/proxy/y', 'GET /nowhere']) {
      const answer = await gateway.call(route);
      expect(answer.body.requestId).toMatch(/^req_/);
      expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
      expect(answer.headers.get('content-type')).toContain('application/json');
    }
  });

  test('a body-less POST of a form content type is read as an empty object', async () => {
    const answer = await gateway.call('POST /actions/ping/run?connectionId=x', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(404);
  });

  test('act wants exactly one of id, key and api', async () => {
    expect((await gateway.call('POST /act', { body: { connectionId } })).body.message).toContain('0 were given');
    const both = { connectionId, key: 'ping', api: { method: 'GET', path: '/ping' } };
    expect((await gateway.call('POST /act', { body: both })).body.message).toContain('2 were given');
  });
});

describe('tokens', () => {
  test.each([
    ['no token', null],
    ['an unknown token', 'pat-unknown'],
    ['a JWT of nobody', 'eyJhbGciOiJub25lIn0.eyJpZCI6ImxvY2FsIn0.'],
  ])('%s is not authenticated', async (_, token) => {
    for (const route of ['GET /connections', 'GET /connections/x/proxy/y', 'POST /files']) {
      const answer = await gateway.call(route, { token });
      expect(answer).toMatchObject({ status: 401, body: { type: 'bad_request', key: 'not_authenticated' } });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(answer.text).not.toContain('unknown"');
    }
  });

  test('a token of another tenant gets, byte for byte, what an unknown id gets', async () => {
    const token = await gateway.tokenOf('stranger');
    const { body: run } = await gateway.run('ping', connectionId);
    const ask = async (route: (id: string) => string, id: string, body?: unknown): Promise<Answer> =>
      gateway.call(route(id), { token, ...(body === undefined ? {} : { body }) });
    const unknown = `con_${'A'.repeat(22)}`;
    const routes: [(id: string) => string, unknown?][] = [
      [(id) => `GET /connections/${id}`],
      [(id) => `GET /connections/${id}?wait=true`],
      [(id) => `PATCH /connections/${id}`, { name: 'mine' }],
      [(id) => `DELETE /connections/${id}`],
      [(id) => `GET /connections/${id}/proxy/ping`],
      [(id) => `GET /actions?connectionId=${id}`],
      [(id) => `GET /actions/ping?connectionId=${id}`],
      [(id) => `POST /actions/ping/run?connectionId=${id}`],
    ];
    for (const [route, body] of routes) {
      const foreign = await ask(route, connectionId, body);
      const missing = await ask(route, unknown, body);
      expect(foreign.status).toBe(404);
      expect(JSON.stringify(stable(foreign)).replaceAll(connectionId, unknown)).toBe(JSON.stringify(stable(missing)));
    }
    const foreignRun = await gateway.call(`GET /action-run-logs/${run.actionRunId}`, { token });
    const noRun = await gateway.call('GET /action-run-logs/run_none', { token });
    expect(JSON.stringify(stable(foreignRun)).replaceAll(run.actionRunId, 'run_none')).toBe(
      JSON.stringify(stable(noRun)),
    );
    expect((await gateway.call('GET /connections', { token })).body.items).toEqual([]);
    expect((await gateway.call('GET /action-run-logs', { token })).body.items).toEqual([]);
  });

  test('a token may do only what its scopes say', async () => {
    const token = await gateway.tokenOf('reader', ['actions:read']);
    const own = await gateway.sandboxConnection({ token: await gateway.tokenOf('reader') });
    expect((await gateway.run('ping', own.id, {}, { token })).status).toBe(200);
    const denied = [
      await gateway.run('delete-conference', own.id, { room_id: 10001 }, { token }),
      await gateway.call('POST /act', { token, body: { connectionId: own.id, api: { method: 'DELETE', path: '/x' } } }),
      await gateway.call('POST /connections/ensure', { token, body: { appUrl: 'clickmeeting.com' } }),
      await gateway.call(`GET /connections/${own.id}/proxy/ping`, { token }),
      await gateway.call('POST /tokens', { token, body: { tenant: 'x' } }),
      await gateway.call('POST /files', { token, raw: 'x', headers: { 'x-file-name': 'x' } }),
    ];
    for (const answer of denied) {
      expect(answer).toMatchObject({ status: 403, body: { type: 'bad_request', key: 'access_denied' } });
      expect(answer.body.message).toMatch(/scope|person who runs|managers/);
    }
  });

  test('a revoked token stops working at once, although it was just used', async () => {
    const made = await gateway.call('POST /tokens', { body: { tenant: 'leaving' } });
    const { token, id } = made.body;
    expect((await gateway.call('GET /connections', { token })).status).toBe(200);
    const revoked = await gateway.call(`DELETE /tokens/${id}`);
    expect(revoked.status).toBeLessThan(300);
    expect(await gateway.call('GET /connections', { token })).toMatchObject({ status: 401 });
  });
});

describe('a misspelt member of a saved action', () => {
  const edit = { type: 'run-javascript', config: { code: 'module.exports = async () => 1' } };
  const routes = () => [
    'POST /actions',
    `POST /connections/${connectionId}/actions`,
    'PATCH /actions/spelt',
    'PUT /actions/spelt',
    'PATCH /action?key=spelt',
    `PATCH /connections/${connectionId}/actions/spelt`,
  ];

  test('is refused by name, with the nearest one', async () => {
    const made = { name: 'Spelt', key: 'spelt', connectionId, ...edit };
    expect((await gateway.call('POST /actions', { body: made })).status).toBe(200);
    for (const route of routes()) {
      const answer = await gateway.call(route, { body: { nam: 'Hello', ...edit } });
      expect([route, answer.status, answer.body.message]).toEqual([
        route,
        400,
        "nam: unknown field, did you mean 'name'?",
      ]);
    }
  });

  test('is no member of an answer: an action that was read is sent back as it is', async () => {
    const { body: view } = await gateway.call(`GET /connections/${connectionId}/actions/spelt`);
    const back = await gateway.call(`PUT /actions/${view.id}`, { body: view });
    expect([back.status, back.body.name]).toEqual([200, 'Spelt']);
    const { body: exported } = await gateway.call(`GET /actions/${view.id}/export`);
    const again = await gateway.call(`POST /connections/${connectionId}/actions`, {
      body: { ...view, ...exported, key: 'spelt-again' },
    });
    expect([again.status, again.body.key]).toEqual([200, 'spelt-again']);
  });
});

test('a mistyped domain is noticed at once, and a mistyped name of a connection', async () => {
  const made = await gateway.call('POST /connections/ensure', { body: { appUrl: 'clickmeetin.com' } });
  expect(made).toMatchObject({ status: 200, body: { state: 'BUILDING' } });
  expect(made.body.notice).toContain('Did you mean clickmeeting.com (ClickMeeting)?');
  const answer = await gateway.call('GET /connections/clickmeting/proxy/ping');
  expect(answer.body.hint).toContain('Did you mean clickmeeting?');
});
