import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { subAccount } from './account.ts';
import { bootApi } from './api.fixture.ts';
import { openCollections } from './collections.ts';
import { minuteMs } from './dates.ts';
import { type Api, bytesAt } from './play.fixture.ts';
import { type Arrival, arrive, leave, say } from './visits.ts';

const arrival = (email: string, visitorKey: string): Arrival => ({
  role: 'listener',
  nickname: email.split('@')[0] ?? '',
  email,
  device: 'test-browser/1.0',
  userIp: '203.0.113.7',
  visitorKey,
});

/** A session of room 10001 that ended now: comes and goes in minutes after 10:00:30 UTC. */
function play({ sandbox }: Api, parts: readonly { who: Arrival; comes: number; goes: number }[]): number {
  const stage = { world: sandbox.world, db: openCollections(sandbox.world.store) };
  const room = stage.db.rooms.get(10001) ?? expect.unreachable();
  const start = Date.parse('2026-11-20T10:00:30Z');
  const ids = parts.map(() => 0);
  const events = parts.flatMap(({ who, comes, goes }, index) => [
    { at: comes, run: () => (ids[index] = arrive(stage, room, who, start + comes * minuteMs).id) },
    { at: goes, run: () => leave(stage, ids[index] ?? 0, start + goes * minuteMs) },
  ]);
  for (const { run } of events.sort((left, right) => left.at - right.at)) run();
  return stage.db.visits.get(ids[0] ?? 0)?.sessionId ?? 0;
}

test('a session is shown as the service shows it: in the list with its id, alone with attendees and reports', async () => {
  const { sandbox, send } = await bootApi();
  const times = { start_date: '2026-11-13T16:00:00+01:00', end_date: '2026-11-13T16:55:00+01:00' };
  const summary = { total_visitors: 4, max_visitors: 4, ...times };
  expect((await send('GET', '/conferences/10005/sessions')).json).toEqual([{ id: 20001, ...summary }]);
  const { attendees, pdf, ...rest } = (await send('GET', '/conferences/10005/sessions/20001')).json;
  expect(rest).toEqual(summary);
  expect(attendees[0]).toEqual({ id: expect.any(Number), ...times, login: 'Anna', email: 'anna@example.com' });
  const start = `${sandbox.world.origin}/v1/conferences/10005/sessions/20001/generate-pdf`;
  const langs = ['en', 'pl', 'ru', 'de', 'es'];
  expect(pdf).toEqual(
    Object.fromEntries(langs.map((lang) => [lang, { generate_pdf_url: `${start}/${lang}`, progress: 0 }])),
  );
});

test('an attendee is shown with texts where the service has texts, and with polls only after voting', async () => {
  const { send } = await bootApi();
  const [anna, , chen, dana] = (await send('GET', '/conferences/10005/sessions/20001/attendees')).json;
  expect(anna).toEqual({
    id: expect.any(Number),
    uid: String(anna.id),
    role: 'listener',
    nickname: 'Anna',
    email: 'anna@example.com',
    device: expect.stringContaining('Mozilla/5.0'),
    rating: '5',
    rating_comment: 'Clear and to the point.',
    start_date: '2026-11-13T16:00:00+01:00',
    end_date: '2026-11-13T16:55:00+01:00',
    user_ip: '203.0.113.10',
    city: expect.any(String),
    country_iso3: expect.stringMatching(/^[A-Z]{3}$/),
    polls: [
      {
        name: 'Roadmap',
        questions: [{ question: 'What should come first?', answers: [{ value: 'Faster search', points: 0 }] }],
      },
    ],
  });
  expect([chen.rating, chen.rating_comment]).toEqual([null, null]);
  expect(dana).not.toHaveProperty('polls');
});

test('minutes are cut, people who came twice count once, and the peak is of people', async () => {
  const api = await bootApi();
  const id = play(api, [
    { who: arrival('ann@example.com', 'a'), comes: 0, goes: 10 },
    { who: arrival('ANN@example.com', 'b'), comes: 1, goes: 9 },
    { who: arrival('ann@example.com', 'f'), comes: 2, goes: 8 },
    { who: arrival('Ann@example.com', 'g'), comes: 2, goes: 8 },
    { who: arrival('ben@example.com', 'c'), comes: 11.2, goes: 20.9 },
    { who: arrival('ann@example.com', 'a'), comes: 9.5, goes: 15 },
    { who: arrival('', 'd'), comes: 12, goes: 14 },
    { who: arrival('', 'e'), comes: 14.5, goes: 16 },
  ]);
  expect((await api.send('GET', '/conferences/10001/sessions')).json).toEqual([
    {
      id,
      total_visitors: 4,
      max_visitors: 3,
      start_date: '2026-11-20T11:00:00+01:00',
      end_date: '2026-11-20T11:21:00+01:00',
    },
  ]);
  const attendees = (await api.send('GET', `/conferences/10001/sessions/${id}/attendees`)).json;
  expect(attendees).toHaveLength(8);
  expect(attendees.find(({ email }: { email: string }) => email === 'ben@example.com')).toMatchObject({
    start_date: '2026-11-20T11:11:00+01:00',
    end_date: '2026-11-20T11:21:00+01:00',
  });
});

test('a chat is listed with the time of its room, also where zones have half hours', async () => {
  const { send } = await bootApi();
  const before = (await send('GET', '/chats')).json;
  expect(before).toEqual([
    {
      id: 20001,
      name: 'Spring roadmap webinar',
      date: '2026-11-13',
      time: '16:00 GMT+1',
      timezone: 'Europe/Warsaw',
      download_link: expect.stringMatching(/\/v1\/chats\/20001$/),
    },
  ]);
  await send('PUT', '/conferences/10005', { form: 'timezone=Asia/Kolkata' });
  expect((await send('GET', '/chats')).json[0]).toMatchObject({ time: '20:30 GMT+5:30', timezone: 'Asia/Kolkata' });
});

test.each([
  ['=HYPERLINK("http://x")', '"=HYPERLINK(""http://x"")"'],
  ['two\nlines', '"two\nlines"'],
  ['<b>&amp;</b>', '<b>&amp;</b>'],
  ['Zażółć', 'Zażółć'],
  ['back\\slash', '"back\\slash"'],
  ['+1', '+1'],
])('the message %j stands in the chat file as %j', async (text, field) => {
  const api = await bootApi();
  const stage = { world: api.sandbox.world, db: openCollections(api.sandbox.world.store) };
  const room = stage.db.rooms.get(10001) ?? expect.unreachable();
  const at = Date.parse('2026-11-17T18:26:04Z');
  const visit = arrive(stage, room, arrival('ann@example.com', 'a'), at);
  say(stage, visit, text, at);
  leave(stage, visit.id, at + minuteMs);
  const [{ download_link: link }] = (await api.send('GET', '/chats')).json;
  const { bytes } = await bytesAt(api, link);
  expect(strFromU8(unzipSync(bytes)['chat.csv']!)).toBe(
    `"November 17, 2026 07:26:04 PM",ann@example.com,ann,${field}\n`,
  );
});

test('another account sees none of it', async () => {
  const { send } = await bootApi();
  const key = subAccount.apiKey;
  const own = (await send('GET', '/chats', { key })).json.map(({ id }: { id: number }) => id);
  expect(own).not.toContain(20001);
  for (const path of [
    '/chats/20001',
    '/conferences/10005/sessions',
    '/conferences/10005/sessions/20001',
    '/conferences/10005/sessions/20001/attendees',
    '/conferences/10005/sessions/20001/registrations',
    '/conferences/10005/sessions/20001/generate-pdf/en',
  ]) {
    expect((await send('GET', path, { key })).status).toBe(404);
  }
});

test('a session that still runs is not there yet', async () => {
  const api = await bootApi();
  const stage = { world: api.sandbox.world, db: openCollections(api.sandbox.world.store) };
  const room = stage.db.rooms.get(10001) ?? expect.unreachable();
  const { sessionId } = arrive(stage, room, arrival('ann@example.com', 'a'), api.sandbox.world.clock.now());
  expect((await api.send('GET', '/conferences/10001/sessions')).json).toEqual([]);
  expect((await api.send('GET', `/conferences/10001/sessions/${sessionId}`)).status).toBe(404);
  expect((await api.send('GET', `/chats/${sessionId}`)).status).toBe(404);
});
