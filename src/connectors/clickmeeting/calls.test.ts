import { expect, test } from 'vitest';
import type { ActionDefinition, RunTools } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { HttpRequest } from '../../kernel/http.ts';
import checkAvailability from './actions/check-availability.ts';
import downloadRecording from './actions/download-recording.ts';
import generateAutologinUrl from './actions/generate-autologin-url.ts';
import generateSessionReport from './actions/generate-session-report.ts';

const fileRef = { file: 'file_1', name: 'a.mp4', contentType: 'video/mp4', sizeBytes: 3, sha256: 'ab' };
const anna = { room_id: 7, email: 'a@b.co', nickname: 'Anna', role: 'listener' };

/** Runs an action of several calls against answers given in order, and records what it sent and how long it slept. */
async function play(definition: ActionDefinition<any, any>, input: unknown, answers: unknown[]) {
  const sent: HttpRequest[] = [];
  const slept: number[] = [];
  const left = [...answers];
  const tools = {
    async call(request: HttpRequest) {
      sent.push(request);
      const body = left.length > 1 ? left.shift() : left[0];
      if (body instanceof Error) throw body;
      return { status: 200, headers: {}, body };
    },
    async sleep(ms: number) {
      slept.push(ms);
    },
  } as unknown as RunTools;
  if (!('run' in definition)) throw new Error('the action has one call only');
  const output: any = await definition.run(definition.input.parse(input), tools);
  expect(definition.output.safeParse(output).error).toBeUndefined();
  return { output, sent, slept };
}

test('an autologin link is the room address with the hash, escaped', async () => {
  const room = { conference: { id: 7, name: 'R', room_url: 'http://demo.clickmeeting.com/r' } };
  const { output, sent } = await play(generateAutologinUrl, anna, [room, { autologin_hash: 'AQ+N/4__' }]);
  expect(output).toEqual({ url: 'http://demo.clickmeeting.com/r?l=AQ%2BN%2F4__', autologin_hash: 'AQ+N/4__' });
  expect(sent).toEqual([
    { method: 'GET', path: '/conferences/7' },
    {
      method: 'POST',
      path: '/conferences/7/room/autologin_hash',
      body: { form: { email: 'a@b.co', nickname: 'Anna', role: 'listener' } },
    },
  ]);
});

test('an autologin without hash or address is an error, not half a link', async () => {
  const room = { conference: { id: 7, name: 'R', room_url: 'http://demo.clickmeeting.com/r' } };
  await expect(play(generateAutologinUrl, anna, [room, {}])).rejects.toThrow(/expected an autologin_hash/);
  await expect(play(generateAutologinUrl, anna, [{ conference: { id: 7, name: 'R' } }])).rejects.toThrow(/room_url/);
});

const session = { room_id: 7, session_id: 8 };
const working = { status: 'IN PROGRESS', progress: 50 };
const finished = { status: 'FINISHED', progress: 100, url: 'http://api.clickmeeting.com/panel/pdf/en/8/xvOac' };

test('a report that is not awaited gives the state of the moment', async () => {
  const { output, sent, slept } = await play(generateSessionReport, session, [working]);
  expect(output).toEqual({ status: 'IN_PROGRESS', progress: 50 });
  expect(sent).toEqual([{ method: 'GET', path: '/conferences/7/sessions/8/generate-pdf/en' }]);
  expect(slept).toEqual([]);
});

test('an awaited report is asked for until it is finished, with growing pauses', async () => {
  const { output, slept } = await play(generateSessionReport, { ...session, lang: 'pl', wait: true }, [
    { status: 'NEW', progress: 0 },
    working,
    { status: 'IN_PROGRESS' },
    finished,
  ]);
  expect(output).toEqual(finished);
  expect(slept).toEqual([500, 750, 1125]);
});

test('waiting ends when the report has failed', async () => {
  const { output, sent } = await play(generateSessionReport, { ...session, wait: true }, [
    working,
    { status: 'FAILED' },
  ]);
  expect(output).toEqual({ status: 'FAILED' });
  expect(sent).toHaveLength(2);
});

test('waiting ends at its limit with the state reached', async () => {
  const { output, slept } = await play(generateSessionReport, { ...session, wait: true, wait_seconds: 10 }, [working]);
  expect(output.status).toBe('IN_PROGRESS');
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(10_000);
  expect(Math.max(...slept)).toBeLessThanOrEqual(5_000);
});

test('a downloaded report is fetched from its own address without the key', async () => {
  const { output, sent } = await play(generateSessionReport, { ...session, download: true }, [
    working,
    finished,
    fileRef,
  ]);
  expect(output).toEqual({ ...finished, file: fileRef });
  expect(sent[2]).toMatchObject({
    url: finished.url,
    anonymous: true,
    responseType: 'file',
    fileName: 'session-8-en.pdf',
  });
});

test('a report that failed downloads nothing', async () => {
  const { output, sent } = await play(generateSessionReport, { ...session, download: true }, [{ status: 'FAILED' }]);
  expect(output).toEqual({ status: 'FAILED' });
  expect(sent).toHaveLength(1);
});

test('a recording is downloaded from a fresh signed address without the key', async () => {
  const recording_url = 'http://recorder.clickmeeting.com/r?st=R_63&e=1408719682';
  const { output, sent } = await play(downloadRecording, { room_id: 7, recording_id: 5 }, [
    [{ id: 4 }, { id: 5, recording_url }],
    fileRef,
  ]);
  expect(output).toEqual(fileRef);
  expect(sent[0]).toEqual({ method: 'GET', path: '/conferences/7/recordings', effect: 'read' });
  expect(sent[1]).toEqual({
    method: 'GET',
    path: '/r',
    url: recording_url,
    anonymous: true,
    responseType: 'file',
    fileName: 'recording-5.mp4',
  });
});

test('a recording that is not there, or has no address, is refused by name', async () => {
  const input = { room_id: 7, recording_id: 5 };
  await expect(play(downloadRecording, input, [[]])).rejects.toThrow('Room 7 has no recording 5');
  await expect(play(downloadRecording, input, [[{ id: 5, recording_url: 'null' }]])).rejects.toThrow('no address yet');
});

test('a slot is asked for in UTC, with whole hours as a number', async () => {
  const input = { start_time: '2030-05-14T10:00:00+02:00', duration: '2:00' };
  const { output, sent } = await play(checkAvailability, input, [{}]);
  expect(output).toEqual({ available: true });
  expect(sent).toEqual([
    {
      method: 'POST',
      path: '/conference/availability',
      body: { form: { start_time: '2030-05-14 08:00:00', duration: 2, id: 0 } },
    },
  ]);
});

test('a slot without an offset is UTC, and part hours keep their minutes', async () => {
  const input = { start_time: '2030-05-14 10:00', duration: '1:30', room_id: 7 };
  const { sent } = await play(checkAvailability, input, [{}]);
  expect(sent[0]?.body).toEqual({ form: { start_time: '2030-05-14 10:00:00', duration: '1:30', id: 7 } });
});

test('a refused slot is booked, any other refusal stays an error', async () => {
  const input = { start_time: '2030-05-14 10:00', duration: '1:30' };
  const refusal = (status: number) => new PorinError('upstream_refused', 'Limit reached', { details: { status } });
  const { output } = await play(checkAvailability, input, [refusal(422)]);
  expect(output).toEqual({ available: false, message: 'Limit reached' });
  await expect(play(checkAvailability, input, [refusal(400)])).rejects.toThrow('Limit reached');
});
