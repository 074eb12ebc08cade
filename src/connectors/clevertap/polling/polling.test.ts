import { expect, test } from 'vitest';
import { bootActions } from '../on-sandbox.fixture.ts';

const event = (n: number) => ({ identity: 'user-1001', event_name: 'Polled', properties: { n } });

test('a poll gives each event once, equal ones too, and goes on over midnight', async () => {
  const { run, advance } = await bootActions();
  await run('upload-events', { events: [event(0)] });
  const begun = await run('poll-new-events', { event_name: 'Polled' });
  expect(begun).toMatchObject({ items: [], has_more: false });
  // In the second of the first, and two that are the same.
  await run('upload-events', { events: [event(1), event(2), event(2)] });
  const first = await run('poll-new-events', { event_name: 'Polled', since: begun.cursor, limit: 2 });
  const second = await run('poll-new-events', { event_name: 'Polled', since: first.cursor });
  expect(first).toMatchObject({ has_more: true });
  const seen = [...first.items, ...second.items];
  expect(seen.map(({ event_props }: any) => event_props.n).sort()).toEqual([1, 2, 2]);
  expect(new Set(seen.map(({ event_id }: any) => event_id)).size).toBe(3);
  advance(24 * 60);
  await run('upload-events', { events: [event(3)] });
  const third = await run('poll-new-events', { event_name: 'Polled', since: second.cursor });
  expect(third.items).toMatchObject([{ event_name: 'Polled', event_props: { n: 3 } }]);
  expect((await run('poll-new-events', { event_name: 'Polled', since: third.cursor })).items).toEqual([]);
});

test('a day without anything new is only counted, and not read again', async () => {
  const { run, made, advance } = await bootActions();
  await run('upload-events', { events: [event(0)] });
  const begun = await run('poll-new-events', { event_name: 'Polled' });
  made.splice(0);
  const still = await run('poll-new-events', { event_name: 'Polled', since: begun.cursor });
  expect(made.map(({ line }) => line)).toEqual(['POST /1/counts/events.json']);
  advance(3 * 24 * 60);
  const later = await run('poll-new-events', { event_name: 'Polled', since: still.cursor });
  await run('upload-events', { events: [event(1)] });
  const { items } = await run('poll-new-events', { event_name: 'Polled', since: later.cursor });
  expect(items).toMatchObject([{ event_props: { n: 1 } }]);
});

test('days that were missed are caught up, one after the other', async () => {
  const { run, advance } = await bootActions();
  await run('upload-events', { events: [event(0)] });
  let { cursor } = await run('poll-new-events', { event_name: 'Polled' });
  for (const n of [1, 2, 3]) {
    advance(24 * 60);
    await run('upload-events', { events: [event(n), event(n + 10)] });
  }
  const seen: number[] = [];
  for (let more = true, polls = 0; more && polls < 10; polls += 1) {
    const answer = await run('poll-new-events', { event_name: 'Polled', since: cursor, limit: 2 });
    seen.push(...answer.items.map(({ event_props }: any) => event_props.n));
    ({ cursor, has_more: more } = answer);
  }
  expect(seen.map((n) => n % 10)).toEqual([1, 1, 2, 2, 3, 3]);
  expect(new Set(seen).size).toBe(6);
});

test('a cursor of another event, or of another poll, is refused', async () => {
  const { run } = await bootActions();
  const { cursor } = await run('poll-new-events', { event_name: 'Charged' });
  await expect(run('poll-new-events', { event_name: 'Searched', since: cursor })).rejects.toThrow(/belongs to Charged/);
  await expect(run('poll-finished-campaigns', { since: cursor })).rejects.toThrow(/not a cursor/);
});

test('a campaign that ended is given once', async () => {
  const { run } = await bootActions();
  const begun = await run('poll-finished-campaigns', {});
  const content = { title: 'a', body: 'b' };
  const { id } = await run('create-campaign', { name: 'Soon over', segment: 'all', content, confirm_everyone: true });
  await run('stop-campaign', { id });
  const next = await run('poll-finished-campaigns', { since: begun.cursor });
  expect(next.items).toMatchObject([{ id, name: 'Soon over' }]);
  expect((await run('poll-finished-campaigns', { since: next.cursor })).items).toEqual([]);
});
