import { expect, test } from 'vitest';
import { bootApi, event, profile, today } from '../api.fixture.ts';

test('one person is found by identity, address or object id, escaped or not', async () => {
  const { get } = await bootApi({ seed: true });
  const { record } = await get('profile.json?identity=user-1001');
  expect(record).toMatchObject({ identity: 'user-1001', name: 'Ava Stone', profileData: { 'MSG-sms': true } });
  expect(await get(`profile.json?objectId=${record.objectId}`)).toEqual({ status: 'success', record });
  expect((await get(`profile.json?email=${encodeURIComponent(record.email)}`)).record).toEqual(record);
  expect((await get(`profile.json?email=${record.email.toUpperCase()}`)).record).toEqual(record);
});

test('nobody found and nobody named are failures', async () => {
  const { send } = await bootApi();
  expect(await send('GET', 'profile.json?identity=none')).toMatchObject({
    status: 200,
    json: { status: 'fail', code: 404 },
  });
  expect((await send('GET', 'profile.json')).status).toBe(400);
});

test('a deletion happens later; then the person is gone, and so is what they did', async () => {
  const { post, get, upload, advance } = await bootApi();
  await upload(event('a', 'Ordered'), event('b', 'Ordered'));
  const { objectId } = (await get('profile.json?identity=b')).record;
  expect(await post('delete/profiles.json', { identity: 'a' })).toEqual({ status: 'success' });
  expect(await get('profile.json?identity=a')).toMatchObject({ status: 'success' });
  advance(61);
  expect(await get('profile.json?identity=a')).toMatchObject({ status: 'fail' });
  const query = { event_name: 'Ordered', from: 20261101, to: today };
  expect(await post('counts/events.json', query)).toMatchObject({ count: 1 });
  for (let time = 0; time < 2; time += 1) {
    expect(await post('delete/profiles.json', { guid: [objectId, 'unknown'] })).toEqual({ status: 'success' });
    advance(61);
  }
  expect(await post('counts/profiles.json', query)).toMatchObject({ count: 0 });
  await upload(event('a', 'Ordered'));
  expect(await post('counts/events.json', query)).toMatchObject({ count: 1 });
});

test.each([
  {},
  { identity: 'a', guid: 'b' },
  { identity: [] },
  { identity: {} },
  { identity: Array.from({ length: 101 }, (_, index) => `p${index}`) },
])('the deletion of %j is refused', async (body) => {
  const { send } = await bootApi();
  const answer = await send('POST', 'delete/profiles.json', body);
  expect([answer.status, answer.json]).toMatchObject([400, { status: 'fail', code: 400 }]);
});

test('a merge is taken back: each gets what they were and what they did', async () => {
  const { post, get, upload } = await bootApi();
  await upload(profile('a', { Plan: 'pro' }), { type: 'profile', objectId: 'dev-1', profileData: { City: 'Oslo' } });
  await upload(profile('b', { City: 'Rome' }), event('b', 'Ordered'), event('a', 'Ordered'));
  await upload({
    type: 'profile',
    identity: 'b',
    objectId: (await get('profile.json?identity=a')).record.objectId,
    profileData: {},
  });
  expect((await get('profile.json?identity=b')).record).toMatchObject({ profileData: { Plan: 'pro', City: 'Rome' } });
  expect(await post('demerge/profiles.json', { identities: ['b'] })).toEqual({ status: 'success' });
  const { record } = await get('profile.json?identity=b');
  expect(record).toMatchObject({ identity: 'b', profileData: { City: 'Rome' }, events: { Ordered: { count: 1 } } });
  expect((await get('profile.json?identity=a')).record.objectId).not.toBe(record.objectId);
  expect(await post('demerge/profiles.json', { identities: ['nobody'] })).toEqual({ status: 'success' });
  expect(await post('demerge/profiles.json', { identities: [] })).toMatchObject({ status: 'fail' });
});

test('whoever was never merged stays as they are, and what was merged into somebody leaves them', async () => {
  const { post, get, upload } = await bootApi({ seed: true });
  const before = await get('profile.json?identity=user-1001');
  await post('demerge/profiles.json', { identities: ['user-1001'] });
  expect(await get('profile.json?identity=user-1001')).toEqual(before);
  await upload(profile('c', { Plan: 'pro' }), event('c', 'Ordered'));
  const objectId = async (identity: string) => (await get(`profile.json?identity=${identity}`)).record.objectId;
  await upload(
    { type: 'profile', identity: 'd', objectId: 'dev-d', profileData: { City: 'Rome' } },
    event('d', 'Ordered'),
  );
  await upload({ type: 'profile', identity: 'e', objectId: 'dev-e', profileData: {} }, event('e', 'Ordered'));
  // e goes into d, then both into c.
  await upload({ type: 'profile', identity: 'e', objectId: 'dev-d', profileData: {} });
  await upload({ type: 'profile', identity: 'e', objectId: await objectId('c'), profileData: {} });
  const ordered = async (identity: string) =>
    (await get(`profile.json?identity=${identity}`)).record.events.Ordered.count;
  expect(await ordered('c')).toBe(3);
  await post('demerge/profiles.json', { identities: ['c'] });
  expect([await ordered('c'), await ordered('d'), await ordered('e')]).toEqual([1, 2, 2]);
  await post('demerge/profiles.json', { identities: ['e'] });
  expect([await ordered('c'), await ordered('d'), await ordered('e')]).toEqual([1, 1, 1]);
  expect((await get('profile.json?identity=c')).record.profileData).toMatchObject({ Plan: 'pro' });
});

test('an identity that an address led to somebody gets a profile of its own', async () => {
  const { post, get, upload } = await bootApi();
  await upload(profile('a', { Email: 'a@example.com' }), profile('b', { Email: 'a@example.com' }));
  await upload({ type: 'profile', identity: 'a', objectId: 'dev-1', profileData: {} });
  await post('demerge/profiles.json', { identities: ['b'] });
  expect((await get('profile.json?identity=a')).record).toMatchObject({ email: 'a@example.com' });
  expect((await get('profile.json?identity=b')).record).toMatchObject({ profileData: {}, platformInfo: [{}] });
  expect((await get('profile.json?objectId=dev-1')).record.identity).toBe('a');
});

test('subscribing and unsubscribing reach everybody with the address or number', async () => {
  const { post, get, upload } = await bootApi();
  await upload(
    profile('a', { Email: 'a@example.com', Phone: '+14155550001' }),
    profile('b', { Phone: '+1 415-555-0001' }),
  );
  const d = [
    { type: 'email', value: 'A@example.com', status: 'Unsubscribe' },
    { type: 'phone', value: '+14155550001', status: 'Unsubscribe' },
    { type: 'fax', value: '1', status: 'Unsubscribe' },
    { type: 'email', value: 'a@example.com', status: 'Maybe' },
  ];
  const answer = await post('subscribe', { d });
  expect(answer).toMatchObject({ status: 'partial', processed: 2, unprocessed: [{ record: d[2] }, { record: d[3] }] });
  expect(answer.unprocessed[0].error).toMatch(/number : 3$/);
  expect((await get('profile.json?identity=a')).record.profileData).toEqual({ 'MSG-email': false, 'MSG-sms': false });
  expect((await get('profile.json?identity=b')).record.profileData).toEqual({ 'MSG-sms': false });
  expect(await post('subscribe', { d: [{ ...d[0], status: 'Resubscribe' }] })).toMatchObject({ status: 'success' });
  expect((await get('profile.json?identity=a')).record.profileData).toMatchObject({ 'MSG-email': true });
  expect(await post('subscribe', {})).toMatchObject({ status: 'fail' });
  expect(await post('subscribe', { d: Array(1001).fill(d[0]) })).toMatchObject({ status: 'fail' });
});

test('a number is taken away from who has it', async () => {
  const { post, get, upload } = await bootApi();
  await upload(profile('a', { Phone: '+14155550001', Plan: 'pro' }));
  expect(await post('disassociate', { d: [{ type: 'phone', value: '+14155550001' }] })).toMatchObject({
    status: 'success',
  });
  const { record } = await get('profile.json?identity=a');
  expect([record.phone, record.profileData]).toEqual([undefined, { Plan: 'pro' }]);
  expect(await post('disassociate', { d: [{ type: 'email', value: 'x' }, 5] })).toMatchObject({
    status: 'fail',
    processed: 0,
  });
});

test('what the project knows of is in its schema', async () => {
  const { get, upload } = await bootApi();
  await upload(event('a', 'Ordered', { n: 1, list: [1] }), profile('a', { Plan: 'pro' }));
  expect((await get('getSchema?type=events')).schema).toEqual([
    {
      name: 'Ordered',
      properties: [
        { name: 'n', type: 'number' },
        { name: 'list', type: 'array' },
      ],
    },
  ]);
  expect((await get('getSchema?type=userProperties')).schema).toEqual([{ name: 'Plan', type: 'string' }]);
  expect(await get('getSchema?type=moods')).toMatchObject({ status: 'fail' });
});

test('blocks of content come in pages, under the path of their own version', async () => {
  const { sandbox, get } = await bootApi();
  expect((await get('contentBlock/list?pageNumber=2&pageSize=2')).contentBlocks).toHaveLength(1);
  expect(await get('contentBlock/list?pageSize=101')).toMatchObject({ status: 'fail' });
  const { headers } = await import('../api.fixture.ts');
  const url = `${sandbox.world.origin}/v1/contentBlock/list?pageNumber=1&pageSize=10`;
  expect(await (await sandbox.fetch(new Request(url, { headers }))).json()).toMatchObject({ totalCount: 3 });
});

test('an object id from before a reset is a device like any other', async () => {
  const { sandbox, get, upload } = await bootApi();
  await upload(profile('a'), profile('b'));
  const { objectId } = (await get('profile.json?identity=b')).record;
  await sandbox.reset();
  expect(await get(`profile.json?objectId=${objectId}`)).toMatchObject({ status: 'fail' });
  await upload({ type: 'profile', objectId, profileData: { Plan: 'pro' } }, profile('c'), profile('d'));
  expect((await get(`profile.json?objectId=${objectId}`)).record.profileData).toEqual({ Plan: 'pro' });
  const others = [(await get('profile.json?identity=c')).record, (await get('profile.json?identity=d')).record];
  expect(new Set([objectId, ...others.map((record) => record.objectId)]).size).toBe(3);
});
