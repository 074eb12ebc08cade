import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';

test('the demo account has the five rooms that examples rely on', async () => {
  const { send } = await bootApi();
  const rooms = (await send('GET', '/conferences')).json;
  const facts = [...rooms.active_conferences, ...rooms.inactive_conferences].map((room) => [
    ...[room.id, room.name, room.name_url, room.room_type, room.access_type, room.permanent_room],
  ]);
  expect(facts).toEqual([
    [10001, 'Weekly team meeting', 'weekly-team-meeting', 'meeting', 1, true],
    [10002, 'Product launch webinar', 'product-launch-webinar', 'webinar', 1, false],
    [10003, 'Board room', 'board-room', 'meeting', 2, true],
    [10004, 'Paid masterclass', 'paid-masterclass', 'webinar', 3, true],
    [10005, 'Spring roadmap webinar', 'spring-roadmap-webinar', 'webinar', 1, false],
  ]);
  expect(rooms.active_conferences[1]).toMatchObject({
    starts_at: '2026-11-21T10:00:00+01:00',
    ends_at: '2026-11-21T11:30:00+01:00',
  });
  expect(rooms.active_conferences[2].password).toBe('open-sesame');
});

test('the session of last week has its people, ratings, chat, poll, registrations and recording', async () => {
  const { send } = await bootApi();
  const room = '/conferences/10005';
  expect((await send('GET', `${room}/sessions`)).json).toEqual([
    {
      id: 20001,
      total_visitors: 4,
      max_visitors: 4,
      start_date: '2026-11-13T16:00:00+01:00',
      end_date: '2026-11-13T16:55:00+01:00',
    },
  ]);
  const attendees = (await send('GET', `${room}/sessions/20001/attendees`)).json;
  expect(attendees.map(({ email }: { email: string }) => email)).toEqual([
    'anna@example.com',
    'boris@example.com',
    'chen@example.com',
    'dana@example.com',
  ]);
  expect(attendees.map(({ rating }: { rating: string }) => rating)).toEqual(['5', '4', null, '3']);
  expect(attendees[0].polls[0].questions[0].answers[0].value).toBe('Faster search');
  expect((await send('GET', `${room}/sessions/20001/registrations`)).json).toHaveLength(4);
  expect((await send('GET', `${room}/recordings`)).json).toMatchObject([{ id: 30001, recording_duration: 3240 }]);
  expect((await send('GET', '/chats')).json).toMatchObject([{ id: 20001, name: 'Spring roadmap webinar' }]);
  expect((await send('GET', room)).json.conference.recorder_list).toHaveLength(1);
});

test('a reset brings the same account back', async () => {
  const { sandbox, send } = await bootApi();
  const tokens = async () => (await send('GET', '/conferences/10004/tokens')).text;
  const before = await tokens();
  await send('DELETE', '/conferences/10004');
  await sandbox.reset();
  expect(await tokens()).toBe(before);
  const form = 'name=x&room_type=meeting&permanent_room=1&access_type=1';
  expect((await send('POST', '/conferences', { form })).json.room.id).toBe(10006);
});
