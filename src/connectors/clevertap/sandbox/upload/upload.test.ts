import { expect, test } from 'vitest';
import { bootApi, event, profile } from '../api.fixture.ts';

const long = 'x'.repeat(600);
const many = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`p${index}`, 1]));
const token = (objectId: unknown, tokenData: unknown) => ({ type: 'token', objectId, tokenData });

test.each<[number, object]>([
  [509, { type: 'event', identity: 'a', evtData: {} }],
  [509, event('a', ' ')],
  [512, { type: 'event', identity: 'a', evtName: 'Ordered', evtData: 'none' }],
  [512, event('a', long)],
  [512, event('a', 'Ordered', { value: long })],
  [513, event('a', 'Web Page Viewed')],
  [513, event('a', 'Notification Sent')],
  [514, profile('a', { Gender: 'X' })],
  [515, profile('a', { Email: 'a@b' })],
  [515, profile('a', { Email: 7 })],
  [515, profile('a', { Email: { address: 'a@example.com' } })],
  [515, profile('a', { Email: { $set: 'a@b' } })],
  [516, profile('a', { Phone: '4155551234' })],
  [517, profile('a', { Employed: 'maybe' })],
  [518, profile('a', { Education: 'None' })],
  [519, profile('a', { Married: 'yes' })],
  [520, profile('a', { Age: 'old' })],
  [520, profile('a', { Age: -1 })],
  [522, event('a', 'Ordered', many)],
  [523, { type: 'event', evtName: 'Ordered', evtData: {} }],
  [523, { type: 'profile', identity: ' ', profileData: {} }],
  [524, { type: 'person', identity: 'a' }],
  [524, { identity: 'a', evtName: 'Ordered' }],
  [524, { type: 'profile', identity: 'a' }],
  [525, event('a', 'Ordered', {}, 0)],
  [525, event('a', 'Ordered', {}, 1_700_000_000_000)],
  [525, event('a', 'Ordered', {}, 2 ** 32)],
  [525, { ...profile('a'), ts: '2026-11-20' }],
  [526, { ...event('a', 'Ordered'), objectId: 'not an id' }],
  [528, event('a', 'Debug')],
  [530, token('unknown', { id: 't', type: 'fcm' })],
  [530, token(undefined, { id: 't', type: 'fcm' })],
  [531, token('known', 'none')],
  [532, token('known', { type: 'fcm' })],
  [533, token('known', { id: 't' })],
  [534, token('known', { id: 't', type: 'pigeon' })],
  [535, token('known', { id: 't', type: 'chrome' })],
  [555, profile('a', { ['k'.repeat(121)]: 1 })],
  [555, profile('a', { note: long })],
  [555, profile('a', { notes: Array.from({ length: 200 }, () => long) })],
  [555, profile('a', many)],
])('code %i for %j, with the number and the record', async (code, record) => {
  const { sandbox, upload } = await bootApi();
  await sandbox.control('set-behaviour', { discard: 'Debug, Noise' });
  await upload({ type: 'profile', objectId: 'known', profileData: {} });
  const answer = await upload(event('good', 'Ordered'), record, profile('good'));
  expect(answer).toMatchObject({ status: 'partial', processed: 2, unprocessed: [{ status: 'fail', code }] });
  expect(answer.unprocessed[0].error).toMatch(/Skipped record number : 2$/);
  expect(answer.unprocessed[0].record).toEqual(JSON.parse(JSON.stringify(record)));
  expect((await upload(record)).status).toBe('fail');
});

test('the texts that were recorded are given to the letter', async () => {
  const { upload } = await bootApi();
  const { unprocessed } = await upload(event('a', 'Web Page Viewed'), event('a', ''), profile('a', { Email: 'no' }));
  expect(unprocessed.map(({ error }: any) => error)).toEqual([
    'Event Name is incorrect. ErrorCode: 513 - Trying to raise a restricted system event. Skipped record number : 1',
    'Event Name is incorrect. ErrorCode: 509 - Event name is mandatory. Skipped record number : 2',
    expect.stringMatching(/Email is not valid\.Skipped record number : 3$/),
  ]);
});

test('a token for another platform is refused, one that fits is kept', async () => {
  const { sandbox, upload, get } = await bootApi({ seed: true });
  const all = sandbox.world.store.collection<any>('profiles').all();
  const { objectId } = all.flatMap(({ devices }) => devices).find(({ platform }) => platform === 'iOS');
  expect(await upload(token(objectId, { id: 'new', type: 'fcm' }))).toMatchObject({ unprocessed: [{ code: 534 }] });
  expect(await upload(token(objectId, { id: 'new', type: 'apns' }))).toMatchObject({ status: 'success' });
  expect((await get(`profile.json?objectId=${objectId}`)).record.platformInfo).toMatchObject([{ push_token: 'new' }]);
});

test('operators work on what there is, and other properties stay', async () => {
  const { upload, get } = await bootApi();
  await upload(profile('a', { likes: ['tea'], score: 5, stays: 'yes', goes: 1 }));
  await upload(
    profile('a', {
      likes: { $add: ['jam', 'tea'] },
      score: { $incr: 10 },
      goes: { $delete: 1 },
      fresh: { $incr: 2 },
      set: { $set: ['x'] },
    }),
  );
  await upload(profile('a', { likes: { $remove: ['tea'] }, score: { $decr: 1 } }));
  expect((await get('profile.json?identity=a')).record.profileData).toEqual({
    likes: ['jam'],
    score: 14,
    stays: 'yes',
    fresh: 2,
    set: ['x'],
  });
});

test('a dry run judges the same and keeps nothing', async () => {
  const { post, get } = await bootApi();
  const d = [profile('a', { Plan: 'pro' }), profile('b', { Email: 'no' })];
  expect(await post('upload?dryRun=1', { d })).toMatchObject({ status: 'partial', processed: 1 });
  expect(await get('profile.json?identity=a')).toMatchObject({ status: 'fail' });
});

test('a thousand records are taken, one more is too many, and none is a success', async () => {
  const { send, upload } = await bootApi();
  const d = Array.from({ length: 1001 }, (_, index) => event(`p${index % 7}`, 'Ordered'));
  expect(await upload(...d.slice(1))).toEqual({ status: 'success', processed: 1000, unprocessed: [] });
  expect((await send('POST', 'upload', { d })).status).toBe(400);
  expect(await upload()).toEqual({ status: 'success', processed: 0, unprocessed: [] });
});

test('events are never de-duplicated', async () => {
  const { upload, post } = await bootApi();
  for (let time = 0; time < 3; time += 1) await upload(event('a', 'Ordered', { id: 1 }, 1_795_000_000));
  const query = { event_name: 'Ordered', from: 20261101, to: 20261120 };
  expect(await post('counts/events.json', query)).toEqual({ status: 'success', count: 3 });
});

test('a record that names two people makes them one, who keeps the events of both', async () => {
  const { upload, get, post } = await bootApi();
  await upload(event('a', 'Ordered'), { type: 'event', objectId: 'dev-1', evtName: 'Ordered', evtData: {} });
  await upload(
    { type: 'profile', objectId: 'dev-1', profileData: { Plan: 'pro', Name: 'Old' } },
    profile('a', { Name: 'Ann' }),
  );
  await upload({ type: 'profile', identity: 'a', objectId: 'dev-1', profileData: { City: 'Oslo' } });
  const { record } = await get('profile.json?objectId=dev-1');
  expect(record).toMatchObject({ identity: 'a', name: 'Ann', profileData: { Plan: 'pro', City: 'Oslo' } });
  expect(record.events).toMatchObject({ Ordered: { count: 2 } });
  const query = { event_name: 'Ordered', from: 20261120, to: 20261120 };
  expect(await post('counts/profiles.json', query)).toMatchObject({ count: 1 });
});

test('an address leads an unknown identity to who has it, and joins no two known people', async () => {
  const { upload, get } = await bootApi();
  await upload(profile('a', { Email: 'Ann@Example.com' }), profile('b', { Plan: 'pro' }));
  await upload(profile('c', { Email: 'ann@example.com' }), profile('b', { Email: 'ann@example.com' }));
  const objectIds: string[] = [];
  for (const query of ['identity=a', 'identity=c', 'email=ann@example.com', 'identity=b']) {
    objectIds.push((await get(`profile.json?${query}`)).record.objectId);
  }
  expect(objectIds.slice(0, 3)).toEqual(Array(3).fill(objectIds[0]));
  expect(objectIds[3]).not.toBe(objectIds[0]);
});

test('an address or number that goes finds nobody any more, one that is set finds its person', async () => {
  const { upload, get, post } = await bootApi();
  await upload(profile('a', { Email: 'a@example.com', Phone: '+14155550001' }));
  await upload(profile('a', { Email: { $delete: 1 }, Phone: { $set: '+14155550002' } }));
  expect(await get('profile.json?email=a@example.com')).toMatchObject({ status: 'fail' });
  await post('subscribe', { d: [{ type: 'phone', value: '+14155550002', status: 'Unsubscribe' }] });
  await upload(profile('a', { Email: { $set: 'New@Example.com' } }));
  expect((await get('profile.json?email=new@example.com')).record).toMatchObject({
    identity: 'a',
    profileData: { 'MSG-sms': false },
  });
});

test('a list keeps its latest hundred values, a person 256 properties', async () => {
  const { upload, get } = await bootApi();
  const values = Array.from({ length: 150 }, (_, n) => n);
  await upload(profile('a', { seen: [0] }), profile('a', { seen: { $add: values } }));
  expect((await get('profile.json?identity=a')).record.profileData.seen).toEqual(values.slice(50));
  const part = (mark: string) =>
    profile('a', Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`${mark}${n}`, 1])));
  expect(await upload(part('x'), part('y'), profile('a', { x0: 2 }))).toMatchObject({
    status: 'partial',
    processed: 2,
    unprocessed: [{ code: 555, error: expect.stringMatching(/number : 2$/) }],
  });
  const { profileData } = (await get('profile.json?identity=a')).record;
  expect([Object.keys(profileData).length, profileData.x0]).toEqual([131, 2]);
});

test('a project has 512 names of events, and as many of properties for each', async () => {
  const { upload } = await bootApi();
  const kinds = Array.from({ length: 513 }, (_, n) => event('a', `Kind ${n}`));
  expect(await upload(...kinds)).toMatchObject({ processed: 512, unprocessed: [{ code: 528, record: kinds[512] }] });
  const wide = (mark: string) =>
    event('a', 'Kind 0', Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${mark}${n}`, 1])));
  expect(await upload(wide('a'), wide('b'))).toMatchObject({ status: 'success' });
  expect(await upload(wide('c'), wide('a'))).toMatchObject({ processed: 1, unprocessed: [{ code: 522 }] });
});

test.each(['__proto__', 'constructor', 'toString', '\ud800'])('%j is a name like any other', async (name) => {
  const { upload, get, post } = await bootApi();
  const own = JSON.parse(`{${JSON.stringify(name)}: "here"}`);
  await upload(profile('a', own), event('a', name, own), event('b', name));
  await upload(profile('a', { more: 1 }));
  const { record } = await get('profile.json?identity=a');
  expect([Object.entries(record.profileData)[0], Object.keys(record.events)]).toEqual([[name, 'here'], [name]]);
  const query = { event_name: name, from: 20261101, to: 20261120 };
  const there = { ...query, event_properties: [{ name, operator: 'exists' }] };
  expect(await post('counts/events.json', there)).toMatchObject({ count: 1 });
  for (let part = 0; part < 9; part += 1) await upload(...Array.from({ length: 1000 }, () => event('b', name)));
  expect(await post('counts/events.json', query)).toMatchObject({ count: 9002 });
  expect(await post('counts/events.json', there)).toMatchObject({ count: 1 });
  const { cursor } = await post('events.json?batch_size=1', query);
  expect(Object.entries((await get(`events.json?cursor=${cursor}`)).records[0].event_props)).toEqual([[name, 'here']]);
});

test('an address leads a hundred identities to a person, who keeps the latest hundred devices', async () => {
  const { upload, get } = await bootApi();
  const numbers = Array.from({ length: 120 }, (_, n) => n);
  await upload(...numbers.map((n) => profile(`p${n}`, { Email: 'test@example.com', n })));
  expect((await get('profile.json?identity=p0')).record.profileData).toEqual({ n: 99 });
  expect((await get('profile.json?identity=p100')).record).toMatchObject({ identity: 'p100', profileData: { n: 100 } });
  await upload(...numbers.map((n) => ({ type: 'profile', identity: 'guest', objectId: `dev-${n}`, profileData: {} })));
  const { platformInfo } = (await get('profile.json?identity=guest')).record;
  expect(platformInfo.map((device: any) => device.objectId)).toEqual([
    'dev-0',
    ...numbers.slice(21).map((n) => `dev-${n}`),
  ]);
  expect(await get('profile.json?objectId=dev-5')).toMatchObject({ status: 'fail' });
});
