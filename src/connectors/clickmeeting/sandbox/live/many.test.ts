import { expect, test } from 'vitest';
import type { RunningSandbox } from '../../../../sandbox/server.ts';
import type { Room } from '../entities.ts';
import { ask, openPage, roomOf, stageOf, startRooms } from './page.fixture.ts';

function makeRooms(sandbox: RunningSandbox, count: number): Room[] {
  const { db } = stageOf(sandbox);
  const { store } = sandbox.world;
  return Array.from({ length: count }, (_, at) =>
    db.rooms.insert({
      ...roomOf(sandbox),
      id: store.nextId('rooms'),
      nameUrl: `room-${at}`,
      roomPin: 200_000_000 + at,
    }),
  );
}

const people = (count: number) => Array.from({ length: count }, (_, at) => `Person ${at}`);

const patience = { timeout: 120_000 };

test('two hundred people in one room all hear every line, see everybody and can vote', patience, async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const began = performance.now();
  const guests = await Promise.all(people(199).map((nickname) => openPage(sandbox, { nickname })));
  const entered = performance.now();
  await host.page.next('person', ({ person }) => person.nickname === 'Person 198');
  guests.forEach(({ page }, at) => {
    page.do({ do: 'chat', text: `from ${at}` });
  });
  const heard = await Promise.all(
    guests.map(async ({ page }) => {
      const lines = new Set<string>();
      while (lines.size < 199) lines.add((await page.next('chat')).line.text);
      return lines.size;
    }),
  );
  const talked = performance.now();
  expect(heard).toEqual(guests.map(() => 199));
  host.page.do({ do: 'poll-create', name: 'P', questions: [{ question: 'Q', answers: ['A', 'B'] }] });
  const { poll } = await host.page.next('poll');
  host.page.do({ do: 'poll-open', poll: poll.id });
  await Promise.all(guests.map(({ page }) => page.next('poll')));
  guests.forEach(({ page }, at) => {
    page.do({ do: 'vote', poll: poll.id, choices: [[at % 2]] });
  });
  const seen = (await host.page.next('poll', (event) => event.poll.voters === 199)).poll;
  expect(seen.questions[0]?.answers).toEqual([
    { value: 'A', votes: 100 },
    { value: 'B', votes: 99 },
  ]);
  const voted = performance.now();
  host.page.do({ do: 'end' });
  await Promise.all(guests.map(({ page }) => page.next('bye')));
  const times = [entered - began, talked - entered, voted - talked, performance.now() - voted].map(Math.round);
  console.info(
    `200 people: entered in ${times[0]} ms, 199 lines in ${times[1]}, voted in ${times[2]}, left in ${times[3]}`,
  );
  const [session] = await ask(sandbox, '/conferences/10001/sessions');
  expect(session).toMatchObject({ total_visitors: 200, max_visitors: 200 });
  const attendees = await ask(sandbox, `/conferences/10001/sessions/${session.id}/attendees`);
  expect(attendees.filter(({ polls }: any) => polls !== undefined)).toHaveLength(199);
});

test('fifty rooms at once keep to themselves', patience, async () => {
  const sandbox = await startRooms();
  const rooms = makeRooms(sandbox, 50);
  const pairs = await Promise.all(
    rooms.map(async (room) => ({
      room,
      host: await openPage(sandbox, { nickname: 'Hal', role: 'host' }, room),
      guest: await openPage(sandbox, { nickname: 'Guest' }, room),
    })),
  );
  for (const { room, guest } of pairs) guest.page.do({ do: 'chat', text: `in ${room.id}` });
  const lines = await Promise.all(
    pairs.map(async ({ host }) =>
      (await host.page.settled()).flatMap((event) => (event.is === 'chat' ? [event.line.text] : [])),
    ),
  );
  expect(lines).toEqual(rooms.map(({ id }) => [`in ${id}`]));
  for (const { host } of pairs) host.page.do({ do: 'end' });
  await Promise.all(pairs.map(({ guest }) => guest.page.next('bye')));
  const { db } = stageOf(sandbox);
  expect(db.sessions.count({ endedAt: null })).toBe(0);
  expect(
    db.sessions.find({ where: { roomId: rooms.map(({ id }) => id) } }).map(({ maxVisitors }) => maxVisitors),
  ).toEqual(rooms.map(() => 2));
});
