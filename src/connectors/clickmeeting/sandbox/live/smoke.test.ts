import { expect, test } from 'vitest';
import { ask, openPage, startRooms } from './page.fixture.ts';

test('what somebody says reaches everybody inside', async () => {
  const sandbox = await startRooms();
  const anna = await openPage(sandbox, { nickname: 'Anna', role: 'host' });
  expect(anna.scene).toMatchObject({
    you: { nickname: 'Anna', state: 'inside' },
    room: { started: true },
    people: [{}],
  });
  const bob = await openPage(sandbox, { nickname: 'Bob' });
  expect(await anna.page.next('person')).toMatchObject({ person: { nickname: 'Bob' } });
  bob.page.do({ do: 'chat', text: 'Hello' });
  expect((await anna.page.next('chat')).line).toMatchObject({ nickname: 'Bob', text: 'Hello', role: 'listener' });
  expect((await bob.page.next('chat')).line).toMatchObject({ text: 'Hello' });
  bob.page.do({ do: 'leave' });
  expect(await bob.page.next('bye')).toEqual({ is: 'bye', reason: 'left', next: '/weekly-team-meeting?left=1' });
  expect(await bob.page.closed()).toEqual({ code: 1000, reason: 'left' });
  expect(await anna.page.next('gone')).toEqual({ is: 'gone', person: bob.visit.id });
  anna.page.do({ do: 'end' });
  expect(await anna.page.next('bye')).toMatchObject({ reason: 'ended' });
  expect(await ask(sandbox, '/conferences/10001/sessions')).toMatchObject([{ total_visitors: 2, max_visitors: 2 }]);
});
