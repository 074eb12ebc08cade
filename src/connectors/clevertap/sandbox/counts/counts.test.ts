import { expect, test } from 'vitest';
import { bootApi, event, profile, today } from '../api.fixture.ts';

const query = { event_name: 'Ordered', from: 20261101, to: today };
const second = (iso: string): number => Date.parse(iso) / 1000;

async function bootOrders() {
  const api = await bootApi();
  await api.upload(
    profile('a', { Plan: 'pro', Age: 40 }),
    profile('b', { Plan: 'free', Age: 20 }),
    event('a', 'Ordered', { food: 'sushi', amount: 10, tags: ['x', 'y'] }, second('2026-11-02T10:00:00Z')),
    event('a', 'Ordered', { food: 'Pizza', amount: 25.5, gift: true }, second('2026-11-03T10:00:00Z')),
    event('b', 'Ordered', { food: 'sushi roll', amount: 40 }, second('2026-11-03T12:00:00Z')),
    event('b', 'Ordered', {}, second('2026-11-19T10:00:00Z')),
  );
  return api;
}

test.each<[string, string | undefined, unknown, number]>([
  ['food', undefined, 'sushi', 1],
  ['food', 'equals', ['sushi', 'Pizza'], 2],
  ['food', 'not_equals', 'sushi', 2],
  ['food', 'contains', 'SUSHI', 2],
  ['food', 'does_not_contain', 'sushi', 1],
  ['amount', 'equals', 10, 1],
  ['amount', 'equals', '10', 1],
  ['amount', 'greater_than', 25, 2],
  ['amount', 'greater_than_equals', 25.5, 2],
  ['amount', 'less_than', 25.5, 1],
  ['amount', 'less_than_equals', 25.5, 2],
  ['amount', 'between', [10, 30], 2],
  ['amount', 'between', { from: 26, to: 99 }, 1],
  ['gift', 'equals', true, 1],
  ['tags', 'equals', 'y', 1],
  ['food', 'exists', undefined, 3],
  ['food', 'not_exists', undefined, 1],
  ['unknown', 'not_exists', undefined, 4],
  ['unknown', 'equals', 'x', 0],
])('events whose %s %s %j are counted', async (name, operator, value, count) => {
  const { post } = await bootOrders();
  const event_properties = [{ name, operator, value }];
  expect(await post('counts/events.json', { ...query, event_properties })).toEqual({ status: 'success', count });
});

test('all conditions must hold, those of the person among them', async () => {
  const { post } = await bootOrders();
  const of = (profile_fields: object[], event_properties: object[] = []) =>
    post('counts/events.json', { ...query, event_properties, common_profile_properties: { profile_fields } });
  expect(await of([{ name: 'plan', operator: 'equals', value: 'pro' }])).toMatchObject({ count: 2 });
  expect(
    await of(
      [{ name: 'Age', operator: 'less_than', value: 30 }],
      [
        { name: 'amount', operator: 'exists' },
        { name: 'food', operator: 'contains', value: 'roll' },
      ],
    ),
  ).toMatchObject({ count: 1 });
});

test('people are counted once, and days are inclusive', async () => {
  const { post } = await bootOrders();
  expect(await post('counts/profiles.json', query)).toEqual({ status: 'success', count: 2 });
  expect(await post('counts/events.json', { ...query, from: 20261103, to: '20261103' })).toMatchObject({ count: 2 });
});

test.each(['counts/events.json', 'counts/profiles.json', 'counts/top.json', 'counts/trends.json'])(
  '%s gives a request id where it is told to, and the same answer for it later',
  async (path) => {
    const { sandbox, post, get } = await bootOrders();
    const groups = path.includes('top')
      ? { g: { property_type: 'event_properties', name: 'food' } }
      : { g: { trend_type: 'daily' } };
    const plain = await post(path, { ...query, groups });
    await sandbox.control('set-behaviour', { partialCounts: true, slowPages: 1 });
    const { status, req_id } = await post(path, { ...query, groups });
    expect([status, req_id]).toEqual(['partial', expect.stringMatching(/^\d{19}$/)]);
    expect(await get(`${path}?req_id=${req_id}`)).toEqual({ status: 'partial', req_id });
    expect(await get(`${path}?req_id=${req_id}`)).toEqual(plain);
    expect(await post(`${path}?req_id=${req_id}`, {})).toEqual(plain);
  },
);

test('a request id that is unknown, of another path or a day old is invalid', async () => {
  const { sandbox, post, get, advance } = await bootOrders();
  await sandbox.control('set-behaviour', { partialCounts: true });
  const { req_id } = await post('counts/events.json', query);
  const invalid = { status: 'fail', error: 'Invalid request id', code: 400 };
  expect(await get('counts/events.json?req_id=1')).toEqual(invalid);
  expect(await get(`counts/profiles.json?req_id=${req_id}`)).toEqual(invalid);
  advance(24 * 60 + 1);
  expect(await get(`counts/events.json?req_id=${req_id}`)).toEqual(invalid);
});

test('an unknown event is no count of zero', async () => {
  const { post } = await bootOrders();
  const answer = await post('counts/events.json', { ...query, event_name: 'X' });
  expect(answer).toEqual({ status: 'fail', error: '["Invalid event : X"]', code: 400 });
  expect(await post('counts/events.json', { ...query, event_name: 'App Launched' })).toMatchObject({ count: 0 });
});

test('top values come by kind of value, most or least first', async () => {
  const { post } = await bootOrders();
  const groups = {
    plans: { property_type: 'profile_fields', name: 'Plan', top_n: 1 },
    tags: { property_type: 'event_properties', name: 'tags', order: 'asc' },
    amounts: { property_type: 'event_properties', name: 'amount' },
  };
  expect(await post('counts/top.json', { ...query, groups })).toEqual({
    status: 'success',
    plans: { STR: { pro: 2 } },
    tags: { STR: { x: 1, y: 1 } },
    amounts: { INT: { 10: 1, 40: 1 }, DOUBLE: { '25.5': 1 } },
  });
});

test('trends go by day, week and month, count people once and sum a property', async () => {
  const { post } = await bootOrders();
  const groups = { m: { trend_type: 'monthly' }, w: { trend_type: 'weekly' }, d: { trend_type: 'daily' } };
  const range = { ...query, from: 20261102, to: 20261109, groups };
  const plain = await post('counts/trends.json', range);
  expect(plain).toMatchObject({ m: { 20261101: 3 }, w: { 20261102: 3, 20261109: 0 }, d: { 20261102: 1, 20261103: 2 } });
  expect(Object.keys(plain.d)).toHaveLength(8);
  expect((await post('counts/trends.json', { ...range, unique: true })).m).toEqual({ 20261101: 2 });
  expect((await post('counts/trends.json', { ...range, sum_event_prop: 'amount' })).m).toEqual({ 20261101: 75.5 });
});

const trend = { trend_type: 'daily' };
test.each<[string, object]>([
  ['top', {}],
  ['top', { groups: {} }],
  ['top', { groups: { g: { property_type: 'moods', name: 'x' } } }],
  ['top', { groups: { g: { property_type: 'event_properties' } } }],
  ['top', { groups: { g: { property_type: 'event_properties', name: 'x', top_n: 101 } } }],
  ['top', { groups: { g: { property_type: 'event_properties', name: 'x', order: 'up' } } }],
  ['trends', {}],
  ['trends', { groups: { g: { trend_type: 'hourly' } } }],
  ['trends', { groups: { a: trend, b: trend, c: trend, d: trend, e: trend, f: trend } }],
  ['trends', { groups: { a: trend }, from: 20250101 }],
  ['trends', { groups: { a: trend }, sum_event_prop: 7 }],
])('%s refuses %j', async (path, wrong) => {
  const { post } = await bootOrders();
  expect(await post(`counts/${path}.json`, { ...query, ...wrong })).toMatchObject({ status: 'fail', code: 400 });
});

test('who was active in the last five minutes is counted now, new and known people apart', async () => {
  const { post, upload, advance } = await bootOrders();
  await upload(event('a', 'Ordered'), event('a', 'Ordered'), event('new', 'Ordered'));
  expect(await post('now.json', {})).toEqual({ status: 'success', count: 2 });
  expect(await post('now.json', { user_type: true })).toMatchObject({ user_type: { new: 1, repeat: 1 } });
  expect(await post('now.json', { os: true })).toMatchObject({ os: { Others: 2 } });
  advance(6);
  expect(await post('now.json', {})).toEqual({ status: 'success', count: 0 });
});

test('a query that would take minutes is refused', async () => {
  const { post, upload } = await bootApi();
  await upload(event('a', 'Ordered', { n: 'x' }));
  const query = { event_name: 'Ordered', from: today, to: today };
  const many = (operator: string, count: number) => ({
    ...query,
    event_properties: [{ name: 'n', operator, value: Array(count).fill('x') }],
  });
  expect(await post('counts/events.json', many('contains', 100))).toMatchObject({ count: 1 });
  expect(await post('counts/events.json', many('contains', 101))).toMatchObject({ status: 'fail' });
  expect(await post('counts/events.json', many('equals', 5000))).toMatchObject({ count: 1 });
  const conditions = Array(51).fill({ name: 'n', operator: 'exists' });
  expect(await post('counts/events.json', { ...query, event_properties: conditions })).toMatchObject({
    status: 'fail',
  });
  const group = { property_type: 'event_properties', name: 'n' };
  const groups = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`g${n}`, group]));
  expect(await post('counts/top.json', { ...query, groups })).toMatchObject({ status: 'fail' });
});
