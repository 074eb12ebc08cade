import { expect, test } from 'vitest';
import { account } from '../account.ts';
import { bootApi, fieldsOf } from '../api.fixture.ts';

test('without a key, or with a wrong one, every address answers 401 in the error shape', async () => {
  const { send } = await bootApi();
  for (const path of ['/ping', '/conferences/10001', '/nowhere']) {
    const none = await send('GET', path, { key: null });
    expect(none.status).toBe(401);
    expect(none.json).toEqual({
      code: 401,
      name: 'UNAUTHORIZED',
      errors: [{ name: 'api_key', message: expect.any(String) }],
    });
    expect((await send('GET', path, { key: 'wrong' })).json).not.toEqual(none.json);
  }
  expect(
    (await send('POST', '/conferences', { key: null, body: '{', headers: { 'content-type': 'application/json' } }))
      .status,
  ).toBe(401);
});

test('the key may come in a header of any case, in the query or in the form', async () => {
  const { send } = await bootApi();
  const key = null;
  expect((await send('GET', '/ping', { key, headers: { 'x-aPI-kEY': account.apiKey } })).status).toBe(200);
  expect((await send('GET', `/ping?api_key=${account.apiKey}`, { key })).status).toBe(200);
  const form = `email=a@example.com&firstname=a&lastname=b&api_key=${account.apiKey}`;
  expect((await send('POST', '/contacts', { key, form })).status).toBe(200);
  expect((await send('GET', '/ping', { headers: { authorization: 'Basic YTpi' } })).status).toBe(200);
});

test.each([
  ['/ping', 'application/json', '{"ping":"pong"}'],
  ['/ping.json', 'application/json', '{"ping":"pong"}'],
  [
    '/ping.xml',
    'application/xml; charset=utf-8',
    '<?xml version="1.0" encoding="UTF-8"?>\n<response><ping>pong</ping></response>\n',
  ],
  ['/ping.js', 'application/javascript; charset=utf-8', '{"ping":"pong"}'],
  ['/ping.php', 'application/vnd.php.serialized; charset=utf-8', 'a:1:{s:4:"ping";s:4:"pong";}'],
  ['/ping.printr', 'text/plain; charset=utf-8', 'Array\n(\n    [ping] => pong\n)\n'],
])('%s answers as %s whatever Accept says', async (path, contentType, text) => {
  const { send } = await bootApi();
  const answer = await send('GET', path, { headers: { accept: 'text/html' } });
  expect([answer.headers.get('content-type'), answer.text]).toEqual([contentType, text]);
});

test.each([
  '/conferences/active/',
  '/conferences/Active',
  '//conferences//active.json',
  '/conferences/active.json?',
  '/conferences/active?page=1.json',
  '/conferences/active.json?page=1',
])('%s is the list of active rooms', async (path) => {
  const { send } = await bootApi();
  const answer = await send('GET', path);
  expect([answer.status, answer.json.length]).toEqual([200, 4]);
});

test('an ending after the query sets the format, also of errors', async () => {
  const { send } = await bootApi();
  expect((await send('GET', '/conferences/active?page=1.xml')).text).toContain('<response><item><id>10001</id>');
  const error = await send('GET', '/conferences/99.xml');
  expect([error.status, error.headers.get('content-type')]).toEqual([404, 'application/xml; charset=utf-8']);
  expect(error.text).toContain('<code>404</code>');
});

test('a download with an ending is still the file', async () => {
  const { send } = await bootApi();
  expect((await send('GET', '/file-library/40001/download.json')).headers.get('content-type')).toBe('image/png');
  expect((await send('GET', '/chats/20001.json')).headers.get('content-type')).toBe('application/zip');
});

test('an unknown address answers 404, a known one with another method 405 that lists the right ones', async () => {
  const { send } = await bootApi();
  for (const path of [
    '',
    '/nowhere',
    '/conferences/10001/nothing',
    '/conferences/10001/sessions1/registrations/all',
    '/__proto__',
  ]) {
    expect([path, (await send('GET', path)).status]).toEqual([path, 404]);
  }
  const wrong = await send('PATCH', '/conferences/10001');
  expect([wrong.status, wrong.json.name]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  expect(wrong.json.errors[0].message).toContain('GET, PUT, DELETE');
});

test('parameters of a POST may all stand in the query; the body wins', async () => {
  const { send } = await bootApi();
  const query =
    'name=From+query.js&room_type=meeting&permanent_room=True&access_type=1&settings%5Bencryption_enabled%5D=1';
  const first = await send('POST', `/conferences?${query}`);
  expect([first.status, first.json.room.name, first.json.room.settings.encryption_enabled]).toEqual([
    201,
    'From query.js',
    true,
  ]);
  expect((await send('POST', `/conferences?${query}`, { form: 'name=Body' })).json.room.name).toBe('Body');
});

test('JSON and multipart bodies are read like forms', async () => {
  const { send } = await bootApi();
  const body = JSON.stringify({
    ...{ name: 'J', room_type: 'meeting', permanent_room: true, access_type: 1 },
    settings: { recorder_autostart_enabled: true },
    registration: { enabled: true, template: 3 },
    lobby_description: null,
  });
  const json = await send('POST', '/conferences', { body, headers: { 'content-type': 'application/json' } });
  expect(json.json.room).toMatchObject({ registration_enabled: 1, settings: { recorder_autostart_enabled: true } });
  const form = new FormData();
  for (const [name, value] of [
    ['name', 'M'],
    ['room_type', 'webinar'],
    ['permanent_room', '1'],
    ['access_type', '1'],
    ['registration[enabled]', 'true'],
  ]) {
    form.append(name ?? '', value ?? '');
  }
  expect((await send('POST', '/conferences', { body: form })).json.room).toMatchObject({
    name: 'M',
    registration_enabled: 1,
  });
});

test('leftovers in the body of a DELETE do not matter', async () => {
  const { send } = await bootApi();
  const headers = { 'content-type': 'application/json' };
  expect((await send('DELETE', '/conferences/10001', { body: 'None', headers })).status).toBe(200);
  expect((await send('DELETE', '/conferences/10003', { form: 'None' })).status).toBe(200);
});

test.each([
  'settings[__proto__]=1',
  'settings[__proto__][x]=1',
  '__proto__[x]=1',
  'constructor[prototype][x]=1',
  'attendees[999999][email]=x',
  'a[1][2][3][4][5][6][7]=1',
])('%s is refused with 400 and a reason', async (form) => {
  const { send } = await bootApi();
  for (const [method, path] of [
    ['POST', '/conferences'],
    ['PUT', '/conferences/10001'],
    ['POST', '/contacts'],
  ] as const) {
    const answer = await send(method, path, { form });
    expect([answer.status, answer.json.name]).toEqual([400, 'INVALID_PARAMETER']);
  }
  expect((await send('GET', `/conferences/active?${form}`)).status).toBe(400);
});

test('hostile values never make the sandbox fail', async () => {
  const { send } = await bootApi();
  const values = [
    '<img src=x onerror=alert(1)>',
    '\u0000\u0001',
    '😀'.repeat(300),
    '%',
    "'; drop table rooms;--",
    '{}',
    '-1e999',
    'NaN',
  ];
  const fields = [
    'name',
    'starts_at',
    'duration',
    'timezone',
    'how_many',
    'email',
    'attendees[0][email]',
    'attendees',
    'registration[3]',
    'settings',
    'tokens[]',
    'role',
    'country',
    'page',
    'start_time',
  ];
  const targets = [
    ['POST', '/conferences'],
    ['PUT', '/conferences/10002'],
    ['POST', '/conferences/10004/tokens'],
    ['POST', '/conferences/10004/token'],
    ['DELETE', '/conferences/10004/tokens'],
    ['POST', '/conferences/10003/room/autologin_hash'],
    ['POST', '/conferences/10002/invitation/email/en'],
    ['POST', '/conferences/10002/registration'],
    ['POST', '/contacts'],
    ['POST', '/file-library'],
    ['POST', '/conference/availability'],
  ] as const;
  for (const [method, path] of targets) {
    for (const value of values) {
      const form = fields.map((field) => `${field}=${encodeURIComponent(value)}`).join('&');
      const answer = await send(method, path, { form });
      expect([method, path, answer.status < 500 && answer.text.length < 100_000]).toEqual([method, path, true]);
    }
  }
});

test('a value of a megabyte is refused or kept, never a failure', async () => {
  const { send } = await bootApi();
  const big = 'x'.repeat(1_000_000);
  for (const field of ['name', 'starts_at', 'timezone', 'password', 'settings[thank_you_page_url]']) {
    expect([field, (await send('PUT', '/conferences/10001', { form: `${field}=${big}` })).status]).toEqual([
      field,
      422,
    ]);
  }
  const form = `registration[1]=${big}&registration[2]=x&registration[3]=${big}@example.com`;
  expect((await send('POST', '/conferences/10002/registration', { form })).status).toBe(422);
  expect((await send('GET', `/conferences/${'9'.repeat(100_000)}`)).status).toBe(404);
});

test('a page of this machine may ask, a page of another site may not', async () => {
  const { send } = await bootApi();
  const headers = { origin: 'http://localhost:3000' };
  const preflight = await send('OPTIONS', '/conferences/active', { key: null, headers });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    200,
    'X-Api-Key, Content-Type, Accept, Authorization',
  ]);
  expect((await send('GET', '/ping', { headers })).headers.get('access-control-allow-origin')).toBe('*');
  for (const method of ['OPTIONS', 'GET', 'POST']) {
    const foreign = await send(method, '/conferences/active', { headers: { origin: 'https://evil.example' } });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  }
});

test('an error names the field, not the whole value', async () => {
  const { send } = await bootApi();
  const answer = await send('POST', '/conferences/10004/tokens', { form: `how_many=${'9'.repeat(100_000)}` });
  expect([answer.status, fieldsOf(answer)]).toEqual([422, ['how_many']]);
  expect(answer.text.length).toBeLessThan(500);
});
