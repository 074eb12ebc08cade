import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { bootApi } from './api.fixture.ts';
import { createBrowser, stateOf } from './browser.fixture.ts';
import { bytesAt, finishedReport, hold } from './play.fixture.ts';
import { textOfPdf } from './reports/pdf-text.fixture.ts';

test('the seeded webinar of last week has its session, people, chat and recording', async () => {
  const { send } = await bootApi();
  expect((await send('GET', '/conferences/10005/sessions')).json).toMatchObject([
    { id: 20001, total_visitors: 4, max_visitors: 4 },
  ]);
  const attendees = (await send('GET', '/conferences/10005/sessions/20001/attendees')).json;
  expect(attendees.map((attendee: any) => attendee.nickname)).toEqual(['Anna', 'Boris', 'Chen', 'Dana']);
  expect(attendees[0].polls[0].questions[0].answers).toEqual([{ value: 'Faster search', points: 0 }]);
  expect((await send('GET', '/conferences/10005/sessions/20001/registrations')).json).toHaveLength(4);
  expect((await send('GET', '/conferences/10005/recordings')).json).toMatchObject([{ id: 30001 }]);
});

test('chats are listed with their zip, whose rows are as the service writes them', async () => {
  const api = await bootApi();
  const browser = createBrowser(api.sandbox);
  const nickname = 'Zoë "Z" Łęcka';
  await browser.post('/weekly-team-meeting', { action: 'enter', nickname, email: 'zoe@example.com' });
  await browser.post('/weekly-team-meeting', { action: 'chat', text: 'Hello' });
  await browser.post('/weekly-team-meeting', { action: 'chat', text: 'a, "b"' });
  expect((await api.send('GET', '/chats')).json).toHaveLength(1);
  await browser.post('/weekly-team-meeting', { action: 'leave' });
  const [chat] = (await api.send('GET', '/chats')).json;
  expect(chat).toMatchObject({
    name: 'Weekly team meeting',
    date: '2026-11-20',
    time: '12:00 GMT+1',
    timezone: 'Europe/Warsaw',
  });
  const response = await api.send('GET', `/chats/${chat.id}.json`);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toContain(
    `filename="chat_history_${chat.id}_20261120_120030.zip"`,
  );
  const { bytes } = await bytesAt(api, chat.download_link);
  const files = unzipSync(bytes);
  expect(Object.keys(files)).toEqual(['chat.csv']);
  const date = '"November 20, 2026 12:00:30 PM",zoe@example.com,"Zoë ""Z"" Łęcka"';
  expect(strFromU8(files['chat.csv']!)).toBe(`${date},Hello\n${date},"a, ""b"""\n`);
});

test.each([
  '/conferences/10005/sessions/1',
  '/conferences/10001/sessions/20001',
  '/conferences/99/sessions',
  '/conferences/10005/sessions/abc/attendees',
  '/conferences/10005/sessions/20001x/registrations',
  '/conferences/10005/sessions/1/generate-pdf/en',
  '/conferences/99/recordings',
  '/chats/1',
  '/chats/x',
  '/chats/-20001',
])('GET %s is 404 in the shape of the API', async (path) => {
  const { send } = await bootApi();
  const answer = await send('GET', path);
  expect([answer.status, answer.json.code, answer.json.name]).toEqual([404, 404, 'NOT_FOUND']);
});

test('making a room inactive puts everybody out and ends the session', async () => {
  const { sandbox, send } = await bootApi();
  const browser = createBrowser(sandbox);
  await browser.post('/weekly-team-meeting', { action: 'enter', nickname: 'A', email: 'a@example.com' });
  await send('PUT', '/conferences/10001', { form: 'status=inactive' });
  expect(stateOf(await browser.get('/weekly-team-meeting'))).toBe('Ended');
  expect((await send('GET', '/conferences/10001/sessions')).json).toHaveLength(1);
});

test('sessions, chats and reports survive a snapshot and restore', async () => {
  const api = await bootApi();
  const { output } = (await hold(api, { room: 10001 })).body;
  const url = await finishedReport(api, `/conferences/10001/sessions/${output.session}/generate-pdf/en`);
  await bytesAt(api, url);
  api.sandbox.world.store.snapshot('s');
  await api.sandbox.reset();
  expect((await bytesAt(api, url)).status).toBe(404);
  api.sandbox.world.store.restore('s');
  expect(textOfPdf((await bytesAt(api, url)).bytes)).toContain('Weekly team meeting');
});
