import { expect, test } from 'vitest';
import { account } from '../account.ts';
import { bootRaw, form, key } from './raw.fixture.ts';

const room = 'name=Raw&room_type=webinar&permanent_room=1&access_type=1';
const encoded = (text: string): string => text.replaceAll('[', '%5B').replaceAll(']', '%5D');

test.each([
  ['X-Api-Key', 'GET /v1/ping', [key], ''],
  ['X-API-KEY', 'GET /v1/ping', [`X-API-KEY: ${account.apiKey}`], ''],
  ['x-api-key with spaces', 'GET /v1/ping', [`x-api-key:   ${account.apiKey}  `], ''],
  ['the query', `GET /v1/ping?api_key=${account.apiKey}`, [], ''],
  ['the query before an ending', `GET /v1/ping?api_key=${account.apiKey}.json`, [], ''],
  ['a form', 'POST /v1/contacts', [form], `email=a@example.com&firstname=a&lastname=b&api_key=${account.apiKey}`],
  [
    'the query of a POST',
    `POST /v1/contacts?api_key=${account.apiKey}&email=a@example.com&firstname=a&lastname=b`,
    [],
    '',
  ],
  ['a header beside a foreign Authorization', 'GET /v1/ping', [key, 'Authorization: Basic YW5vbnltb3VzOnh4'], ''],
])('the key is taken from %s', async (_, line, headers, body) => {
  const { send } = await bootRaw();
  expect((await send(line, headers, body)).status).toBe(200);
});

test.each([
  '/v1/conferences/active/',
  '/v1/conferences//active',
  '/v1//conferences/Active.json',
  '/v1/conferences/active.json?',
  '/v1/conferences/active?page=1.json',
  '/v1/conferences/active.json?page=1.json',
  '/v1/conferences/active?page=',
  '/v1/conferences/%61ctive',
])('%s is the list of active rooms', async (path) => {
  const { send } = await bootRaw();
  const answer = await send(`GET ${path}`);
  expect([answer.status, Array.isArray(answer.json), answer.json?.[0]?.id]).toEqual([200, true, 10001]);
});

test('an ending sets the format wherever it stands, also of an error; a download keeps its own', async () => {
  const { send } = await bootRaw();
  expect((await send('GET /v1/conferences/10001/recordings.xml/')).headers['content-type']).toMatch(
    /^application\/xml/,
  );
  expect((await send('GET /v1/conferences/active?page=1.php')).body.toString()).toMatch(/^a:\d+:\{i:0;a:/);
  expect((await send('GET /v1/nowhere?page=1.xml')).body.toString()).toContain('<response><code>404</code>');
  expect((await send('GET /v1/ping.php', [])).body.toString()).toMatch(/^a:3:\{s:4:"code";i:401;/);
  expect((await send('PATCH /v1/ping.printr')).body.toString()).toMatch(/^Array\n\(\n {4}\[code\] => 405\n/);
  const json = await send('GET /v1/ping');
  expect(json.headers['content-type']).toBe('application/json');
  expect((await send('GET /v1/file-library/40001/download.json')).headers['content-disposition']).toContain(
    'attachment',
  );
});

const full = `${room}&settings[encryption_enabled]=1&registration[enabled]=true`;

test.each([
  ['a form', 'POST /v1/conferences', [form], full],
  ['a form with percent-encoded brackets', 'POST /v1/conferences', [form], encoded(full)],
  ['a form that begins with &', 'POST /v1/conferences.json', [form], `&${full}`],
  ['a form without a content type', 'POST /v1/conferences/', [], full],
  ['a form of another charset name', 'POST /v1/conferences', [`${form}; charset=UTF-8`], full],
  ['the query alone', `POST /v1/conferences?${encoded(full)}`, [], ''],
  ['the query and an empty form', `POST /v1/conferences?${full}`, [form, 'Content-Length: 0'], ''],
  [
    'JSON',
    'POST /v1/conferences',
    ['Content-Type: application/json; charset=utf-8'],
    JSON.stringify({
      name: 'Raw',
      room_type: 'webinar',
      permanent_room: true,
      access_type: 1,
      settings: { encryption_enabled: true },
      registration: { enabled: 1 },
    }),
  ],
  [
    'JSON that is called text',
    'POST /v1/conferences',
    ['Content-Type: text/plain;charset=UTF-8'],
    JSON.stringify({
      name: 'Raw',
      room_type: 'webinar',
      permanent_room: '1',
      access_type: '1',
      settings: { encryption_enabled: '1' },
      registration: { enabled: 'True' },
    }),
  ],
  ['multipart fields', 'POST /v1/conferences', ['Content-Type: multipart/form-data; boundary=X'], multipart('X')],
  ['multipart with a comma', 'POST /v1/conferences', ['Content-Type: multipart/form-data, boundary=X'], multipart('X')],
  [
    'multipart with a quoted boundary',
    'POST /v1/conferences',
    ['Content-Type: multipart/form-data; boundary="X y"'],
    multipart('X y'),
  ],
  [
    'multipart without its boundary',
    'POST /v1/conferences',
    ['Content-Type: multipart/form-data'],
    multipart('--------x7'),
  ],
  [
    'multipart with a wrong boundary',
    'POST /v1/conferences',
    ['Content-Type: multipart/form-data; boundary=lost'],
    multipart('X'),
  ],
  [
    'multipart with bare line feeds',
    'POST /v1/conferences',
    ['Content-Type: multipart/form-data; boundary=X'],
    multipart('X').replaceAll('\r', ''),
  ],
])('%s makes a room', async (_, line, headers, body) => {
  const { send } = await bootRaw();
  const answer = await send(line, [key, ...headers], body);
  expect(answer.json).toMatchObject({
    room: { name: 'Raw', registration_enabled: 1, settings: { encryption_enabled: true } },
  });
  expect(answer.status).toBe(201);
});

function multipart(boundary: string): string {
  const parts = [...new URLSearchParams(full)].map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

test('lists are read in every spelling of brackets', async () => {
  const { send } = await bootRaw();
  const rest = 'template=basic&role=listener';
  for (const attendees of [
    'attendees[0][email]=a@example.com&attendees[1][email]=b@example.com',
    encoded('attendees[][email]=a@example.com&attendees[][email]=b@example.com'),
    'attendees[5][email]=a@example.com&attendees[7][email]=b@example.com',
  ]) {
    const answer = await send('POST /v1/conferences/10001/invitation/email/en', [key, form], `${attendees}&${rest}`);
    expect([attendees, answer.status]).toEqual([attendees, 200]);
  }
});

test.each([
  ['1', true],
  ['0', false],
  ['true', true],
  ['false', false],
  ['True', true],
  ['False', false],
  ['TRUE', true],
  ['on', true],
  ['off', false],
  ['yes', true],
  ['no', false],
])('the boolean %s is %s', async (text, expected) => {
  const { send } = await bootRaw();
  const answer = await send('PUT /v1/conferences/10001', [key, form], `lobby_enabled=${text}`);
  expect([answer.status, answer.json.conference?.lobby_enabled]).toEqual([200, expected]);
  const json = ['true', 'false', '1', '0'].includes(text) ? text : `"${text}"`;
  const typed = await send(
    'PUT /v1/conferences/10001',
    [key, 'Content-Type: application/json'],
    `{"lobby_enabled":${json}}`,
  );
  expect(typed.json.conference?.lobby_enabled).toBe(expected);
});

test('leftovers in bodies of GET and DELETE, and empty bodies of PUT, do not matter', async () => {
  const { send } = await bootRaw();
  expect((await send('GET /v1/conferences/10001', [key, form], 'None')).status).toBe(200);
  expect((await send('GET /v1/conferences/10001', [key, form])).status).toBe(200);
  expect((await send('PUT /v1/conferences/10001', [key, form, 'Content-Length: 0'])).json.conference.id).toBe(10001);
  const empty = ['Content-Type: multipart/form-data; boundary=----moodle'];
  expect((await send('PUT /v1/conferences/10001', [key, ...empty], '------moodle--\r\n')).json.conference.id).toBe(
    10001,
  );
  expect((await send('PUT /v1/conferences/10001', [key, ...empty, 'Content-Length: 0'])).status).toBe(200);
  const anonymous = 'Authorization: Basic YW5vbnltb3VzOm5vcmVwbHlAbW9vZGxlLm9yZw==';
  expect((await send('DELETE /v1/conferences/10001', [key, form, anonymous], 'None')).json).toEqual({ result: 'OK' });
});

test('a file arrives byte by byte, whatever its part says', async () => {
  const { send } = await bootRaw();
  const bytes = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    Buffer.from('\r\n--Xy\r\n--\r\n'),
    Buffer.from([0, 255, 13, 10]),
  ]);
  const head =
    '--X\r\nContent-Disposition: form-data; name="uploaded"; filename="za\\"ż.png"\r\nContent-Type: text/plain\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--X--\r\n')]);
  const uploaded = await send('POST /v1/file-library', [key, 'Content-Type: multipart/form-data, boundary=X'], body);
  expect([uploaded.status, uploaded.json.name]).toEqual([201, 'za"ż.png']);
  const file = await send(`GET /v1/file-library/${uploaded.json.id}/download`);
  expect(file.body.equals(bytes)).toBe(true);
});

test('an upload without a file is refused in the documented shape', async () => {
  const { send } = await bootRaw();
  const type = 'Content-Type: multipart/form-data; boundary=X';
  for (const part of [
    'name="uploaded"\r\n\r\n@/tmp/a.pdf',
    'name="uploaded"; filename=""\r\n\r\n',
    'name="file"; filename="a.pdf"\r\n\r\nx',
  ]) {
    const answer = await send(
      'POST /v1/file-library',
      [key, type],
      `--X\r\nContent-Disposition: form-data; ${part}\r\n--X--\r\n`,
    );
    expect([part, answer.status, answer.json.errors[0].name]).toEqual([part, 422, 'uploaded']);
  }
});

test('chunked, slow and awaited bodies are read', async () => {
  const { send, exchange } = await bootRaw();
  const half = full.length >> 1;
  const chunked = `${half.toString(16)}\r\n${full.slice(0, half)}\r\n${(full.length - half).toString(16)}\r\n${full.slice(half)}\r\n0\r\n\r\n`;
  expect((await send('POST /v1/conferences', [key, form, 'Transfer-Encoding: chunked'], chunked)).status).toBe(201);
  const head = [
    'POST /v1/conferences HTTP/1.1',
    'Host: localhost',
    'Connection: close',
    key,
    form,
    `Content-Length: ${full.length}`,
  ];
  const slow = await exchange(
    [`${head.join('\r\n')}\r\n\r\n`, full.slice(0, 5), full.slice(5, 20), full.slice(20)],
    60,
  );
  expect(slow.status).toBe(201);
  const awaited = await exchange([`${[...head, 'Expect: 100-continue'].join('\r\n')}\r\n\r\n`, full], 60);
  expect(awaited.status).toBe(100);
  expect(awaited.body.toString()).toMatch(/^HTTP\/1\.1 201/);
  expect((await exchange([`GET /v1/ping HTTP/1.0\r\n${key}\r\n\r\n`])).json).toEqual({ ping: 'pong' });
});

test('HEAD has the headers of GET and no body; a preflight needs no key', async () => {
  const { send } = await bootRaw();
  const [head, get] = [await send('HEAD /v1/conferences/10001'), await send('GET /v1/conferences/10001')];
  expect([head.status, head.headers['content-type'], head.body.length]).toEqual([200, get.headers['content-type'], 0]);
  const asked = [
    'Origin: http://localhost:8000',
    'Access-Control-Request-Method: GET',
    'Access-Control-Request-Headers: x-api-key',
  ];
  const preflight = await send('OPTIONS /v1/conferences/active', asked);
  expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([
    200,
    'X-Api-Key, Content-Type, Accept, Authorization',
  ]);
  expect(
    (await send('GET /v1/ping', [key, 'Origin: http://localhost:8000'])).headers['access-control-allow-origin'],
  ).toBe('*');
});

test('a base path with percent signs is the base path', async () => {
  const { send } = await bootRaw();
  expect((await send('GET /%76%31/ping.json')).json).toEqual({ ping: 'pong' });
  expect((await send('GET /v1')).json.errors).toEqual([{ name: 'path', message: 'Unknown address /' }]);
});

test('unknown methods answer 501, known ones in the wrong place 405, unknown addresses 404', async () => {
  const { send } = await bootRaw();
  const answers = [await send('PROPFIND /v1/ping'), await send('PATCH /v1/ping'), await send('GET /v1/nothing.yaml')];
  expect(answers.map(({ json }) => [json.code, json.name])).toEqual([
    [501, 'NOT_IMPLEMENTED'],
    [405, 'METHOD_NOT_ALLOWED'],
    [404, 'NOT_FOUND'],
  ]);
});
