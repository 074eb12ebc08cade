import { expect, test } from 'vitest';
import { bootApi, drain } from './api.fixture.ts';

const month = { from: 20261001, to: 20261120 };

test('the demo project has some hundred people, thousands of events up to now, and campaigns', async () => {
  const { post } = await bootApi({ seed: true });
  expect(await post('now.json', {})).toMatchObject({ count: expect.any(Number) });
  expect((await post('now.json', {})).count).toBeGreaterThan(3);
  const counts = await Promise.all(
    ['App Launched', 'Product Viewed', 'Charged'].map(
      async (event_name) => (await post('counts/events.json', { event_name, ...month })).count,
    ),
  );
  expect(Math.min(...counts)).toBeGreaterThan(200);
  const today = { event_name: 'App Launched', from: 20261120, to: 20261120 };
  expect((await post('counts/events.json', today)).count).toBeGreaterThan(10);
  expect((await post('targets/list.json', { from: 20261101, to: 20261130 })).targets).toHaveLength(4);
  expect(await post('targets/result.json', { id: 1_700_000_001 })).toMatchObject({
    result: { sent: expect.any(Number) },
  });
});

test('a fresh demo project repeats itself', async () => {
  const pages = async () => drain(await bootApi({ seed: true }), 'events', { event_name: 'Charged', ...month }, 1000);
  expect(await pages()).toEqual(await pages());
});

test('track makes events up, for one person and of one name', async () => {
  const { sandbox, get, post } = await bootApi({ seed: true });
  await sandbox.control('track', { event: 'Signed Up', identity: 'user-1007', count: 3, minutes: 5 });
  expect((await get('profile.json?identity=user-1007')).record.events['Signed Up']).toMatchObject({ count: 3 });
  await sandbox.control('track', {});
  await sandbox.control('track', { count: 20_000, event: 'Clicked' });
  const query = { event_name: 'Clicked', ...month };
  expect(await post('counts/events.json', query)).toEqual({ status: 'success', count: 20_000 });
});

test('track and set-behaviour say what is wrong', async () => {
  const { sandbox } = await bootApi();
  await expect(sandbox.control('track', {})).rejects.toMatchObject({ code: 'not_found' });
  await expect(sandbox.control('track', { identity: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(sandbox.control('set-behaviour', { timeZone: 'Mars/Base' })).rejects.toMatchObject({
    code: 'bad_request',
  });
  await expect(sandbox.control('set-region', { region: 'mars' })).rejects.toMatchObject({ code: 'bad_request' });
});

test('set-behaviour shows all settings, changes those that are given, and a reset undoes it', async () => {
  const { sandbox } = await bootApi();
  await sandbox.control('set-behaviour', { slowPages: 2, deleteAfterMinutes: 0 });
  expect(await sandbox.control('set-behaviour', { discard: '' })).toMatchObject({
    slowPages: 2,
    deleteAfterMs: 0,
    discarded: [],
    timeZone: 'UTC',
  });
  await sandbox.reset();
  expect(await sandbox.control('set-behaviour', {})).toMatchObject({ slowPages: 0, deleteAfterMs: 3_600_000 });
});
