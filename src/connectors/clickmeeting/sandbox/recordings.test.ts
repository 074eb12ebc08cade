import { expect, test } from 'vitest';
import { account, subAccount } from './account.ts';
import { bootApi } from './api.fixture.ts';
import { type Api, bytesAt, hold } from './play.fixture.ts';

async function seededUrl(api: Api): Promise<URL> {
  const [recording] = (await api.send('GET', '/conferences/10005/recordings')).json;
  return new URL(recording.recording_url);
}

async function read(api: Api, url: URL | string, init: RequestInit = {}) {
  const response = await api.sandbox.fetch(new Request(url, init));
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('a recording is shown as the service shows it', async () => {
  const api = await bootApi();
  const [recording] = (await api.send('GET', '/conferences/10005/recordings')).json;
  expect(recording).toEqual({
    id: 30001,
    recording_url: expect.stringMatching(/\/recorder\/30001\?st=[\w-]{22}&e=\d{10}$/),
    recording_duration: 3240,
    recorder_started: '2026-11-13 15:01:00',
    recorder_start_date: '2026-11-13T16:01:00+01:00',
    recording_file_size: expect.stringMatching(/^\d+$/),
    recording_name: 'Spring roadmap webinar',
  });
  const [listed] = (await api.send('GET', '/conferences/recordings')).json;
  expect(listed).toEqual({ ...recording, conference_id: 10005 });
});

test('its link serves a video of the size listed, without a key', async () => {
  const api = await bootApi();
  const [recording] = (await api.send('GET', '/conferences/10005/recordings')).json;
  const { status, headers, bytes } = await read(api, recording.recording_url);
  expect([status, headers.get('content-type'), String(bytes.length)]).toEqual([
    200,
    'video/mp4',
    recording.recording_file_size,
  ]);
  expect(headers.get('content-disposition')).toBe('attachment; filename="recording-30001.mp4"');
  const head = await read(api, recording.recording_url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([
    200,
    recording.recording_file_size,
    0,
  ]);
});

test('a link expires and cannot be forged; reading the list again gives a good one', async () => {
  const api = await bootApi();
  const url = await seededUrl(api);
  const changed = (change: (url: URL) => void): URL => {
    const copy = new URL(url);
    change(copy);
    return copy;
  };
  const forged = [
    changed(({ searchParams }) => searchParams.set('e', String(Number(searchParams.get('e')) + 1))),
    changed(({ searchParams }) => searchParams.set('st', 'A'.repeat(22))),
    changed(({ searchParams }) => searchParams.delete('st')),
    changed(({ searchParams }) => searchParams.delete('e')),
    changed((copy) => (copy.pathname = '/recorder/30002')),
  ];
  for (const wrong of forged) expect((await read(api, wrong)).status).toBe(403);
  api.advance(6 * 60);
  expect((await read(api, url)).status).toBe(200);
  api.advance(1 / 60);
  expect((await read(api, url)).status).toBe(410);
  const again = await seededUrl(api);
  expect(again.search).not.toBe(url.search);
  expect((await read(api, again)).status).toBe(200);
  expect((await api.send('GET', '/conferences/10005')).json.conference.recorder_list).toEqual([again.href]);
});

test('parts of it can be read, so that a broken download goes on', async () => {
  const api = await bootApi();
  const url = await seededUrl(api);
  const whole = await read(api, url);
  const size = whole.bytes.length;
  const part = (range: string, more: Record<string, string> = {}) => read(api, url, { headers: { range, ...more } });
  for (const [range, first, last] of [
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, size - 1],
    ['bytes=-500', size - 500, size - 1],
    [`bytes=${size - 1}-${size + 100}`, size - 1, size - 1],
    [`bytes=-${size * 2}`, 0, size - 1],
  ] as const) {
    const { status, headers, bytes } = await part(range);
    expect([status, headers.get('content-range')]).toEqual([206, `bytes ${first}-${last}/${size}`]);
    expect(bytes.equals(whole.bytes.subarray(first, last + 1))).toBe(true);
  }
  for (const range of [`bytes=${size}-`, 'bytes=-0', `bytes=${size + 5}-${size + 9}`]) {
    const { status, headers } = await part(range);
    expect([status, headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
  }
  for (const range of ['bytes=5-2', 'bytes=-', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6']) {
    expect((await part(range)).status).toBe(200);
  }
  const etag = whole.headers.get('etag') ?? '';
  expect((await part('bytes=0-9', { 'if-range': etag })).status).toBe(206);
  expect((await part('bytes=0-9', { 'if-range': '"other"' })).status).toBe(200);
});

test('recordings are listed for the account and deleted one by one or all', async () => {
  const api = await bootApi();
  await hold(api, { room: 10001 });
  const { recording } = (await hold(api, { room: 10001 })).body.output;
  const all = (await api.send('GET', '/conferences/recordings')).json;
  expect(all.map((entry: any) => entry.conference_id)).toEqual([10005, 10001, 10001]);
  const url = all.at(-1).recording_url;
  expect((await api.send('DELETE', `/conferences/10001/recordings/${recording}`)).json).toEqual({ STATUS: 'OK' });
  expect((await bytesAt(api, url)).status).toBe(404);
  expect((await api.send('DELETE', `/conferences/10001/recordings/${recording}`)).status).toBe(404);
  expect((await api.send('DELETE', '/conferences/10001/recordings/30001')).status).toBe(404);
  expect((await api.send('DELETE', '/conferences/10001/recordings')).json).toEqual({ STATUS: 'OK' });
  expect((await api.send('GET', '/conferences/recordings')).json).toHaveLength(1);
});

test.each([
  ['GET', '/conferences/99/recordings'],
  ['GET', '/conferences/abc/recordings'],
  ['DELETE', '/conferences/99/recordings'],
  ['DELETE', '/conferences/99/recordings/30001'],
  ['DELETE', '/conferences/10005/recordings/0'],
  ['DELETE', "/conferences/10005/recordings/30001' or 1=1"],
  ['DELETE', `/conferences/10005/recordings/${'9'.repeat(5000)}`],
])('%s %s is 404 in the shape of the API', async (method, path) => {
  const { send } = await bootApi();
  const answer = await send(method, path);
  expect([answer.status, answer.json.code, answer.json.name]).toEqual([404, 404, 'NOT_FOUND']);
});

test('another account neither sees nor deletes them', async () => {
  const { send } = await bootApi();
  const key = subAccount.apiKey;
  expect((await send('GET', '/conferences/recordings', { key })).json).toEqual([]);
  expect((await send('GET', '/conferences/10005/recordings', { key })).status).toBe(404);
  expect((await send('DELETE', '/conferences/10005/recordings/30001', { key })).status).toBe(404);
  expect((await send('GET', '/conferences/10005/recordings', { key: account.apiKey })).json).toHaveLength(1);
});
