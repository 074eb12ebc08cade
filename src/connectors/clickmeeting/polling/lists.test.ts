import { expect, test } from 'vitest';
import { bootActions } from '../on-sandbox.fixture.ts';
import { drain, open } from './drain.fixture.ts';

test('rooms that end are given once each time they end', async () => {
  const booted = await bootActions();
  const { run } = booted;
  const begin = await run('poll-ended-conferences');
  expect(begin.items).toEqual([]);
  const event = {
    ...open,
    permanent_room: false,
    starts_at: '2026-11-20 12:10',
    duration: '0:30',
    timezone: 'Europe/Warsaw',
  };
  const ids: number[] = [];
  for (const name of ['A', 'B', 'C']) ids.push((await run('create-conference', { ...event, name })).id);
  const short = (await run('create-conference', { ...event, name: 'made and over between two polls' })).id;
  await run('delete-conference', { room_id: ids[2] });
  booted.advance(120);
  const polled = await drain(booted, 'poll-ended-conferences', begin.cursor, { limit: 1 });
  expect(polled.items.map(({ id }) => id)).toEqual([ids[0], ids[1], short]);
  expect(polled.items[0]).toMatchObject({ status: 'inactive', ended_at: expect.stringMatching(/^2026-11-20T12:[45]/) });
  expect((await run('poll-ended-conferences', { since: polled.cursor })).items).toEqual([]);
  await run('update-conference', { room_id: ids[0], status: 'active' });
  const opened = await run('poll-ended-conferences', { since: polled.cursor });
  booted.advance(30);
  const again = await run('poll-ended-conferences', { since: opened.cursor });
  expect(again.items.map(({ id }: any) => id)).toEqual([ids[0]]);
  expect(again.items[0].event_id).not.toBe(polled.items[0].event_id);
  expect((await run('poll-ended-conferences', { from: '2026-11-20T00:00:00Z' })).items).toHaveLength(3);
});

test('recordings are given when they are ready, a late one too', async () => {
  const booted = await bootActions();
  const { run, control, sandbox } = booted;
  const begin = await run('poll-new-recordings');
  expect(begin.items).toEqual([]);
  for (const room of [10001, 10003, 10001]) control('hold-session', { room, attendees: 2, minutes: 5, chat: 0 });
  const list = (await run('list-all-recordings')).items;
  const fresh = list.slice(-3);
  const body = (ready: (id: number) => boolean) =>
    JSON.stringify(list.map((found: any) => (ready(found.id) ? found : { ...found, recording_url: null })));
  const headers = { 'content-type': 'application/json' };
  // The first and the last of room 10001 are new; the first takes longer.
  sandbox.faults.add({
    method: 'GET',
    path: '/v1/conferences/recordings',
    status: 200,
    headers,
    body: body((id) => id !== fresh[0].id),
    count: 1,
  });
  const first = await run('poll-new-recordings', { since: begin.cursor });
  expect(first.items.map(({ id }: any) => id).sort()).toEqual([fresh[1].id, fresh[2].id]);
  const second = await run('poll-new-recordings', { since: first.cursor });
  expect(second.items).toMatchObject([{ id: fresh[0].id, room_id: 10001, event_id: `recording:${fresh[0].id}` }]);
  await run('delete-all-recordings', { room_id: 10001 });
  control('hold-session', { room: 10001, attendees: 2, minutes: 5, chat: 0 });
  const third = await drain(booted, 'poll-new-recordings', second.cursor, { limit: 1 });
  expect(third.items).toHaveLength(1);
  expect((await run('poll-new-recordings', { since: third.cursor })).items).toEqual([]);
  const all = await drain(booted, 'poll-new-recordings', undefined, { from: '2020-01-01T00:00:00Z', limit: 1 }).catch(
    (error) => error,
  );
  expect(all).toBeInstanceOf(Error);
});
