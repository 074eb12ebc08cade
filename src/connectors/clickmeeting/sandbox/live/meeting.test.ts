import { expect, test } from 'vitest';
import { ask, comeTo, openPage, roomOf, socketUrl, stageOf, startRooms, TestPage } from './page.fixture.ts';

const launch = 10_002;

test('a webinar from the lobby to the rating is in the API exactly as it happened', async () => {
  const sandbox = await startRooms();
  const { clock } = sandbox.world;
  const room = roomOf(sandbox, launch);
  clock.set(room.startsAt ?? 0);
  const minutes = (count: number) => clock.advance(count * 60_000);
  const anna = await openPage(sandbox, { nickname: 'Anna', device: 'Firefox' }, room);
  expect(anna.scene).toMatchObject({
    you: { nickname: 'Anna', state: 'lobby', powers: [] },
    room: { started: false, lobbyEnabled: true, lobbyDescription: room.lobbyDescription },
    people: [{ id: anna.visit.id }],
    chat: [],
    polls: [],
  });
  minutes(5);
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host', starts: false }, room);
  expect(host.scene).toMatchObject({ room: { started: false }, you: { state: 'inside' } });
  expect(host.scene.people.map(({ nickname, state }) => [nickname, state])).toEqual([
    ['Anna', 'lobby'],
    ['Hal', 'inside'],
  ]);
  minutes(1);
  host.page.do({ do: 'start' });
  expect(await anna.page.next('scene')).toMatchObject({ you: { state: 'inside' }, room: { started: true } });
  expect(await host.page.next('room')).toMatchObject({ room: { started: true } });
  const bob = await openPage(sandbox, { nickname: 'Bob', device: 'Chrome' }, room);
  minutes(4);
  anna.page.do({ do: 'chat', text: ' Hello <b>all</b> ' });
  expect((await bob.page.next('chat')).line).toMatchObject({ nickname: 'Anna', text: 'Hello <b>all</b>' });
  host.page.do({ do: 'recorder', on: true });
  await host.page.next('room', (event) => event.room.recordingSince !== null);
  const questions = [{ question: 'Which?', answers: ['One', 'Two'] }];
  host.page.do({ do: 'poll-create', name: 'Choice', questions });
  const poll = (await host.page.next('poll')).poll.id;
  host.page.do({ do: 'poll-open', poll });
  await anna.page.next('poll');
  anna.page.do({ do: 'vote', poll, choices: [[1]] });
  await host.page.next('poll', (event) => event.poll.voters === 1);
  bob.page.do({ do: 'rate', stars: 4, comment: 'Good' });
  expect(await bob.page.next('rated')).toEqual({ is: 'rated' });
  minutes(10);
  bob.page.do({ do: 'leave' });
  expect(await bob.page.next('bye')).toMatchObject({ reason: 'left' });
  await host.page.next('gone');
  minutes(10);
  host.page.do({ do: 'end' });
  expect(await anna.page.next('bye')).toMatchObject({ reason: 'ended' });
  expect(await host.page.next('bye')).toMatchObject({ reason: 'ended' });

  const [session] = await ask(sandbox, `/conferences/${launch}/sessions`);
  const at = (minute: number) => expect.stringMatching(new RegExp(`T10:${String(minute).padStart(2, '0')}:00`));
  expect(session).toMatchObject({ total_visitors: 3, max_visitors: 3, start_date: at(5), end_date: at(30) });
  expect(await ask(sandbox, `/conferences/${launch}/sessions/${session.id}/attendees`)).toMatchObject([
    {
      nickname: 'Anna',
      device: 'Firefox',
      role: 'listener',
      rating: null,
      start_date: at(6),
      end_date: at(30),
      polls: [{ name: 'Choice', questions: [{ question: 'Which?', answers: [{ value: 'Two', points: 0 }] }] }],
    },
    { nickname: 'Hal', role: 'host', start_date: at(5), end_date: at(30) },
    { nickname: 'Bob', rating: '4', rating_comment: 'Good', start_date: at(6), end_date: at(20) },
  ]);
  const recordings = await ask(sandbox, `/conferences/${launch}/recordings`);
  expect(recordings).toMatchObject([{ recording_duration: 20 * 60 }]);
  expect((await ask(sandbox, `/conferences/${launch}`)).conference.status).toBe('inactive');
  expect((await ask(sandbox, '/chats'))[0]).toMatchObject({ id: session.id });
  expect(stageOf(sandbox).db.polls.get(poll)?.state).toBe('closed');
});

test('a rehearsal that is ended before the start leaves the room open', async () => {
  const sandbox = await startRooms();
  const { page } = await openPage(sandbox, { nickname: 'Hal', role: 'host' }, roomOf(sandbox, launch));
  page.do({ do: 'end' });
  await page.next('bye');
  expect(roomOf(sandbox, launch).status).toBe('active');
});

test('people are admitted one by one or all together, and the full room admits nobody', async () => {
  const sandbox = await startRooms();
  sandbox.world.store.setState('plan', { maxAttendees: 3, maxParallelEvents: 10 });
  const room = roomOf(sandbox, launch);
  const guests = ['Anna', 'Bob', 'Cem'].map((nickname) => comeTo(sandbox, room, { nickname }));
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host', starts: false }, room);
  const stateOf = (place: number) => stageOf(sandbox).db.visits.get(guests[place]?.id ?? 0)?.state;
  host.page.do({ do: 'admit', person: guests[1]?.id });
  await host.page.next('person');
  expect([0, 1, 2].map(stateOf)).toEqual(['lobby', 'inside', 'lobby']);
  host.page.do({ do: 'admit' });
  await host.page.next('person');
  expect([0, 1, 2].map(stateOf)).toEqual(['inside', 'inside', 'lobby']);
  host.page.do({ do: 'admit' });
  expect(await host.page.next('refused')).toMatchObject({ command: 'admit', message: 'The room is full' });
  host.page.do({ do: 'start' });
  await host.page.next('room');
  const anna = guests[0];
  const page = new TestPage(socketUrl(sandbox, room, anna?.visitorKey ?? ''));
  await page.next('scene');
  page.do({ do: 'leave' });
  expect(await host.page.next('person')).toMatchObject({ person: { nickname: 'Cem', state: 'inside' } });
});

test('a lobby that is turned on during the meeting holds newcomers, and lets them in when it is turned off', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  host.page.do({ do: 'lobby', enabled: true });
  expect(await host.page.next('room')).toMatchObject({ room: { lobbyEnabled: true, started: true } });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  expect(anna.scene.you.state).toBe('lobby');
  expect((await ask(sandbox, '/conferences/10001')).conference.lobby_enabled).toBe(true);
  host.page.do({ do: 'lobby', enabled: false });
  expect((await anna.page.next('scene')).you.state).toBe('inside');
});

test('who is removed stays out until the meeting is over', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  host.page.do({ do: 'remove', person: anna.visit.id });
  expect(await anna.page.next('bye')).toEqual({ is: 'bye', reason: 'removed' });
  const enter = async () => {
    const response = await fetch(`${sandbox.origin}/weekly-team-meeting`, {
      method: 'POST',
      body: new URLSearchParams({ action: 'enter', nickname: 'Anna', email: 'anna@example.com' }),
      headers: { cookie: `cm_visitor=${anna.visit.visitorKey}` },
    });
    return response.status;
  };
  expect(await enter()).toBe(403);
  host.page.do({ do: 'end' });
  await host.page.next('bye');
  sandbox.world.clock.advance(1000);
  expect(await enter()).toBe(200);
});

test('the recorder that starts with the meeting stops with it', async () => {
  const sandbox = await startRooms();
  const { settings } = roomOf(sandbox);
  stageOf(sandbox).db.rooms.update(10_001, { settings: { ...settings, recorder_autostart_enabled: true } });
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  expect(host.scene.room.recordingSince).toBe(sandbox.world.clock.now());
  sandbox.world.clock.advance(90_000);
  host.page.do({ do: 'leave' });
  await host.page.next('bye');
  expect(await ask(sandbox, '/conferences/10001/recordings')).toMatchObject([{ recording_duration: 90 }]);
});

test('a role given by the host is shown to all, brings its powers and stands in the report', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await host.page.next('person');
  host.page.do({ do: 'role', person: anna.visit.id, role: 'presenter' });
  expect(await host.page.next('person')).toMatchObject({ person: { nickname: 'Anna', role: 'presenter' } });
  expect((await anna.page.next('scene')).you).toMatchObject({ role: 'presenter', powers: ['poll', 'hands'] });
  host.page.do({ do: 'end' });
  await host.page.next('bye');
  const [session] = await ask(sandbox, '/conferences/10001/sessions');
  const attendees = await ask(sandbox, `/conferences/10001/sessions/${session.id}/attendees`);
  expect(attendees[1]).toMatchObject({ nickname: 'Anna', role: 'presenter' });
});

test('hands are in the order in which they went up, and raising one twice changes nothing', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  await host.page.settled();
  const raisedAt = sandbox.world.clock.now();
  anna.page.do({ do: 'hand', raised: true });
  await anna.page.settled();
  sandbox.world.clock.advance(5000);
  anna.page.do({ do: 'hand', raised: true });
  await anna.page.settled();
  const told = await host.page.settled();
  expect(told).toEqual([{ is: 'person', person: expect.objectContaining({ handRaisedAt: raisedAt }) }]);
  host.page.do({ do: 'lower-hand', person: anna.visit.id });
  expect(await anna.page.next('person')).toMatchObject({ person: { id: anna.visit.id, handRaisedAt: null } });
});
