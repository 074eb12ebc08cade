import { expect, test } from 'vitest';
import { bootActions } from '../on-sandbox.fixture.ts';

const webinar = {
  name: 'Partner day',
  room_type: 'webinar',
  permanent_room: false,
  access_type: 1,
  timezone: 'Europe/Warsaw',
};

test('a pin in place of an id is found out, and the id is told', async () => {
  const { run, call } = await bootActions();
  const { room_pin } = ((await call({ method: 'GET', path: '/conferences/10003' })).body as any).conference;
  await expect(run('get-conference', { room_id: room_pin })).rejects.toMatchObject({
    hint: `${room_pin} is the room_pin of "Board room" (room_id 10003), not its id: use room_id 10003`,
  });
  await expect(run('delete-conference', { room_id: room_pin })).rejects.toMatchObject({
    hint: expect.stringContaining('use room_id 10003'),
  });
  await expect(run('get-conference', { room_id: 4711 })).rejects.toMatchObject({
    hint: expect.stringMatching(/^Rooms there are: "Weekly team meeting" \(room_id 10001\).*find-conferences/),
  });
});

test('a known room whose session is unknown gets no advice about rooms', async () => {
  const { run } = await bootActions();
  await expect(run('get-session', { room_id: 10005, session_id: 1 })).rejects.toMatchObject({
    hint: expect.not.stringContaining('Rooms there are'),
  });
});

test('rooms are found by address, pin, id, part of a name, date and kind', async () => {
  const { run, call } = await bootActions();
  const { room_pin, room_url } = ((await call({ method: 'GET', path: '/conferences/10004' })).body as any).conference;
  const ids = async (input: object) => (await run('find-conferences', input)).items.map(({ id }: any) => id);
  expect(await ids({ query: room_url })).toEqual([10004]);
  expect(await ids({ query: `${room_url.replace(/^http:\/\//, '')}?l=abc` })).toEqual([10004]);
  expect(await ids({ query: 'https://other.clickmeeting.com/paid-masterclass' })).toEqual([]);
  expect(await ids({ query: String(room_pin) })).toEqual([10004]);
  expect(await ids({ query: '10002' })).toEqual([10002]);
  expect(await ids({ query: 'WEBINAR' })).toEqual([10005, 10002]);
  expect(await ids({ query: 'webinar', status: 'active' })).toEqual([10002]);
  expect(await ids({ room_type: 'meeting' })).toEqual([10001, 10003]);
  expect(await ids({ starts_after: '2026-11-21', timezone: 'Europe/Warsaw' })).toEqual([10002]);
  expect(await ids({ starts_before: '2026-11-21T10:00:00+01:00' })).toEqual([10005]);
  expect(await run('find-conferences', { query: 'nothing like it' })).toMatchObject({
    items: [],
    total: 0,
    searched: 5,
  });
});

test('dates are given in the zone of the caller too', async () => {
  const { run } = await bootActions();
  const { items } = await run('find-conferences', { query: 'launch', timezone: 'America/New_York' });
  expect(items[0]).toMatchObject({
    starts_at: '2026-11-21T10:00:00+01:00',
    starts_at_local: '2026-11-21T04:00:00-05:00',
  });
});

test('every page of 250 rooms is searched', async () => {
  const { run, sandbox } = await bootActions();
  const store = sandbox.world.store;
  store.transaction(() => {
    const rooms = store.collection<any>('rooms');
    const old = rooms.get(10005);
    for (let id = 20_001; id <= 20_600; id++)
      rooms.insert({ ...old, id, name: `Old room ${id}`, nameUrl: `old-${id}`, roomPin: 100_000_000 + id });
  });
  expect(await run('find-conferences', { query: 'old room 20600' })).toMatchObject({
    searched: 605,
    total: 1,
    items: [{ id: 20600 }],
  });
});

test('an event is made once, however often it is ensured, and differences are told', async () => {
  const { run } = await bootActions();
  const event = { ...webinar, starts_at: '2027-05-14 10:00', duration: '1:00' };
  const first = await run('ensure-conference', event);
  expect(first).toMatchObject({ created: true, starts_at: '2027-05-14T10:00:00+02:00' });
  expect(first.warnings).toBeUndefined();
  const again = await run('ensure-conference', { ...event, name: ' partner DAY', starts_at: '2027-05-14T08:00:00Z' });
  expect(again).toMatchObject({ id: first.id, created: false });
  expect(
    await run('ensure-conference', { ...event, timezone: undefined, duration: '2:00', room_type: 'meeting' }),
  ).toMatchObject({
    id: first.id,
    warnings: ['room_type is webinar, asked for was meeting', 'it lasts 60 minutes, asked for were 120'],
  });
  const later = await run('ensure-conference', { ...event, starts_at: '2027-05-21 10:00' });
  expect(later).toMatchObject({
    created: true,
    warnings: [`Other rooms have this name too: ${first.id} (2027-05-14T10:00:00+02:00)`],
  });
});

test('a permanent room is known by its name, and an event needs a start', async () => {
  const { run } = await bootActions();
  const room = { name: 'board room', room_type: 'meeting', permanent_room: true, access_type: 2, password: 'other' };
  expect(await run('ensure-conference', room)).toMatchObject({
    id: 10003,
    created: false,
    warnings: ['password differs'],
  });
  await expect(run('ensure-conference', webinar)).rejects.toThrow('starts_at: required with permanent_room false');
});

test('an event whose answer was lost is found, not made again', async () => {
  const { run, sandbox, made } = await bootActions();
  sandbox.faults.add({ method: 'POST', path: '/v1/conferences', status: 502, after: true, count: 1 });
  const event = { ...webinar, starts_at: '2027-05-14 10:00' };
  await expect(run('create-conference', event)).rejects.toMatchObject({ code: 'outcome_unknown' });
  sandbox.faults.add({ method: 'POST', path: '/v1/conferences', status: 502, after: true, count: 1 });
  expect(await run('ensure-conference', { ...event, starts_at: '2027-06-14 10:00' })).toMatchObject({
    created: true,
    warnings: expect.arrayContaining(['The app failed while it made the room; it is there']),
  });
  expect(made.filter(({ line }) => line.startsWith('POST'))).toHaveLength(2);
});

test('odd starts are told: in the past, in an hour that clocks skip, with an offset of another zone', async () => {
  const { run } = await bootActions();
  const warnings = async (starts_at: string) =>
    (await run('create-conference', { ...webinar, name: starts_at, starts_at })).warnings;
  expect(await warnings('2027-05-14 10:00')).toBeUndefined();
  expect(await warnings('2027-05-14T10:00:00+02:00')).toBeUndefined();
  expect(await warnings('2026-11-20 11:00')).toEqual(['The start 2026-11-20T11:00:00+01:00 lies in the past']);
  expect(await warnings('2027-03-28 02:30')).toEqual([expect.stringContaining('skip 2027-03-28 02:30')]);
  expect(await warnings('2027-10-31 02:30')).toEqual([expect.stringContaining('twice')]);
  expect(await warnings('2027-05-14T10:00:00-04:00')).toEqual([
    expect.stringContaining('is 2027-05-14T16:00:00+02:00 there, which is the start of the room'),
  ]);
});

const series = {
  name: 'Course, part {n}',
  room_type: 'webinar',
  access_type: 1,
  first_starts_at: '2027-03-16 18:00',
  repeat: { frequency: 'weekly', count: 4 },
  duration: '1:30',
  timezone: 'Europe/Warsaw',
  skip_days: ['2027-03-23'],
};

test('a series keeps its hour when clocks change, and skips what is there', async () => {
  const { run } = await bootActions();
  const starts = ['2027-03-16T18:00:00+01:00', '2027-03-30T18:00:00+02:00', '2027-04-06T18:00:00+02:00'];
  const planned = await run('create-conference-series', { ...series, preview: true });
  expect(planned).toMatchObject({ created: 0, items: starts.map((starts_at) => ({ starts_at, status: 'planned' })) });
  const made = await run('create-conference-series', series);
  expect(made).toMatchObject({ created: 3, existed: 0, failed: 0 });
  expect(made.items.map(({ starts_at }: any) => starts_at)).toEqual(starts);
  expect(made.items[2]).toMatchObject({ name: 'Course, part 3', status: 'created', room_url: expect.any(String) });
  expect(await run('get-conference', { room_id: made.items[1].room_id })).toMatchObject({ starts_at: starts[1] });
  const again = await run('create-conference-series', series);
  expect(again).toMatchObject({ created: 0, existed: 3 });
  expect(again.items.map(({ room_id }: any) => room_id)).toEqual(made.items.map(({ room_id }: any) => room_id));
});

test('a series that fails in the middle says what became of each date, and goes on when it is repeated', async () => {
  const { run, sandbox, hooks } = await bootActions();
  let posts = 0;
  hooks.before = (line) => {
    if (line.startsWith('POST') && ++posts === 2)
      sandbox.faults.add({ method: 'POST', status: 502, after: true, count: 1 });
  };
  const broken = await run('create-conference-series', series);
  expect(broken).toMatchObject({ created: 1, existed: 0, failed: 2 });
  expect(broken.items.map(({ status }: any) => status)).toEqual(['created', 'unknown', 'not_tried']);
  expect(await run('create-conference-series', series)).toMatchObject({ created: 1, existed: 2, failed: 0 });
});

test('a series that fails before its first room is an error', async () => {
  const { run, sandbox } = await bootActions();
  sandbox.faults.add({ method: 'POST', status: 503, count: 1 });
  await expect(run('create-conference-series', series)).rejects.toMatchObject({ code: 'upstream_failed' });
});

test('a date that the app refuses leaves the others as they are', async () => {
  const { run } = await bootActions();
  const dates = ['2020-01-01 10:00', '2027-01-01 10:00'];
  const { items } = await run('create-conference-series', {
    ...series,
    first_starts_at: undefined,
    repeat: undefined,
    dates,
  });
  expect(items).toMatchObject([
    { status: 'refused', error: expect.stringContaining('end in the past') },
    { status: 'created', name: 'Course, part 2' },
  ]);
});

test.each<[object, RegExp]>([
  [{ repeat: { frequency: 'weekly' } }, /repeat\.count: say when the series ends/],
  [{ repeat: undefined }, /repeat: required with first_starts_at/],
  [{ dates: ['2027-01-01 10:00'] }, /dates: use either dates/],
  [{ first_starts_at: '2027-03-16T18:00:00Z' }, /first_starts_at: write it without an offset/],
  [{ timezone: 'Europe/Warszawa' }, /timezone: no such time zone/],
  [{ repeat: { frequency: 'weekly', count: 101 } }, /repeat\.count: /],
  [{ access_type: 2 }, /password: required/],
])('a series with %j is refused by name', async (change, message) => {
  const { run } = await bootActions();
  await expect(run('create-conference-series', { ...series, ...change })).rejects.toThrow(message);
});
