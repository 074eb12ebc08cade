import { expect, test } from 'vitest';
import { bootApi, drain, event, profile, today } from '../api.fixture.ts';

const query = { event_name: 'Ordered', from: 20261101, to: today };

async function bootOrders(count = 25) {
  const api = await bootApi();
  await api.upload(
    ...Array.from({ length: count }, (_, n) => event(`p${n % 10}`, 'Ordered', { n, city: n % 2 ? 'Oslo' : 'Rome' })),
  );
  return api;
}

test('events come in pages until there is no cursor, each once and in order', async () => {
  const api = await bootOrders();
  const pages = await drain(api, 'events', query);
  expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
  expect(pages.flat().map(({ event_props }) => event_props.n)).toEqual(Array.from({ length: 25 }, (_, n) => n));
});

test('the first answer is a cursor and nothing else, percent-escaped and 1.5 kB or more', async () => {
  const { post } = await bootOrders();
  const answer = await post('events.json?batch_size=10', query);
  expect(Object.keys(answer)).toEqual(['status', 'cursor']);
  expect(answer.cursor).toMatch(/^[\w%.-]{1500,2800}$/);
  expect(answer.cursor).toContain('%2B');
});

test('the record of an event has the shape that was recorded', async () => {
  const api = await bootApi({ seed: true });
  const [[record]] = (await drain(api, 'events', { ...query, event_name: 'Charged' }, 1000)) as any;
  expect(Object.keys(record)).toEqual(['profile', 'session_props', 'ts', 'event_props']);
  expect(String(record.ts)).toMatch(/^2026(10|11)\d{8}$/);
  expect(record.profile).toMatchObject({
    objectId: expect.stringMatching(/^-[0-9a-f]{32}$/),
    identity: expect.stringMatching(/^user-1\d{3}$/),
    platform: expect.any(String),
    os_version: expect.any(String),
    make: expect.any(String),
    events: { Charged: { count: expect.any(Number) } },
  });
  expect(record.event_props).toMatchObject({
    Currency: 'USD',
    Items: [{ quantity: 1 }, ...record.event_props.Items.slice(1)],
  });
});

test('GET with a query begins an export as POST does, and POST fetches a page as GET does', async () => {
  const { get, post } = await bootOrders();
  const { cursor } = await get(`events.json?batch_size=7&query=${encodeURIComponent(JSON.stringify(query))}`);
  const page = await post(`events.json?cursor=${cursor}`);
  expect(page.records).toHaveLength(7);
  expect((await get(`events.json?cursor=${cursor}`)).records).toEqual(page.records);
});

test('a repeated cursor gives the same page, though events came meanwhile', async () => {
  const { get, post, upload } = await bootOrders(25);
  const { cursor } = await post('events.json?batch_size=20', query);
  const first = await get(`events.json?cursor=${cursor}`);
  await upload(...Array.from({ length: 30 }, () => event('late', 'Ordered')));
  expect(await get(`events.json?cursor=${cursor}`)).toEqual({ ...first, records: expect.anything() });
  const last = await get(`events.json?cursor=${first.next_cursor}`);
  expect([last.records.length, last.next_cursor]).toEqual([5, undefined]);
});

test.each([
  ['escaped again', (cursor: string) => encodeURIComponent(cursor)],
  ['unescaped', (cursor: string) => decodeURIComponent(cursor)],
  ['cut off', (cursor: string) => cursor.slice(0, 700)],
  ['changed', (cursor: string) => `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`],
  ['half an escape', () => '%E0%A4%A'],
  ['empty', () => ''],
])('a cursor that is %s is incorrect usage', async (_, spoil) => {
  const { send, post } = await bootOrders();
  const { cursor } = await post('events.json', query);
  const answer = await send('GET', `events.json?cursor=${spoil(cursor)}`);
  expect([answer.status, answer.json]).toEqual([200, { status: 'fail', error: 'Incorrect Usage', code: 3 }]);
});

test('a cursor of events is none of profiles', async () => {
  const { get, post } = await bootOrders();
  const { cursor } = await post('events.json', query);
  expect(await get(`profiles.json?cursor=${cursor}`)).toMatchObject({ status: 'fail', code: 3 });
});

test('pages that are slow answer code 2 so often, and then the page', async () => {
  const { sandbox, get, post } = await bootOrders();
  await sandbox.control('set-behaviour', { slowPages: 2 });
  const { cursor } = await post('events.json', query);
  const wait = { status: 'fail', error: 'Request still in progress, please retry later', code: 2 };
  expect([await get(`events.json?cursor=${cursor}`), await get(`events.json?cursor=${cursor}`)]).toEqual([wait, wait]);
  expect((await get(`events.json?cursor=${cursor}`)).records).toHaveLength(10);
});

test.each([
  ['events', [59], true],
  ['events', [61], false],
  ['events', [50, 50, 50, 50, 39], true],
  ['events', [50, 50, 50, 50, 50], false],
  ['profiles', [4 * 24 * 60 - 1], true],
  ['profiles', [4 * 24 * 60 + 1], false],
] as const)('a cursor of %s after pauses of %j minutes works: %s', async (kind, pauses, works) => {
  const { get, post, advance } = await bootOrders();
  let { cursor } = await post(`${kind}.json?batch_size=1`, query);
  let answer: any;
  for (const pause of pauses) {
    advance(pause);
    answer = await get(`${kind}.json?cursor=${cursor}`);
    cursor = answer.next_cursor;
  }
  expect(works ? answer.status : answer.error).toBe(works ? 'success' : 'CURSOR_INVALIDATED');
});

test('days without events give no records key', async () => {
  const { get, post } = await bootOrders();
  const { cursor } = await post('events.json', { ...query, from: 20250101, to: 20250102 });
  expect(await get(`events.json?cursor=${cursor}`)).toEqual({ status: 'success' });
});

test.each<[object, number, object]>([
  [{ ...query, event_name: 'X' }, 200, { error: '["Invalid event : X"]', code: 400 }],
  [{ ...query, event_name: 'Notification Sent' }, 400, { error: 'Export not allowed for this event' }],
  [{ ...query, to: 20261121 }, 200, { code: 4002 }],
  [{ ...query, from: 20261120, to: 20261119 }, 200, { code: 400 }],
  [{ ...query, from: '2026-11-01' }, 200, { code: 400 }],
  [{ ...query, from: 20261331 }, 200, { code: 400 }],
  [{ from: 20261101, to: 20261102 }, 200, { code: 400 }],
  [{ ...query, event_properties: [{ name: 'n', operator: 'nearly', value: 1 }] }, 200, { code: 400 }],
  [{ ...query, event_properties: [{ operator: 'equals', value: 1 }] }, 200, { code: 400 }],
  [{ ...query, event_properties: [{ name: 'n', operator: 'between', value: 1 }] }, 200, { code: 400 }],
  [{ ...query, event_properties: {} }, 200, { code: 400 }],
  [{ ...query, advanced_query: {} }, 200, { code: 400 }],
  [{}, 200, { error: 'Incorrect Usage', code: 3 }],
])('the query %j is refused', async (wrong, status, fields) => {
  const { send } = await bootOrders();
  const answer = await send('POST', 'events.json', wrong);
  expect([answer.status, answer.json]).toMatchObject([status, { status: 'fail', ...fields }]);
});

test('sizes of pages are odd where the project is set so', async () => {
  const api = await bootOrders(60);
  await api.sandbox.control('set-behaviour', { oddPages: true });
  expect((await drain(api, 'events', query, 30)).map((page) => page.length)).toEqual([23, 23, 14]);
  expect((await drain(api, 'events', query, 5)).map((page) => page.length)).toEqual([60]);
});

test('profiles are those who did it, each once, with the parts that were asked for', async () => {
  const api = await bootOrders(25);
  await api.upload(profile('p3', { Name: 'Ann', Plan: 'pro' }));
  const pages = await drain(api, 'profiles', { ...query, event_properties: [{ name: 'city', value: 'Oslo' }] }, 2);
  expect(pages.map((page) => page.map(({ identity }) => identity))).toEqual([['p1', 'p3'], ['p5', 'p7'], ['p9']]);
  const ann = pages[0]?.[1];
  expect(ann).toMatchObject({ name: 'Ann', profileData: { Plan: 'pro' }, platformInfo: [{ objectId: ann.objectId }] });
  expect(ann.events.Ordered).toEqual({ count: 3, first_seen: 1795172430, last_seen: 1795172430 });
  const { cursor } = await api.post('profiles.json?app=false&events=false&profile=false', query);
  const [bare] = (await api.get(`profiles.json?cursor=${cursor}`)).records;
  expect(Object.keys(bare)).toEqual(['identity', 'objectId']);
});

test('days and times are those of the project', async () => {
  const api = await bootApi();
  await api.sandbox.control('set-behaviour', { timeZone: 'Asia/Kolkata' });
  await api.upload(event('a', 'Ordered', {}, Date.parse('2026-11-18T18:29:59Z') / 1000));
  await api.upload(event('b', 'Ordered', {}, Date.parse('2026-11-18T18:30:00Z') / 1000));
  const pages = await drain(api, 'events', { ...query, from: 20261119, to: 20261119 });
  expect(pages.flat().map(({ ts }) => ts)).toEqual([20261119000000]);
});

test('exports of people that differ only in a value give different people', async () => {
  const api = await bootOrders(10);
  const who = async (value: string) =>
    (await drain(api, 'profiles', { ...query, event_properties: [{ name: 'city', value }] }))
      .flat()
      .map(({ identity }) => identity);
  expect([await who('Oslo'), await who('Rome')]).toEqual([
    ['p1', 'p3', 'p5', 'p7', 'p9'],
    ['p0', 'p2', 'p4', 'p6', 'p8'],
  ]);
});

test('a query of thousands of values fits into a cursor, which a reset ends', async () => {
  const { sandbox, post, get } = await bootApi({ seed: true });
  const value = Array.from({ length: 3000 }, (_, n) => `user-${1001 + n}`);
  const profile_fields = [{ name: 'identity', operator: 'equals', value }];
  const query = { event_name: 'Charged', from: 20261101, to: today, common_profile_properties: { profile_fields } };
  const { cursor } = await post('profiles.json?batch_size=20', query);
  expect(cursor.length).toBeLessThan(2600);
  const page = await get(`profiles.json?cursor=${cursor}`);
  expect([page.records.length, page.next_cursor.length < 2600]).toEqual([20, true]);
  expect((await get(`profiles.json?cursor=${page.next_cursor}`)).records).toHaveLength(20);
  await sandbox.reset();
  expect(await get(`profiles.json?cursor=${cursor}`)).toMatchObject({ status: 'fail', error: 'CURSOR_INVALIDATED' });
});
