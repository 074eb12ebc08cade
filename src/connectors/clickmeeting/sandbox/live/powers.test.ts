import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../../../sandbox/server.ts';
import { type Role, roles } from '../entities.ts';
import { openPage, roomOf, stageOf, startRooms } from './page.fixture.ts';
import type { Command } from './protocol.ts';

const questions = [{ question: 'Which?', answers: ['One', 'Two'], multiple: false }];

/** Every command, and the roles that may give it. */
const table: readonly [Command, readonly string[]][] = [
  [{ do: 'ping' }, roles],
  [{ do: 'chat', text: 'Hello' }, roles],
  [{ do: 'hand', raised: true }, roles],
  [{ do: 'vote', poll: 1, choices: [[0]] }, roles],
  [{ do: 'rate', stars: 5 }, roles],
  [{ do: 'poll-create', name: 'Choice', questions }, ['host', 'moderator', 'presenter']],
  [{ do: 'poll-open', poll: 2 }, ['host', 'moderator', 'presenter']],
  [{ do: 'poll-close', poll: 1 }, ['host', 'moderator', 'presenter']],
  [{ do: 'poll-share', poll: 1 }, ['host', 'moderator', 'presenter']],
  [{ do: 'poll-delete', poll: 1 }, ['host', 'moderator', 'presenter']],
  [{ do: 'lower-hand', person: 1 }, ['host', 'moderator', 'presenter']],
  [{ do: 'lobby', enabled: true }, ['host', 'moderator']],
  [{ do: 'admit' }, ['host', 'moderator']],
  [{ do: 'remove', person: 1 }, ['host', 'moderator']],
  [{ do: 'role', person: 1, role: 'presenter' }, ['host', 'moderator']],
  [{ do: 'start' }, ['host']],
  [{ do: 'recorder', on: true }, ['host']],
  [{ do: 'end' }, ['host']],
  [{ do: 'leave' }, roles],
];

/** Gives a command in a room of its own, with a guest and two polls there; whether it was refused for the role. */
async function isAllowed(sandbox: RunningSandbox, role: Role, command: Command): Promise<boolean> {
  const { db } = stageOf(sandbox);
  const { store, random } = sandbox.world;
  const id = store.nextId('rooms');
  const room = db.rooms.insert({ ...roomOf(sandbox), id, nameUrl: `room-${id}`, roomPin: random.int(1e8, 1e9 - 1) });
  const guest = await openPage(sandbox, { nickname: 'Guest' }, room);
  const { sessionId } = guest.visit;
  const common = { roomId: id, sessionId, name: 'Choice', questions, resultsShared: false, createdAt: 0 };
  const [open, draft] = (['open', 'draft'] as const).map((state) =>
    db.polls.insert({ id: store.nextId('polls', 40_001), ...common, state }),
  );
  const { page } = await openPage(sandbox, { nickname: 'Subject', role }, room);
  const poll = 'poll' in command ? { poll: command.poll === 1 ? open?.id : draft?.id } : {};
  const person = 'person' in command ? { person: guest.visit.id } : {};
  page.do({ ...command, ...poll, ...person });
  if (command.do === 'leave' || (command.do === 'end' && role === 'host')) {
    await page.next('bye');
    return true;
  }
  const refused = (await page.settled()).filter(({ is }) => is === 'refused');
  if (refused.length === 0) return true;
  const message = `Your role ${role} does not allow ${command.do}`;
  expect(refused).toEqual([{ is: 'refused', command: command.do, message, why: 'no-power' }]);
  return false;
}

describe.each(roles)('a %s', (role) => {
  test('may do what the table says and nothing else', async () => {
    const sandbox = await startRooms();
    const allowed: string[] = [];
    for (const [command] of table) if (await isAllowed(sandbox, role, command)) allowed.push(command.do);
    expect(allowed).toEqual(table.filter(([, who]) => who.includes(role)).map(([command]) => command.do));
  });

  test('has nothing to say in the lobby but to leave', async () => {
    const sandbox = await startRooms();
    const room = roomOf(sandbox, 10_002);
    const { page, scene, visit } = await openPage(sandbox, { nickname: 'Subject', role: 'listener' }, room);
    expect(scene.you.powers).toEqual([]);
    stageOf(sandbox).db.visits.update(visit.id, { role });
    for (const [command] of table.filter(([{ do: name }]) => name !== 'ping' && name !== 'leave')) {
      page.do(command);
      expect(await page.next('refused')).toMatchObject({ message: 'You are still in the lobby' });
    }
    page.do({ do: 'leave' });
    expect(await page.next('bye')).toMatchObject({ reason: 'left' });
  });
});

test('the host stays, and nobody removes themselves', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const moderator = await openPage(sandbox, { nickname: 'Mo', role: 'moderator' });
  moderator.page.do({ do: 'remove', person: host.visit.id });
  expect((await moderator.page.next('refused')).message).toBe('person: the host cannot be removed');
  moderator.page.do({ do: 'remove', person: moderator.visit.id });
  expect((await moderator.page.next('refused')).message).toBe('person: nobody removes themselves; leave instead');
  moderator.page.do({ do: 'role', person: host.visit.id, role: 'listener' });
  expect((await moderator.page.next('refused')).message).toBe('person: the role of a host cannot be changed');
});

test('a person of another room is nobody here', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const other = await openPage(sandbox, { nickname: 'Anna' }, roomOf(sandbox, 10_003));
  host.page.do({ do: 'remove', person: other.visit.id });
  expect((await host.page.next('refused')).message).toBe(`person: nobody here has the id ${other.visit.id}`);
});

test('commands that come after being sent away change nothing', async () => {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  host.page.do({ do: 'remove', person: anna.visit.id });
  anna.page.do({ do: 'chat', text: 'one' });
  host.page.do({ do: 'ping' });
  await anna.page.closed();
  const after = stageOf(sandbox).db.chatMessages.find({ where: { nickname: 'Anna', roomId: 10_001 } });
  const leftAt = stageOf(sandbox).db.visits.get(anna.visit.id);
  expect(leftAt).toMatchObject({ state: 'left', leftBecause: 'removed', removed: true });
  expect(after.length).toBeLessThanOrEqual(1);
  expect((await host.page.settled()).filter(({ is }) => is === 'gone')).toHaveLength(1);
});
