import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../../sandbox/server.ts';
import { bootApi, event, headers } from '../api.fixture.ts';
import definition from '../index.ts';
import { regions } from '../project.ts';

const unauthorized = { status: 'fail', error: 'Invalid Credentials', code: 401 };

test.each([
  { 'X-CleverTap-Account-Id': 'AAA-BBB-CCCC' },
  { 'X-CleverTap-Passcode': 'wrong' },
  { 'X-CleverTap-Passcode': '' },
  { host: 'in1.localhost:4712' },
])('a request with %j is unauthorized', async (wrong) => {
  const { send } = await bootApi();
  const answer = await send('POST', 'now.json', {}, wrong);
  expect([answer.status, answer.json]).toEqual([401, unauthorized]);
});

test.each(regions)('only the region of the project answers, by host and by path: %s', async (region) => {
  const { sandbox, send } = await bootApi();
  await sandbox.control('set-region', { region: 'sg1' });
  const byHost = await send('POST', 'now.json', {}, { host: `${region}.localhost:4712` });
  const url = `${sandbox.world.origin}/${region}/1/now.json`;
  const byPath = await sandbox.fetch(new Request(url, { method: 'POST', headers, body: '{}' }));
  const status = region === 'sg1' ? 200 : 401;
  expect([byHost.status, byPath.status]).toEqual([status, status]);
});

test.each([
  'upload',
  'counts/events.json',
  'counts/trends.json',
  'now.json',
  'targets/create.json',
  'targets/list.json',
  'targets/result.json',
  'targets/stop.json',
  'send/push.json',
  'message/report.json',
  'delete/profiles.json',
  'demerge/profiles.json',
  'subscribe',
  'disassociate',
])('GET %s is not allowed', async (path) => {
  const { send } = await bootApi();
  const answer = await send('GET', path);
  expect([answer.status, answer.json]).toEqual([405, { status: 'fail', error: 'Method Not Allowed', code: 405 }]);
});

test('POST of a path that is only read is not allowed, and DELETE is nowhere', async () => {
  const { send } = await bootApi();
  expect((await send('POST', 'profile.json', {})).status).toBe(405);
  expect((await send('DELETE', 'events.json')).status).toBe(405);
});

test('a path that nobody knows answers 200 with nothing', async () => {
  const { send } = await bootApi();
  const answer = await send('GET', 'campaigns/list.json');
  expect([answer.status, answer.text]).toEqual([200, '']);
});

test.each(['{"d":', '[1]', '"text"', '{"d": 5}'])('the body %s is malformed', async (body) => {
  const { send } = await bootApi();
  const answer = await send('POST', 'upload', body);
  expect([answer.status, answer.json]).toMatchObject([400, { status: 'fail', code: 400 }]);
});

test('a body may be left out', async () => {
  const { send } = await bootApi();
  expect((await send('POST', 'now.json')).json).toEqual({ status: 'success', count: 0 });
});

test.each([
  ['upload', 15],
  ['now.json', 3],
  ['events.json', 3],
])('%s takes %i requests at once and refuses the next', async (path, most) => {
  const { send } = await bootApi();
  const answers = await Promise.all(Array.from({ length: most + 1 }, () => send('POST', path, { d: [] })));
  expect(answers.map(({ status }) => status === 429)).toEqual([...Array(most).fill(false), true]);
  expect(answers.at(-1)?.json).toEqual({ status: 'fail', error: 'Too many concurrent requests', code: 429 });
  expect((await send('POST', path, { d: [] })).status).toBe(200);
});

test('with a latency the limit is felt over a socket', async () => {
  const sandbox = await startSandbox(definition, { app: 'clevertap', port: 0 });
  onTestFinished(() => sandbox.close());
  await sandbox.sandbox.control('set-behaviour', { latencyMs: 150 });
  const now = () => fetch(`${sandbox.url}/now.json`, { method: 'POST', headers, body: '{}' });
  const statuses = (await Promise.all([now(), now(), now(), now(), now()])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 200, 200, 429, 429]);
});

test('a raw request with a cursor in its line gets its page', async () => {
  const sandbox = await startSandbox(definition, {
    app: 'clevertap',
    port: 0,
    seed: false,
    now: '2026-11-20T11:00:30Z',
  });
  onTestFinished(() => sandbox.close());
  const line = async (start: string, body = ''): Promise<any> => {
    const lines = [
      start,
      'Host: us1.localhost',
      'Connection: close',
      ...Object.entries(headers).map((pair) => pair.join(': ')),
    ];
    const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
    socket.write(`${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const text = Buffer.concat(await socket.toArray()).toString();
    return JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
  };
  await line('POST /1/upload HTTP/1.1', JSON.stringify({ d: [event('a', 'Ordered', { n: 1 })] }));
  const query = JSON.stringify({ event_name: 'Ordered', from: 20261120, to: 20261120 });
  const { cursor } = await line('POST /1/events.json?batch_size=5 HTTP/1.1', query);
  expect((await line(`GET /1/events.json?cursor=${cursor} HTTP/1.1`)).records).toHaveLength(1);
});
