import { expect, test } from 'vitest';
import { bootApi } from './api.fixture.ts';
import { createBrowser, stateOf } from './browser.fixture.ts';
import { openCollections } from './collections.ts';
import { hold } from './play.fixture.ts';

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

test('a held session has polls, which the API and the room then know', async () => {
  const api = await bootApi();
  const { output } = (await hold(api, { room: 10001, attendees: 20, polls: 2 })).body;
  expect(output.polls).toBe(2);
  const attendees = (await api.send('GET', `/conferences/10001/sessions/${output.session}/attendees`)).json;
  const names = attendees.flatMap(({ polls = [] }: any) => polls.map(({ name }: any) => name));
  expect(new Set(names)).toEqual(new Set(['Feedback', 'Next topics']));
  expect(attendees[0]).not.toHaveProperty('polls');
  expect(attendees.find(({ polls }: any) => polls !== undefined).polls[0]).toEqual({
    name: expect.any(String),
    questions: expect.arrayContaining([
      { question: expect.any(String), answers: [{ value: expect.any(String), points: 0 }] },
    ]),
  });
  await hold(api, { room: 10001, attendees: 5, polls: 3 });
  expect(api.sandbox.world.store.sizes()).toMatchObject({ polls: 3 });
  const without = (await hold(api, { room: 10003, polls: 0 })).body.output.session;
  const silent = (await api.send('GET', `/conferences/10003/sessions/${without}/attendees`)).json;
  expect(silent.every((attendee: any) => attendee.polls === undefined)).toBe(true);
});

test('people come with many devices, and nobody speaks after leaving', async () => {
  const api = await bootApi();
  const { output } = (await hold(api, { room: 10001, attendees: 60, minutes: 60, chat: 200 })).body;
  const { visits, chatMessages } = openCollections(api.sandbox.world.store);
  const people = visits.find({ where: { sessionId: output.session } });
  expect(new Set(people.map(({ device }) => device)).size).toBeGreaterThan(5);
  const leftAt = new Map(people.map(({ nickname, leftAt }) => [nickname, leftAt ?? 0]));
  expect(new Set(leftAt.values()).size).toBeGreaterThan(3);
  const messages = chatMessages.find({ where: { sessionId: output.session } });
  expect(messages).toHaveLength(200);
  expect(messages.every(({ nickname, sentAt }) => sentAt <= (leftAt.get(nickname) ?? 0))).toBe(true);
});

test.each([
  [{}, 400, 'room: required'],
  [{ room: 99 }, 404, 'room: no room 99'],
  [{ room: 10001, attendees: 0 }, 400, 'attendees:'],
  [{ room: 10001, attendees: 101 }, 400, 'attendees:'],
  [{ room: 10001, minutes: 1.5 }, 400, 'minutes:'],
  [{ room: 10001, polls: 4 }, 400, 'polls:'],
  [{ room: '10001' }, 400, 'room: expected'],
  [{ room: 10001, chats: 3 }, 400, "did you mean 'chat'"],
])('hold-session with %j is refused', async (plan, status, message) => {
  const api = await bootApi();
  const answer = await hold(api, plan);
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)]);
  expect(api.sandbox.world.store.sizes()).toMatchObject({ sessions: 1, visits: 4 });
});

test('a session over the time of an earlier one of the room says so', async () => {
  const api = await bootApi();
  const first = (await hold(api, { room: 10001, minutes: 30 })).body.output;
  expect(first.warning).toBeUndefined();
  api.sandbox.moveClock(({ clock }) => clock.advance(20 * 60_000));
  expect((await hold(api, { room: 10001, minutes: 30 })).body.output.warning).toBe(
    `Session ${first.session} of this room ran at the same time, from 2026-11-20T10:30:00.000Z to 2026-11-20T11:00:00.000Z; move the clock on before the next one`,
  );
  expect((await hold(api, { room: 10004, minutes: 30 })).body.output.warning).toBeUndefined();
  api.sandbox.moveClock(({ clock }) => clock.advance(30 * 60_000));
  expect((await hold(api, { room: 10001, minutes: 30 })).body.output.warning).toBeUndefined();
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
