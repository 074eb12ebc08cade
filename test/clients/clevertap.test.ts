// @ts-expect-error: the package has no types.
import CleverTap from 'clevertap';
import { expect, onTestFinished, test } from 'vitest';
import definition from '../../src/connectors/clevertap/sandbox/index.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

/** The package as its users have it, but for its host. */
async function startClient() {
  const sandbox = await startSandbox(definition, {
    app: 'clevertap',
    port: 0,
    now: '2026-11-20T11:00:30Z',
    frozen: true,
  });
  onTestFinished(() => sandbox.close());
  const { accountId, passcode } = sandbox.credentials;
  const client = CleverTap.init(accountId, passcode, CleverTap.CLEVERTAP_REGIONS?.US ?? 'us1');
  client.api.apiEndpoint = sandbox.url;
  return { client, sandbox };
}

const range = { from: 20261101, to: 20261120 };
const launched = { event_name: 'App Launched', ...range };
const ok = { status: 'success' };

test('clevertap uploads profiles, events and tokens, and reads a person back', async () => {
  const { client } = await startClient();
  const seconds = Math.floor(Date.parse('2026-11-20T10:00:00Z') / 1000);
  const data = [
    { type: 'event', identity: '6264372124', evtName: 'choseNewFavoriteFood', evtData: { value: 'sushi' } },
    {
      type: 'profile',
      identity: '6264372124',
      ts: seconds,
      profileData: { favoriteColor: 'green', Age: 30, Phone: '+14155551234', Email: 'peter@foo.com' },
    },
    { type: 'event', FBID: '34322423', evtName: 'Product viewed', evtData: { Price: 59.99, Currency: 'USD' } },
    { type: 'profile', objectId: '-2ce3cca260664f70b82b1c6bb505f462', profileData: { favoriteFood: 'hot dogs' } },
    { type: 'event', objectId: '-2ce3cca260664f70b82b1c6bb505f462', evtName: 'choseNewFavoriteFood', evtData: {} },
    {
      type: 'event',
      identity: 'jack@gmail.com',
      ts: seconds,
      evtName: 'Charged',
      evtData: { Amount: 300, Currency: 'USD', Items: [{ Category: 'books', Title: 'Some book', Quantity: 1 }] },
    },
  ];
  expect(await client.upload(data, { batchSize: 50 })).toEqual({ ...ok, processed: 6, unprocessed: [] });
  for (const by of [{ email: 'peter@foo.com' }, { identity: '6264372124' }]) {
    expect(await client.profile(by)).toMatchObject({
      ...ok,
      record: { identity: '6264372124', email: 'peter@foo.com' },
    });
  }
  expect(await client.profile({ objectId: '-2ce3cca260664f70b82b1c6bb505f462' })).toMatchObject({
    record: { profileData: { favoriteFood: 'hot dogs' } },
  });
  const token = {
    type: 'token',
    objectId: '-2ce3cca260664f70b82b1c6bb505f462',
    tokenData: { id: 'token-1', type: 'chrome', keys: { p256dh: 'a', auth: 'b' } },
  };
  expect(await client.uploadDeviceTokens([token])).toEqual({ ...ok, processed: 1, unprocessed: [] });
});

test('clevertap sends more than a hundred records in several requests, and gives what was wrong', async () => {
  const { client, sandbox } = await startClient();
  const data = Array.from({ length: 250 }, (_, n) => ({
    type: 'event',
    identity: `p${n}`,
    evtName: 'Ordered',
    evtData: { n },
  }));
  const answers = await client.upload([...data, { type: 'profile', identity: 'x', profileData: { Email: 'no' } }]);
  expect(answers.map(({ status, processed }: any) => [status, processed])).toEqual([
    ['success', 100],
    ['success', 100],
    ['partial', 50],
  ]);
  expect(answers[2].unprocessed[0]).toMatchObject({
    code: 515,
    error: expect.stringMatching(/Skipped record number : 51$/),
  });
  const byCallback = await new Promise((resolve) => void client.upload(data.slice(0, 1), {}, resolve));
  expect(byCallback).toMatchObject(ok);
  expect(sandbox.sandbox.requests.list({ limit: 1 })).toMatchObject([
    { method: 'POST', path: '/1/upload', status: 200 },
  ]);
});

test('clevertap exports all events and profiles, though its cursors are never escaped again', async () => {
  const { client, sandbox } = await startClient();
  const { count } = await client.getEventsCount(launched);
  const events = await client.events(launched, { batchSize: 500 });
  expect([events.length, count > 600]).toEqual([count, true]);
  expect(events[0]).toMatchObject({
    profile: { identity: expect.any(String) },
    ts: expect.any(Number),
    event_props: {},
  });
  const profiles = await client.profiles(launched, { batchSize: 50 });
  expect(profiles).toHaveLength((await client.getProfilesCount(launched)).count);
  expect(new Set(profiles.map(({ objectId }: any) => objectId)).size).toBe(profiles.length);
  expect(await client.events({ event_name: 'Nobody', ...range })).toEqual([]);
  expect(await client.events({ ...launched, from: 20250101, to: 20250102 })).toEqual([]);
  const lines = sandbox.sandbox.requests.list().map(({ method, path }) => `${method} ${path.replace(/=.*/, '')}`);
  expect(new Set(lines)).toEqual(
    new Set([
      'POST /1/counts/events.json',
      'POST /1/counts/profiles.json',
      'GET /1/events.json?batch_size',
      'GET /1/events.json?cursor',
      'GET /1/profiles.json?batch_size',
      'GET /1/profiles.json?cursor',
    ]),
  );
});

test('clevertap creates, estimates, lists, stops and reports campaigns', async () => {
  const { client, sandbox } = await startClient();
  const payload = {
    name: 'green freedom',
    when: '20261120 12:00',
    where: { event_name: 'Product Viewed', ...range },
    content: { title: 'hi!', body: 'how are you doing today?' },
    devices: ['ios', 'android'],
  };
  const estimate = await client.targets(client.TARGET_ESTIMATE, { ...payload });
  expect(estimate).toMatchObject({ ...ok, estimates: { android: expect.any(Number), ios: expect.any(Number) } });
  const { id, status } = await client.targets(client.TARGET_CREATE, payload);
  expect(status).toBe('success');
  const { targets } = await client.targets(client.TARGET_LIST, { from: 20261120, to: 20261121 });
  expect(targets).toMatchObject([{ id, name: 'green freedom', status: 'pending' }, { name: 'Next sale' }]);
  expect(await client.targets(client.TARGET_RESULT, { id })).toEqual({
    ...ok,
    error: "This target hasn't been completed",
    code: 200,
  });
  sandbox.sandbox.moveClock(({ clock }) => clock.advance(2 * 3_600_000));
  sandbox.sandbox.moveClock(() => undefined);
  const { result } = await client.targets(client.TARGET_RESULT, { id });
  expect(result.sent).toBe(estimate.estimates.android + estimate.estimates.ios);
  for (let time = 0; time < 2; time += 1) expect(await client.targets(client.TARGET_STOP, { id })).toEqual(ok);
  expect(await client.getMessageReports({ from: '20261101', to: '20261120', channel: ['push'] })).toMatchObject({
    ...ok,
    messages: [{ 'message id': 1_700_000_001 }, { 'message id': id }],
  });
});

test('clevertap counts who is there now, top values and trends', async () => {
  const { client } = await startClient();
  const now = await client.realTimeCounts({ user_type: true });
  expect(now.count).toBe(now.user_type.new + now.user_type.repeat);
  const groups = { foo: { property_type: 'event_properties', name: 'Payment mode', top_n: 2, order: 'desc' } };
  const top = await client.topPropertyCounts({ event_name: 'Charged', ...range, groups });
  expect(Object.keys(top.foo.STR)).toHaveLength(2);
  const trends = await client.trends({
    event_name: 'Charged',
    ...range,
    unique: false,
    groups: { foo: { trend_type: 'daily' } },
  });
  expect(Object.keys(trends.foo)).toHaveLength(20);
});

test('clevertap deletes, demerges, subscribes and disassociates', async () => {
  const { client, sandbox } = await startClient();
  const { record } = await client.profile({ identity: 'user-1001' });
  expect(await client.delete({ guid: record.objectId })).toEqual(ok);
  expect(await client.demerge({ identities: ['user-1002', 'user-1003'] })).toEqual(ok);
  expect(
    await client.subscribe({ d: [{ type: 'email', value: 'ava@example.com', status: 'Resubscribe' }] }),
  ).toMatchObject(ok);
  expect(await client.disassociate({ d: [{ type: 'phone', value: '+14155551004' }] })).toMatchObject(ok);
  sandbox.sandbox.moveClock(({ clock }) => clock.advance(2 * 3_600_000));
  expect(await client.profile({ identity: 'user-1001' })).toMatchObject({ status: 'fail' });
  expect(await client.delete({ guid: record.objectId })).toEqual(ok);
});

test('clevertap with a wrong passcode is told so in the body', async () => {
  const { client } = await startClient();
  client.api.accountPasscode = 'wrong';
  expect(await client.profile({ identity: 'user-1001' })).toEqual({
    status: 'fail',
    error: 'Invalid Credentials',
    code: 401,
  });
});

test('clevertap has methods of these names and no others, so each was called', async () => {
  const { client } = await startClient();
  const methods = Object.entries(Object.getPrototypeOf(client)).filter(([, value]) => typeof value === 'function');
  expect(methods.map(([name]) => name).sort()).toEqual([
    'delete',
    'demerge',
    'disassociate',
    'events',
    'getEventsCount',
    'getMessageReports',
    'getProfilesCount',
    'profile',
    'profiles',
    'realTimeCounts',
    'subscribe',
    'targets',
    'topPropertyCounts',
    'trends',
    'upload',
    'uploadDeviceTokens',
  ]);
});
