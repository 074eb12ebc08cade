import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../../sandbox/server.ts';
import { basic, bootApi, demoAuthorization } from '../api.fixture.ts';
import { apiRoutes } from '../api-routes.ts';
import definition from '../index.ts';
import { demo } from '../seed.ts';

const testKey = 'D83DED51-9E35-4D42-9BB9-0E34B7CA85AE';

test.each([
  ['none', null],
  ['another scheme', 'Bearer x'],
  ['no base64', 'Basic %%%'],
  ['a wrong key', basic('demo', testKey)],
  ['an unknown name', basic('nobody', demo.apiKey)],
  ['no key', basic('demo', '')],
  ['an account that is not active', basic('notactive', testKey)],
])('credentials: %s gives the same 401 as all others', async (_, authorization) => {
  const { send } = await bootApi();
  const { status, json, headers } = await send('GET', '/sms/history', undefined, authorization);
  expect([status, json, headers.get('www-authenticate')]).toEqual([
    401,
    { http_code: 401, response_code: 'UNAUTHORIZED', response_msg: 'Authorization failed.', data: null },
    null,
  ]);
});

test('a suspended account is told so, and the password of the account is as good as its key', async () => {
  const { send } = await bootApi();
  expect((await send('GET', '/lists', undefined, basic('banned', testKey))).json).toEqual({
    http_code: 403,
    response_code: 'FORBIDDEN',
    response_msg: 'Your account is suspended. Please contact support for more information.',
    data: null,
  });
  expect((await send('GET', '/lists', undefined, basic('demo', demo.password))).status).toBe(200);
});

test.each([
  ['GET', '/nothing'],
  ['DELETE', '/sms/history'],
  ['POST', '/sms'],
  ['GET', ''],
  ['PATCH', '/lists'],
])('%s %s is no endpoint, whether the path or the method is wrong', async (method, path) => {
  const { send } = await bootApi();
  const { status, json } = await send(method, path);
  expect([status, json.response_code, json.response_msg]).toEqual([
    404,
    'NOT_FOUND',
    'Invalid endpoint. Please try again.',
  ]);
});

test('requests are counted by the minute, those for the account by themselves', async () => {
  const { send, advance } = await bootApi();
  const first = await send('GET', '/account');
  const rate = (answer: typeof first) =>
    ['x-ratelimit-limit', 'x-ratelimit-remaining', 'ratelimit-reset', 'retry-after'].map((name) =>
      answer.headers.get(name),
    );
  expect(rate(first)).toEqual(['20', '19', '60', null]);
  expect(rate(await send('GET', '/lists'))).toEqual(['6000', '5999', '60', null]);
  for (let count = 0; count < 19; count += 1) await send('GET', '/account');
  advance(15);
  const refused = await send('GET', '/account');
  expect([refused.status, refused.json.response_code, refused.json.response_msg, ...rate(refused)]).toEqual([
    429,
    'HTTP_TOO_MANY_REQUESTS',
    'Too many attempts.',
    '20',
    '0',
    '45',
    '45',
  ]);
  advance(45);
  expect((await send('GET', '/account')).status).toBe(200);
});

test('a body that is no JSON is refused', async () => {
  const { send } = await bootApi();
  expect((await send('POST', '/lists', '{"list_name":')).json).toMatchObject({
    http_code: 400,
    response_code: 'BAD_REQUEST',
  });
});

const paths = apiRoutes.map((route) => ({ ...route, name: `${route.method} ${route.path}` }));

test('every endpoint that is not public asks for credentials', async () => {
  const { send, sandbox } = await bootApi();
  await sandbox.control('set-limits', { perMinute: 100_000, accountPerMinute: 100_000 });
  const open = [];
  for (const { method, path, name } of paths) {
    const { status } = await send(method, path.replace(/:\w+/g, '1'), undefined, null);
    if (status !== 401) open.push(name);
  }
  expect(paths.length).toBeGreaterThan(150);
  expect(open.sort()).toEqual(['GET /countries', 'GET /pricing/:country', 'POST /account']);
});

test('no endpoint fails, whatever it is sent', async () => {
  const { send, sandbox } = await bootApi();
  await sandbox.control('set-limits', { perMinute: 100_000, accountPerMinute: 100_000 });
  const odd = [null, '', -1, 1e21, true, '😀'.repeat(50), [], [[]], [null], {}, { a: 1 }];
  const names = [
    ...['messages', 'to', 'from', 'body', 'list_id', 'list_name', 'schedule', 'recipients', 'url', 'file_url'],
    ...['file_urls', 'fields', 'field_order', 'phone_number', 'email', 'areas', 'content', 'country_list_ids', 'name'],
    ...['attachments', 'template_name', 'date_before', 'subject', 'enabled', 'match_type', 'action', 'media_file'],
  ];
  const failed: string[] = [];
  for (const { method, path, name } of paths) {
    for (const value of odd) {
      const body = method === 'GET' ? undefined : Object.fromEntries(names.map((field) => [field, value]));
      const query = `?page=${value}&limit=${value}&q=${value}:${value},:&order_by=${value}&date_from=${value}&filename=${value}`;
      const { status } = await send(method, path.replace(/:\w+/g, '9001') + encodeURI(query), body).catch(() => ({
        status: 500,
      }));
      if (status >= 500) failed.push(`${name} ${JSON.stringify(value)}`);
    }
  }
  expect(failed).toEqual([]);
}, 60_000);

test.each([
  ['GET', '/sms/history?q=__proto__:x,constructor:y&operator=OR', 200],
  ['GET', '/lists?q=constructor:x&order_by=__proto__:desc', 200],
  ['GET', '/sms/history?page=999999999999999&limit=100', 200],
  ['POST', '/uploads?convert=constructor', 400],
  ['GET', '/lists/__proto__', 403],
  ['GET', '/lists/%00', 403],
])('%s %s means nothing special', async (method, path, status) => {
  const { send } = await bootApi();
  const body = method === 'GET' ? undefined : { content: 'YQ==' };
  expect((await send(method, path, body)).status).toBe(status);
});

test('pages have the bounds of the service, and an empty list has no last page', async () => {
  const { send } = await bootApi();
  for (let count = 0; count < 20; count += 1) await send('POST', '/lists', { list_name: `List ${count}` });
  const second = await send('GET', '/lists?page=2&limit=3');
  expect(second.data).toMatchObject({
    total: 22,
    per_page: 15,
    current_page: 2,
    last_page: 2,
    next_page_url: null,
    prev_page_url: 'http://127.0.0.1:4713/v3/lists?page=1',
    from: 16,
    to: 22,
  });
  expect((await send('GET', '/lists?limit=1000')).data.per_page).toBe(100);
  expect((await send('GET', '/sms/receipts?page=3')).data).toEqual({
    total: 0,
    per_page: 15,
    current_page: 1,
    last_page: 0,
    next_page_url: null,
    prev_page_url: null,
    from: null,
    to: null,
    data: [],
  });
});

test.each([
  ['q=list_name:customers', ['Customers']],
  ['q=list_name:CUSTOMERS,list_id:428', ['Customers']],
  ['q=list_name:customers,list_id:429', []],
  ['q=list_name:customers,list_id:429&operator=OR', ['Customers', 'Opt-Out List']],
  ['order_by=list_name:desc', ['Opt-Out List', 'Customers']],
  ['q=unknown:x', ['Customers', 'Opt-Out List']],
])('lists are searched and sorted: %s', async (query, expected) => {
  const { send } = await bootApi();
  const { data } = await send('GET', `/lists?${query}`);
  expect(data.data.map((list: any) => list.list_name)).toEqual(expected);
});

test('over a socket, what is read stays, and HEAD and slashes at the end work', async () => {
  const sandbox = await startSandbox(definition, { app: 'clicksend', port: 0 });
  onTestFinished(() => sandbox.close());
  const ask = (method: string, path: string, body?: string) =>
    new Promise<[number, string]>((resolve, reject) => {
      const outgoing = request(
        `${sandbox.url}${path}`,
        { method, headers: { authorization: demoAuthorization } },
        (answer) => {
          let text = '';
          answer.on('data', (chunk) => {
            text += chunk;
          });
          answer.on('end', () => resolve([answer.statusCode ?? 0, text]));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const [status, text] = await ask('POST', '/lists/', '{"list_name":"Wire"}');
  expect([status, JSON.parse(text).response_msg]).toEqual([200, 'New list has been created.']);
  expect(await ask('HEAD', '/lists')).toEqual([200, '']);
  expect((await ask('GET', '/lists?q=list_name:wire'))[1]).toContain(`"path":"${sandbox.url}/lists"`);
});
