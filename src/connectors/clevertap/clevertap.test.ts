import { expect, test } from 'vitest';
import { envelopeOf } from './answers.ts';
import { counted } from './counts.ts';
import { dayIn, daysOf, momentIn } from './dates.ts';
import hooks from './hooks.ts';
import { bootActions } from './on-sandbox.fixture.ts';

const charged = { event_name: 'Charged', from: '2026-11-01', to: 'today' };
const news = { name: 'News', content: { title: 'Hello', body: 'News' } };

test('a count that is not ready is asked for until it is', async () => {
  const { run, control, slept, made } = await bootActions();
  const { count } = await run('get-event-count', charged);
  control('set-behaviour', { partialCounts: true, slowPages: 3 });
  expect(await run('get-event-count', charged)).toEqual({ ready: true, count });
  expect(slept).toHaveLength(4);
  expect(made.at(-1)?.line).toMatch(/req_id=\d{15,}$/);
});

test('a count that takes too long gives its number, whole, to ask again with', async () => {
  const body = '{"status":"partial","req_id":384649162721234567891}';
  const call = async () => ({ status: 200, headers: {}, body });
  const tools = { call, sleep: async () => undefined, log: () => undefined };
  expect(await counted(tools, '/counts/events.json', { body: {}, req_id: undefined })).toEqual({
    ready: false,
    req_id: '384649162721234567891',
  });
});

test('a number that is too old is explained', async () => {
  const { run } = await bootActions();
  await expect(run('get-profile-count', { ...charged, req_id: '12' })).rejects.toMatchObject({
    hint: expect.stringContaining('ask for the count anew'),
  });
});

test('numbers of requests that a number cannot hold stay whole', () => {
  expect(envelopeOf({ body: '{"status":"partial","req_id":384649162721234567891}' })['req_id']).toBe(
    '384649162721234567891',
  );
});

test('an answer without a body is neither an empty list nor a change that was made', async () => {
  const { run, tools, sandbox } = await bootActions();
  sandbox.faults.add({ path: '/**', status: 200, body: '', headers: { 'content-type': 'text/html' } });
  await expect(run('get-campaigns', { from: 'today', to: 'today' })).rejects.toThrow(
    /expected an object with a status/,
  );
  await expect(run('get-events', charged)).rejects.toMatchObject({ code: 'upstream_failed' });
  for (const [key, input] of [
    ['stop-campaign', { id: 1700000004 }],
    ['delete-user-profile', { identity: 'user-1001' }],
    ['create-campaign', { ...news, segment: 'all', confirm_everyone: true }],
    ['send-push', { to: { identity: ['user-1001'] }, content: { title: 'a', body: 'b' } }],
    ['upload-events', { events: [{ identity: 'a', event_name: 'b' }] }],
  ] as const) {
    await expect(run(key, input), key).rejects.toMatchObject({ code: 'outcome_unknown' });
  }
  // A raw request gets what there is.
  expect(await tools.call({ method: 'GET', path: '/nothing' })).toMatchObject({ status: 200 });
});

test('top values and trends come by their labels', async () => {
  const { run, control } = await bootActions();
  control('set-behaviour', { partialCounts: true });
  const top = { ...charged, event_name: 'Searched', groups: { words: { name: 'Keyword' } } };
  expect((await run('get-top-property-counts', top)).groups.words).toMatchObject({ STR: expect.any(Object) });
  const { trends } = await run('get-event-trends', { ...charged, trend_types: ['weekly', 'monthly'] });
  expect(Object.keys(trends)).toEqual(['weekly', 'monthly']);
});

test.each(['conflict', 'error', 'empty'] as const)(
  'a report that is not ready is one answer when the app says %s',
  async (notReady) => {
    const { run, control } = await bootActions();
    control('set-behaviour', { notReady });
    expect(await run('get-campaign-report', { id: 1700000004 })).toMatchObject({ ready: false });
    expect(await run('get-campaign-report', { id: 1700000001 })).toMatchObject({
      ready: true,
      sent: expect.any(Number),
    });
  },
);

test('a campaign to everybody waits for a confirmation and shows its reach', async () => {
  const { run } = await bootActions();
  const before = (await run('get-campaigns', { from: 'today', to: 'today' })).campaigns.length;
  for (const whom of [{ where: {} }, { segment: 'all' }]) {
    const asked = await run('create-campaign', { ...news, ...whom });
    expect(asked).toMatchObject({ created: false, estimates: { android: expect.any(Number) } });
  }
  expect((await run('get-campaigns', { from: 'today', to: 'today' })).campaigns).toHaveLength(before);
  const made = await run('create-campaign', { ...news, segment: 'all', confirm_everyone: true });
  expect(made).toMatchObject({ created: true, id: expect.any(Number) });
});

test('a campaign starts at the moment that was written, in the project’s zone', async () => {
  const { run } = await bootActions();
  const where = { event_name: 'Charged', from: 'yesterday', to: 'today' };
  const { id } = await run('create-campaign', { ...news, where, when: '2026-11-25T10:00:00+05:30' });
  const { campaigns } = await run('get-campaigns', { from: '2026-11-25', to: '2026-11-25' });
  expect(campaigns).toEqual([{ id, name: 'News', status: 'pending', scheduled_on: '2026-11-25 04:30' }]);
  expect(await run('stop-campaign', { id })).toEqual({ id, stopped: true });
});

test('what a campaign lacks is named before anything is sent', async () => {
  const { run, made } = await bootActions();
  await expect(run('create-campaign', { ...news, where: {}, segment: 'all' })).rejects.toThrow(/exactly one/);
  const mail = { name: 'Mail', segment: 'all', target_mode: 'email', content: { body: 'x' } };
  await expect(run('estimate-campaign', mail)).rejects.toThrow(/content.subject/);
  expect(made).toEqual([]);
});

test('an unknown campaign is refused with where to find the ids', async () => {
  const { run } = await bootActions();
  await expect(run('stop-campaign', { id: 5 })).rejects.toMatchObject({
    hint: expect.stringContaining('get-campaigns'),
  });
});

test('a deletion says that it happens later', async () => {
  const { run, advance } = await bootActions();
  expect(await run('delete-user-profile', { identity: ['user-1001', 'nobody'] })).toMatchObject({
    ordered: 2,
    deleted: false,
  });
  await run('get-user-profile', { identity: 'user-1001' });
  advance(120);
  await expect(run('get-user-profile', { identity: 'user-1001' })).rejects.toMatchObject({ code: 'upstream_refused' });
  await expect(run('delete-user-profile', { identity: 'a', guid: 'b' })).rejects.toThrow(/either identity or guid/);
});

test('days are of the zone that is given', async () => {
  expect(dayIn('Asia/Kolkata', Date.parse('2026-11-20T20:00:00Z'))).toBe(20261121);
  expect(momentIn('2026-11-20T23:59:00Z', 'Asia/Kolkata')).toBe('20261121 05:29');
  expect(momentIn('2026-11-20 17:30', 'Asia/Kolkata')).toBe('20261120 17:30');
  const { run } = await bootActions();
  for (const from of ['2026-11-20T99:99Z', '2026-02-30T10:00Z', '2026-11-20T10:00'])
    await expect(run('get-event-count', { ...charged, from }), from).rejects.toThrow(/not a day/);
  const where = { event_name: 'Charged', from: 'yesterday', to: 'today' };
  for (const when of ['2026-12-01 24:00', '2026-12-01 10:60', '2026-02-30 10:00'])
    await expect(run('create-campaign', { ...news, where, when }), when).rejects.toThrow(/is no moment/);
  await expect(run('get-event-count', { ...charged, from: '2026-02-30' })).rejects.toThrow(/not a day/);
  await expect(run('get-event-count', { ...charged, from: 'today', to: 'yesterday' })).rejects.toThrow(
    /is before from/,
  );
});

test.each([
  // Clocks go back in New York at 06:00Z, and forward in Auckland at 14:00Z the day before.
  ['America/New_York', '2026-11-01T03:59:59Z', 20261031, '20261031 23:59'],
  ['America/New_York', '2026-11-01T04:00Z', 20261101, '20261101 00:00'],
  ['America/New_York', '2026-11-02T04:59+0000', 20261101, '20261101 23:59'],
  ['Pacific/Auckland', '2026-09-26T12:00Z', 20260927, '20260927 00:00'],
  ['Pacific/Auckland', '2026-09-27 11:00+00:00', 20260928, '20260928 00:00'],
  ['Asia/Kolkata', '2026-11-21T00:00:00+05:30', 20261121, '20261121 00:00'],
])('in %s %s is of %i', (timezone, moment, number, wall) => {
  const facts = { connectionId: '', baseUrl: '', sandbox: true, fields: {}, now: 0 };
  expect(daysOf({ from: moment, to: moment, timezone }, facts)).toEqual({ from: number, to: number });
  expect(momentIn(moment, timezone)).toBe(wall);
});

test('the zone of the connection holds unless another is given, and a misspelt one is said', () => {
  const facts = { connectionId: '', baseUrl: '', sandbox: true, now: Date.parse('2026-11-20T20:00:00Z') };
  const daysAt = (zone: string, timezone?: string) =>
    daysOf({ from: 'yesterday', to: 'today', timezone }, { ...facts, fields: { timezone: zone } });
  expect(daysAt('Asia/Kolkata')).toEqual({ from: 20261120, to: 20261121 });
  expect(daysOf({ from: 'today', to: 'tomorrow' }, { ...facts, fields: {} })).toEqual({ from: 20261120, to: 20261121 });
  expect(daysAt('Asia/Kolkata', 'UTC')).toEqual({ from: 20261119, to: 20261120 });
  expect(() => daysAt('Asia/Kolkatta')).toThrow(/time zone 'Asia\/Kolkatta' is none/);
});

test('a failure inside of HTTP 200 is a refusal, and one of credentials says what else it may mean', () => {
  const answer = (body: unknown, status = 200) => hooks.refusal?.({ status, headers: {}, body });
  expect(answer({ status: 'fail', error: 'Invalid Credentials', code: 401 }, 401)).toMatchObject({
    credentials: true,
    message: expect.stringContaining('wrong region'),
  });
  expect(answer({ status: 'fail', error: 'Account ID is not valid' })).toMatchObject({ credentials: true });
  expect(answer('{"status":"fail","error":"[\\"Invalid event : X\\"]","code":400}')).toMatchObject({
    message: 'Invalid event : X (code 400)',
  });
  expect(answer({ status: 'success' })).toBeUndefined();
  expect(answer(undefined)).toBeUndefined();
  expect(answer({ status: 'fail', processed: 0, unprocessed: [{ code: 515 }] })).toBeUndefined();
});
