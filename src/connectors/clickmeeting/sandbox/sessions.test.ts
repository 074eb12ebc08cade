import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from './api.fixture.ts';
import { createBrowser, stateOf } from './browser.fixture.ts';
import { textOfPdf } from './reports/pdf-text.fixture.ts';

type Api = Awaited<ReturnType<typeof bootApi>>;

/** Plays a session by the control, as the command line does. */
async function hold({ sandbox }: Api, plan: object): Promise<{ status: number; body: any }> {
  const url = `${sandbox.world.origin}/_sandbox/controls/hold-session`;
  const response = await sandbox.fetch(new Request(url, { method: 'POST', body: JSON.stringify(plan) }));
  return { status: response.status, body: await response.json() };
}

async function bytesAt(
  { sandbox }: Api,
  url: string,
): Promise<{ status: number; type: string | null; bytes: Uint8Array }> {
  const response = await sandbox.fetch(
    new Request(url, { headers: { 'x-api-key': sandbox.credentials['apiKey'] ?? '' } }),
  );
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes };
}

async function finishedReport(api: Api, path: string): Promise<string> {
  await api.send('GET', path);
  api.sandbox.moveClock(({ clock }) => clock.advance(2000));
  return (await api.send('GET', path)).json.url;
}

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

test('a held session has as many people, messages and minutes as asked for', async () => {
  const api = await bootApi();
  const { body } = await hold(api, { room: 10001, attendees: 12, minutes: 45, chat: 7 });
  expect(body.output).toMatchObject({
    room: 10001,
    attendees: 12,
    chatMessages: 7,
    endedAt: '2026-11-20T11:00:00.000Z',
  });
  const id = body.output.session;
  const times = { start_date: '2026-11-20T11:15:00+01:00', end_date: '2026-11-20T12:00:00+01:00' };
  expect((await api.send('GET', '/conferences/10001/sessions')).json).toEqual([
    { id, total_visitors: 12, max_visitors: 12, ...times },
  ]);
  const attendees = (await api.send('GET', `/conferences/10001/sessions/${id}/attendees`)).json;
  expect(attendees).toHaveLength(12);
  expect(attendees[0]).toMatchObject({ role: 'host', email: 'host@example.com' });
  const ratings = attendees.flatMap((attendee: any) => (attendee.rating === null ? [] : [attendee.rating]));
  expect(ratings.length).toBeGreaterThan(0);
  expect(ratings.every((rating: unknown) => ['3', '4', '5'].includes(String(rating)))).toBe(true);
  const [recording] = (await api.send('GET', '/conferences/10001/recordings')).json;
  expect(recording).toMatchObject({
    id: body.output.recording,
    recording_duration: 2700,
    recording_name: 'Weekly team meeting',
  });
});

test('people registered and tokens come to a held session first', async () => {
  const api = await bootApi();
  const { output } = (await hold(api, { room: 10002, attendees: 5 })).body;
  const linked = (await api.send('GET', `/conferences/10002/sessions/${output.session}/registrations`)).json;
  expect(linked.map((registration: any) => registration.email)).toEqual([
    'anna@example.com',
    'boris@example.com',
    'chen@example.com',
  ]);
  await hold(api, { room: 10004, attendees: 8 });
  const tokens = (await api.send('GET', '/conferences/10004/tokens')).json.access_tokens;
  expect(tokens).toHaveLength(7);
  expect(tokens.every((token: any) => token.first_use_date !== null)).toBe(true);
});

test.each([
  [{}, 400, 'room: required'],
  [{ room: 99 }, 404, 'room: no room 99'],
  [{ room: 10001, attendees: 0 }, 400, 'attendees:'],
  [{ room: 10001, attendees: 101 }, 400, 'attendees:'],
  [{ room: 10001, minutes: 1.5 }, 400, 'minutes:'],
  [{ room: '10001' }, 400, 'room: expected'],
  [{ room: 10001, chats: 3 }, 400, "did you mean 'chat'"],
])('hold-session with %j is refused', async (plan, status, message) => {
  const api = await bootApi();
  const answer = await hold(api, plan);
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)]);
  expect(api.sandbox.world.store.sizes()).toMatchObject({ sessions: 1, visits: 4 });
});

test('no past session is played over people who are inside or wait', async () => {
  const api = await bootApi();
  await createBrowser(api.sandbox).post('/weekly-team-meeting', {
    action: 'enter',
    nickname: 'A',
    email: 'a@example.com',
  });
  expect((await hold(api, { room: 10001 })).status).toBe(409);
  const [registration] = (await api.send('GET', '/conferences/10002/registrations')).json;
  expect(stateOf(await createBrowser(api.sandbox).get(registration.url))).toBe('Lobby');
  expect((await hold(api, { room: 10002 })).status).toBe(409);
});

test('a report goes from NEW over IN PROGRESS to FINISHED, and the session shows it', async () => {
  const api = await bootApi();
  const path = '/conferences/10005/sessions/20001';
  const start = `${api.sandbox.world.origin}/v1${path}/generate-pdf/pl`;
  expect((await api.send('GET', path)).json.pdf.pl).toEqual({ generate_pdf_url: start, progress: 0 });
  expect((await api.send('GET', `${path}/generate-pdf/pl`)).json).toEqual({ status: 'NEW', progress: 0 });
  expect((await api.send('GET', `${path}/generate-pdf/pl`)).json).toEqual({ status: 'IN PROGRESS', progress: 5 });
  api.sandbox.moveClock(({ clock }) => clock.advance(1000));
  expect((await api.send('GET', path)).json.pdf.pl).toEqual({ status: 'IN PROGRESS', progress: 50 });
  api.sandbox.moveClock(({ clock }) => clock.advance(1000));
  const finished = (await api.send('GET', `${path}/generate-pdf/pl`)).json;
  expect(finished).toEqual({
    status: 'FINISHED',
    progress: 100,
    url: expect.stringMatching(/\/panel\/pdf\/pl\/20001\/[A-Za-z0-9]{6}$/),
  });
  expect((await api.send('GET', path)).json.pdf.pl).toEqual(finished);
});

test.each([
  ['en', 'Session report', 'Attendees'],
  ['pl', 'Raport z sesji', 'Średnia ocena'],
  ['ru', 'Отчёт о сессии', 'Средняя оценка'],
  ['de', 'Sitzungsbericht', 'Höchstens gleichzeitig'],
  ['es', 'Informe de la sesión', 'Valoración media'],
])('the report in %s is a PDF with the attendees, chat and ratings', async (lang, title, word) => {
  const api = await bootApi();
  const url = await finishedReport(api, `/conferences/10005/sessions/20001/generate-pdf/${lang}`);
  const { status, type, bytes } = await bytesAt(api, url);
  expect([status, type, strFromU8(bytes.subarray(0, 5))]).toEqual([200, 'application/pdf', '%PDF-']);
  const text = textOfPdf(bytes);
  for (const part of [
    `${title} 20001`,
    word,
    'Anna',
    'boris@example.com',
    'Good afternoon!',
    'Clear and to the point.',
    '4.0 / 5',
  ]) {
    expect(text).toContain(part);
  }
});

test('a report of a hundred people with names of all scripts has several pages', async () => {
  const api = await bootApi();
  const { output } = (await hold(api, { room: 10001, attendees: 100, minutes: 60, chat: 120 })).body;
  const { bytes } = await bytesAt(
    api,
    await finishedReport(api, `/conferences/10001/sessions/${output.session}/generate-pdf/pl`),
  );
  const text = textOfPdf(bytes);
  expect(text).toMatch(/\n1 \/ [4-9]\n/);
  for (const part of ['Соколов', 'Wiśniewski', 'Świetna prezentacja!', 'Спасибо']) expect(text).toContain(part);
});

test('a wrong report address and a wrong language are refused', async () => {
  const api = await bootApi();
  const path = '/conferences/10005/sessions/20001/generate-pdf';
  const url = await finishedReport(api, `${path}/en`);
  for (const wrong of [
    `${url}x`,
    url.replace('/en/', '/pl/'),
    url.replace('20001', '20002'),
    url.replace(/[^/]+$/, ''),
  ]) {
    expect((await bytesAt(api, wrong)).status).toBe(404);
  }
  const refused = await api.send('GET', `${path}/xx`);
  expect([refused.status, fieldsOf(refused)]).toEqual([422, ['lang']]);
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

test('an invitation to a token room lets its person in by the mailed link', async () => {
  const api = await bootApi();
  const form = 'attendees[0][email]=guest@example.com&template=advanced';
  await api.send('POST', '/conferences/10004/invitation/email/pl', { form });
  const [message] = api.sandbox.world.outbox.list();
  expect(message).toMatchObject({
    to: ['guest@example.com'],
    subject: 'Zaproszenie: Paid masterclass',
    attachments: [],
  });
  const link = /http\S+\/paid-masterclass\/\w+/.exec(message?.text ?? '')?.[0] ?? '';
  expect(message?.html).toContain(link);
  const page = await createBrowser(api.sandbox).get(link);
  expect(page.text).toContain('<strong>guest</strong> (listener)');
});

test('an invitation to a password room works by link and names the password', async () => {
  const api = await bootApi();
  const form = 'attendees[0][email]=p@example.com&attendees[0][firstname]=Pat&role=presenter';
  await api.send('POST', '/conferences/10003/invitation/email/us', { form });
  const [message] = api.sandbox.world.outbox.list();
  expect(message?.text).toContain('Room password: open-sesame');
  expect(message?.html).toBeNull();
  const link = /http\S+\?l=\S+/.exec(message?.text ?? '')?.[0] ?? '';
  expect((await createBrowser(api.sandbox).get(link)).text).toContain('<strong>Pat</strong> (presenter)');
});

test('a confirmation carries the link and a calendar entry in real MIME', async () => {
  const api = await bootApi();
  const form =
    'registration[1]=Łukasz&registration[2]=Żak&registration[3]=l@example.com&confirmation_email[enabled]=1&confirmation_email[lang]=ru';
  const { url } = (await api.send('POST', '/conferences/10002/registration', { form })).json;
  const [message] = api.sandbox.world.outbox.list();
  expect(message).toMatchObject({
    subject: 'Регистрация подтверждена: Product launch webinar',
    attachments: ['event.ics'],
  });
  expect(message?.text).toContain(url);
  const raw = Buffer.from(api.sandbox.world.outbox.raw(message?.id ?? 0) ?? []).toString();
  expect(raw).toMatch(/^Content-Type: multipart\/mixed/m);
  const base64 = /name=event\.ics[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(raw)?.[1] ?? '';
  const calendar = Buffer.from(base64, 'base64').toString();
  expect(calendar).toContain('DTSTART:20261121T090000Z\r\nDTEND:20261121T103000Z');
  expect(calendar.replaceAll('\r\n ', '')).toContain(`URL:${url}`);
  expect(calendar.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
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
