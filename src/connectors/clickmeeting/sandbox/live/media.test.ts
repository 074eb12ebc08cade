import { expect, test } from 'vitest';
import { openPage, startRooms } from './page.fixture.ts';

test('who carries sound and pictures hears who is inside, who may send, and who left', async () => {
  const told: unknown[] = [];
  const sandbox = await startRooms(
    {},
    {
      admit: ({ visit, maySend }) => told.push(['admit', visit, maySend]),
      release: ({ visit }) => told.push(['release', visit]),
    },
  );
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const last = (visit: number) => told.findLast((entry) => Array.isArray(entry) && entry[1] === visit);
  await anna.page.settled();
  expect(last(host.visit.id)).toEqual(['admit', host.visit.id, true]);
  expect(last(anna.visit.id)).toEqual(['admit', anna.visit.id, false]);
  host.page.do({ do: 'role', person: anna.visit.id, role: 'presenter' });
  await host.page.settled();
  expect(last(anna.visit.id)).toEqual(['admit', anna.visit.id, true]);
  anna.page.do({ do: 'leave' });
  await anna.page.closed();
  await host.page.settled();
  expect(last(anna.visit.id)).toEqual(['release', anna.visit.id]);
});
