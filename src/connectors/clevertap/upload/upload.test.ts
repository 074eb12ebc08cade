import { expect, test } from 'vitest';
import { PorinError } from '../../../kernel/errors.ts';
import { bootActions } from '../on-sandbox.fixture.ts';

const today = { from: '2026-11-20', to: '2026-11-20' };
const event = (index: number) => ({
  identity: `user-${1001 + (index % 200)}`,
  event_name: 'Tested',
  properties: { index },
});
const events = (count: number) => Array.from({ length: count }, (_, index) => event(index));

test('records are sent in batches of a thousand, all of them once', async () => {
  const { run, made } = await bootActions();
  expect(await run('upload-events', { events: events(2_300) })).toEqual({
    status: 'success',
    received: 2_300,
    accepted: 2_300,
    rejected: [],
  });
  expect(made).toHaveLength(3);
  expect(await run('get-event-count', { event_name: 'Tested', ...today })).toEqual({ ready: true, count: 2_300 });
});

test('a bad record is named by its number and field, here or by the app, and never loses the good ones', async () => {
  const { run, control } = await bootActions();
  control('set-behaviour', { discard: 'Dropped' });
  const some = [event(0), { ...event(1), identity: undefined }, { ...event(2), event_name: 'Dropped' }, event(3)];
  const report = await run('upload-events', { events: some });
  expect(report).toMatchObject({ status: 'partial', received: 4, accepted: 2 });
  expect(report.rejected).toMatchObject([
    { record: 2, code: 523, field: 'identity' },
    { record: 3, code: 528, identity: 'user-1003', message: expect.stringContaining('discards this event') },
  ]);
});

test('numbers of later batches count over the whole input', async () => {
  const { run, control } = await bootActions();
  control('set-behaviour', { discard: 'Dropped' });
  const all = events(1_500).map((one, index) => (index === 1_400 ? { ...one, event_name: 'Dropped' } : one));
  const { rejected, accepted } = await run('upload-events', { events: all });
  expect(accepted).toBe(1_499);
  expect(rejected).toMatchObject([{ record: 1_401 }]);
});

test.each([
  ['Gender', 'X', 514],
  ['Email', 'nobody', 515],
  ['Phone', '4155550100', 516],
  ['Employed', 'maybe', 517],
  ['Education', 'none', 518],
  ['Married', 'no', 519],
  ['Age', 'old', 520],
])('a %s of %s is found before anything is sent', async (name, value, code) => {
  const { run, made } = await bootActions();
  const input = { profiles: [{ identity: 'user-1', properties: { [name]: value } }] };
  await expect(run('upload-user-profiles', input)).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining(`record 1 (properties.${name})`),
    details: { rejected: [expect.objectContaining({ code })] },
  });
  expect(made).toEqual([]);
});

test.each([
  [{ event_name: 'App Launched' }, 513],
  [{ event_name: 'Tested', objectId: 'not an id' }, 526],
])('what only the app can know is refused with its code: %j', async (part, code) => {
  const { run } = await bootActions();
  await expect(run('upload-events', { events: [{ identity: 'user-1001', ...part }] })).rejects.toMatchObject({
    isUndone: true,
    code: 'upstream_refused',
    details: { rejected: [expect.objectContaining({ record: 1, code })] },
  });
});

test('too many or too long properties are found here', async () => {
  const { run } = await bootActions();
  const many = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`p${index}`, index]));
  const report = await run('upload-events', {
    events: [event(0), { ...event(1), properties: many }, { ...event(2), properties: { a: 'x'.repeat(513) } }],
  });
  expect(report.rejected).toMatchObject([
    { record: 2, code: 522 },
    { record: 3, code: 512, field: 'properties.a' },
  ]);
});

const token = { objectId: '-622360cef3c07f88967c08820e20df31', token: 't', type: 'fcm' };

test.each([
  ['upload-events', { ...event(1), event_name: undefined }, 509, 'event_name'],
  ['upload-events', { ...event(1), event_name: 'x'.repeat(513) }, 512, 'event_name'],
  ['upload-events', { ...event(1), identity: ' ' }, 523, 'identity'],
  ['upload-events', { ...event(1), ts: 1_763_640_000_000 }, 525, 'ts'],
  ['upload-events', { ...event(1), ts: 'yesterday' }, 525, 'ts'],
  ['upload-user-profiles', { identity: 'a', ts: 0 }, 525, 'ts'],
  ['upload-user-profiles', { identity: 'a', properties: { ['x'.repeat(121)]: 1 } }, 555, 'properties'],
  ['upload-device-tokens', { ...token, objectId: undefined }, 530, 'objectId'],
  ['upload-device-tokens', { ...token, token: '' }, 532, 'token'],
  ['upload-device-tokens', { ...token, type: undefined }, 533, 'type'],
  ['upload-device-tokens', { ...token, type: 'pigeon' }, 534, 'type'],
  ['upload-device-tokens', { ...token, type: 'chrome' }, 535, 'keys'],
  ['set-subscription-status', { type: 'phone', value: '415', status: 'Unsubscribe' }, 516, 'value'],
  ['set-subscription-status', { type: 'email', value: 'nobody', status: 'Unsubscribe' }, 515, 'value'],
  ['disassociate-phones', '4155551234', 516, 'phones'],
])('%s keeps what is bad here, %j, and sends the good one', async (key, bad, code, field) => {
  const { run, made } = await bootActions();
  const [name, good] = (
    {
      'upload-events': ['events', event(0)],
      'upload-user-profiles': ['profiles', { identity: 'b' }],
      'upload-device-tokens': ['tokens', token],
      'set-subscription-status': ['contacts', { type: 'phone', value: '+14155551004', status: 'Unsubscribe' }],
      'disassociate-phones': ['phones', '+14155551004'],
    } as Record<string, [string, unknown]>
  )[key] ?? ['', ''];
  const report = await run(key, { [name]: [good, bad] });
  expect(report).toMatchObject({ status: 'partial', accepted: 1, rejected: [{ record: 2, code }] });
  expect(report.rejected[0].field).toContain(field);
  expect(made).toHaveLength(1);
});

test('an identity that is a number goes as text', async () => {
  const { run } = await bootActions();
  await run('upload-user-profiles', { profiles: [{ identity: 4711, properties: { Name: 'Number' } }] });
  expect((await run('get-user-profile', { identity: '4711' })).profile).toMatchObject({ identity: '4711' });
});

test('misspelt fields are refused as input, by name', async () => {
  const { run } = await bootActions();
  await expect(run('upload-events', { events: [{ ...event(0), identitty: 'x' }] })).rejects.toThrow(/identitty/);
});

test('when the connection breaks, the error tells what was taken, what is unknown and what never left', async () => {
  const { run, hooks, made } = await bootActions();
  let sent = 0;
  hooks.after = () => {
    sent += 1;
    if (sent === 2) throw new PorinError('outcome_unknown', 'The connection broke');
  };
  const failure = await run('upload-events', { events: events(5_000) }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'outcome_unknown', hint: expect.stringContaining('get-event-count') });
  const { accepted, unknown, not_sent = [] } = (failure as any).details;
  const count = (spans: any[]) => spans.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  expect(count(unknown)).toBe(1_000);
  expect(count(accepted) + count(unknown) + count(not_sent)).toBe(5_000);
  // Nothing is sent twice.
  expect(new Set(made).size).toBe(made.length);
  expect(made.length * 1_000).toBe(count(accepted) + count(unknown));
});

test('too many requests at once are waited for, since the app has done nothing then', async () => {
  const { run, hooks, slept } = await bootActions();
  let refused = 0;
  hooks.before = () => {
    refused += 1;
    if (refused === 1) throw new PorinError('rate_limited', 'Too many concurrent requests');
  };
  expect(await run('upload-events', { events: events(10) })).toMatchObject({ status: 'success', accepted: 10 });
  expect(slept).toEqual([1_000]);
});

test('two records about one person keep their order', async () => {
  const { run } = await bootActions();
  const profiles = Array.from({ length: 2_500 }, (_, index) => ({ identity: 'same', properties: { n: index } }));
  await run('upload-user-profiles', { profiles });
  expect((await run('get-user-profile', { identity: 'same' })).profile.profileData).toMatchObject({ n: 2_499 });
});

test('a dry run checks and keeps nothing', async () => {
  const { run } = await bootActions();
  const profiles = [{ identity: 'dry', properties: { Name: 'Dry' } }];
  expect(await run('upload-user-profiles', { profiles, dry_run: true })).toMatchObject({
    status: 'checked',
    accepted: 1,
  });
  await expect(run('get-user-profile', { identity: 'dry' })).rejects.toThrow(/not found/i);
});

test('times may be ISO, and arrive as epoch seconds', async () => {
  const { run } = await bootActions();
  await run('upload-events', { events: [{ ...event(0), ts: '2026-11-18T23:30:00-05:00' }] });
  const day = (written: string) => run('get-event-count', { event_name: 'Tested', from: written, to: written });
  expect(await day('2026-11-19')).toMatchObject({ count: 1 });
});

test('tokens go in batches of a hundred, and only a device takes one', async () => {
  const { run, made } = await bootActions();
  const tokens = Array.from({ length: 150 }, () => ({ objectId: 'nobody', token: 't', type: 'fcm' }));
  await expect(run('upload-device-tokens', { tokens })).rejects.toMatchObject({
    details: { rejected: expect.arrayContaining([expect.objectContaining({ record: 150, code: 530 })]) },
  });
  expect(made).toHaveLength(2);
});

test('addresses are unsubscribed, and numbers taken away', async () => {
  const { run } = await bootActions();
  const email = 'ava.stone.1001@example.com';
  await run('set-subscription-status', { contacts: [{ type: 'email', value: email, status: 'Unsubscribe' }] });
  expect((await run('get-user-profile', { email })).profile.profileData['MSG-email']).toBe(false);
  await run('disassociate-phones', { phones: ['+14155551001'] });
  expect((await run('get-user-profile', { email })).profile.phone).toBeUndefined();
});
