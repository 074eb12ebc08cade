import { strFromU8 } from 'fflate';
import { expect, test } from 'vitest';
import { bootApi } from './api.fixture.ts';
import { bytesAt, hold } from './play.fixture.ts';

test('a recording link serves the file of the size listed, expires and cannot be forged', async () => {
  const api = await bootApi();
  const [recording] = (await api.send('GET', '/conferences/10005/recordings')).json;
  expect(recording).toMatchObject({
    recording_duration: 3240,
    recorder_started: '2026-11-13 15:01:00',
    recording_name: 'Spring roadmap webinar',
  });
  const url = new URL(recording.recording_url);
  expect(url.searchParams.get('st')).toMatch(/^[\w-]{22}$/);
  const { status, type, bytes } = await bytesAt(api, url.href);
  expect([status, type, strFromU8(bytes.subarray(0, 4)), String(bytes.length)]).toEqual([
    200,
    'audio/wav',
    'RIFF',
    recording.recording_file_size,
  ]);
  const head = await api.sandbox.fetch(new Request(url, { method: 'HEAD' }));
  expect(head.headers.get('content-length')).toBe(recording.recording_file_size);
  const later = new URL(url);
  later.searchParams.set('e', String(Number(url.searchParams.get('e')) + 1));
  expect((await bytesAt(api, later.href)).status).toBe(403);
  api.advance(7 * 60);
  expect((await bytesAt(api, url.href)).status).toBe(410);
  const [again] = (await api.send('GET', '/conferences/10005/recordings')).json;
  expect((await bytesAt(api, again.recording_url)).status).toBe(200);
  expect((await api.send('GET', '/conferences/10005')).json.conference.recorder_list).toEqual([again.recording_url]);
});

test('recordings are listed for the account and deleted one by one or all', async () => {
  const api = await bootApi();
  await hold(api, { room: 10001 });
  const { recording } = (await hold(api, { room: 10001 })).body.output;
  const all = (await api.send('GET', '/conferences/recordings')).json;
  expect(all.map((entry: any) => entry.conference_id)).toEqual([10005, 10001, 10001]);
  expect((await api.send('DELETE', `/conferences/10001/recordings/${recording}`)).json).toEqual({ STATUS: 'OK' });
  expect((await api.send('DELETE', `/conferences/10001/recordings/${recording}`)).status).toBe(404);
  expect((await api.send('DELETE', '/conferences/10001/recordings/30001')).status).toBe(404);
  expect((await api.send('DELETE', '/conferences/10001/recordings')).json).toEqual({ STATUS: 'OK' });
  expect((await api.send('GET', '/conferences/recordings')).json).toHaveLength(1);
});
