import { expect, test } from 'vitest';
import { bootApi, event, profile } from '../api.fixture.ts';

const campaign = {
  name: 'Sale',
  target_mode: 'email',
  when: 'now',
  where: { event_name: 'Ordered', from: 20261101, to: 20261120 },
  content: { subject: 'Sale', body: '<b>Today</b>' },
};

async function bootShop() {
  const api = await bootApi();
  const people = Array.from({ length: 40 }, (_, n) => `p${n}`);
  await api.upload(
    ...people.map((name) => profile(name, { Email: `${name}@example.com`, 'MSG-email': name !== 'p0' })),
    ...people.slice(0, 31).map((name) => event(name, 'Ordered', { amount: 5 })),
  );
  return api;
}

test('a campaign goes from pending over running to completed, and its report counts who matches', async () => {
  const { post, advance, sandbox } = await bootShop();
  const { status, id } = await post('targets/create.json', { ...campaign, when: '20261120 12:00' });
  expect([status, id]).toEqual(['success', 1_700_000_001]);
  const list = async () => (await post('targets/list.json', { from: 20261120, to: 20261120 })).targets;
  expect(await list()).toEqual([{ id, name: 'Sale', scheduled_on: 202611201200, status: 'pending' }]);
  const notYet = { status: 'success', error: "This target hasn't been completed", code: 200 };
  expect(await post('targets/result.json', { id })).toEqual(notYet);
  advance(60);
  expect(await list()).toMatchObject([{ status: 'running' }]);
  advance(5);
  expect(await list()).toMatchObject([{ status: 'completed' }]);
  const { result } = await post('targets/result.json', { id });
  expect(result.sent).toBe(30);
  expect(result.viewed).toBeGreaterThan(result.clicked);
  expect(result.viewed).toBeLessThan(30);
  expect(sandbox.world.outbox.list()).toHaveLength(30);
  const sent = { event_name: 'Notification Sent', from: 20261120, to: 20261120 };
  expect(await post('counts/profiles.json', sent)).toMatchObject({ count: 30 });
  expect(await list()).toHaveLength(1);
  expect((await post('targets/list.json', { from: 20261121, to: 20261231 })).targets).toEqual([]);
});

test.each([
  ['conflict', 409, { status: 'fail', code: 409 }],
  ['error', 500, { status: 'fail', error: 'This target has no result as of yet', code: 500 }],
  ['empty', 200, { status: 'success', error: "This target hasn't been completed", code: 200 }],
])('a report that is not ready can be a %s', async (notReady, status, body) => {
  const { sandbox, send, post } = await bootShop();
  await sandbox.control('set-behaviour', { notReady });
  const { id } = await post('targets/create.json', campaign);
  const answer = await send('POST', 'targets/result.json', { id });
  expect([answer.status, answer.json]).toMatchObject([status, body]);
  expect(answer.json.result).toBeUndefined();
});

test('stopping works before, after and twice, and only for campaigns there are', async () => {
  const { post, advance } = await bootShop();
  const { id } = await post('targets/create.json', { ...campaign, when: '20261121 12:00' });
  expect([await post('targets/stop.json', { id }), await post('targets/stop.json', { id })]).toEqual([
    { status: 'success' },
    { status: 'success' },
  ]);
  advance(2 * 24 * 60);
  expect((await post('targets/list.json', { from: 20261121, to: 20261121 })).targets).toMatchObject([
    { status: 'stopped' },
  ]);
  for (const wrong of [{ id: 1 }, { id: -5 }, { id: 'x' }, {}]) {
    for (const path of ['stop', 'result']) {
      const answer = await post(`targets/${path}.json`, wrong);
      expect(answer).toEqual({ status: 'fail', error: 'Invalid campaign id', code: 400 });
    }
  }
});

test('an estimate makes nothing, and an empty where is everybody', async () => {
  const { post } = await bootShop();
  const estimate = (more: object) => post('targets/create.json', { ...campaign, ...more, estimate_only: true });
  expect(await estimate({})).toEqual({ status: 'success', estimates: { email: 30 } });
  expect(await estimate({ where: {} })).toMatchObject({ estimates: { email: 39 } });
  expect(await estimate({ where: undefined, segment: 'all' })).toMatchObject({ estimates: { email: 39 } });
  const amount = [{ name: 'amount', operator: 'greater_than', value: 5 }];
  expect(await estimate({ where: { ...campaign.where, event_properties: amount } })).toMatchObject({
    estimates: { email: 0 },
  });
  expect((await post('targets/list.json', { from: 20261101, to: 20261231 })).targets).toEqual([]);
});

test('push is estimated by platform, for those with a token', async () => {
  const { post } = await bootApi({ seed: true });
  const push = {
    name: 'P',
    when: 'now',
    segment: 'all',
    content: { title: 'T', body: 'B' },
    devices: ['android', 'ios'],
  };
  const { estimates } = await post('targets/create.json', { ...push, estimate_only: true });
  expect(Object.keys(estimates)).toEqual(['android', 'ios']);
  expect(estimates.android + estimates.ios).toBeLessThan(280);
  expect(estimates.android).toBeGreaterThan(estimates.ios);
});

test.each<object>([
  { name: '' },
  { target_mode: 'pigeon' },
  { when: undefined },
  { when: 'tomorrow' },
  { when: '20261119 12:00' },
  { when: { type: 'later' } },
  { where: undefined },
  { segment: 'all' },
  { where: 'all' },
  { where: undefined, segment: 17 },
  { where: { ...campaign.where, event_name: 'X' } },
  { content: undefined },
  { content: { body: 'B' } },
  { content: { subject: 'S' } },
  { target_mode: 'push', content: { body: 'B' }, devices: ['ios'] },
  { target_mode: 'push', content: { title: 'T', body: 'B' } },
])('a campaign with %j is refused', async (wrong) => {
  const { post } = await bootShop();
  expect(await post('targets/create.json', { ...campaign, ...wrong })).toMatchObject({ status: 'fail', code: 400 });
});

test.each<unknown>([
  '20261121 08:30',
  { type: 'later', delivery_date_time: ['20261121 08:30'], delivery_timezone: 'account' },
  { type: 'recurring', start_time: '20261121 08:30', repeats_every: 1, repeat_type: 'day' },
])('a campaign can start at %j', async (when) => {
  const { post } = await bootShop();
  await post('targets/create.json', { ...campaign, when });
  const { targets } = await post('targets/list.json', { from: 20261121, to: 20261121 });
  expect(targets).toMatchObject([{ scheduled_on: 202611210830 }]);
});

test('messages go to named people, and are in the report but not among campaigns', async () => {
  const { post, sandbox } = await bootShop();
  const to = { identity: ['p1', 'nobody'], email: ['p2@example.com'] };
  const answer = await post('send/email.json', { to, tag_group: 'hello', content: { subject: 'Hi', body: 'Hello' } });
  expect(answer).toEqual({ status: 'success', message: 'Added to queue for processing' });
  expect(sandbox.world.outbox.list().flatMap((message) => message.to)).toEqual(['p2@example.com', 'p1@example.com']);
  const days = { from: '20261120', to: '20261120' };
  const { messages, total_results } = await post('message/report.json', days);
  expect([total_results, messages]).toMatchObject([1, [{ 'message id': 1_700_000_001, channel: 'email', sent: 2 }]]);
  expect(await post('message/report.json', { ...days, channel: ['sms'] })).toMatchObject({ messages: [] });
  expect(await post('message/report.json', { ...days, daily: true })).toMatchObject({
    messages: [{ data: { 20261120: { sent: 2 } } }],
  });
  expect((await post('targets/list.json', days)).targets).toEqual([]);
});

test.each([
  ['push', { title: 'T', body: 'B' }],
  ['sms', { body: 'B' }],
  ['webpush', { title: 'T', body: 'B' }],
  ['whatsapp', { messageType: 'text' }],
])('send/%s takes its content', async (channel, content) => {
  const { post } = await bootShop();
  expect(await post(`send/${channel}.json`, { to: { identity: ['p1'] }, content })).toMatchObject({
    status: 'success',
  });
});

test.each<[string, object]>([
  ['email', {}],
  ['email', { to: {}, content: campaign.content }],
  ['email', { to: { mood: ['p1'] }, content: campaign.content }],
  ['email', { to: { identity: ['p1'] } }],
  ['email', { to: { identity: Array(1001).fill('p1') }, content: campaign.content }],
  ['externaltrigger', { to: { identity: ['p1'] }, campaign_id: 5 }],
])('send/%s refuses %j', async (channel, body) => {
  const { post } = await bootShop();
  expect(await post(`send/${channel}.json`, body)).toMatchObject({ status: 'fail', code: 400 });
});

test('an external trigger sends what a campaign says', async () => {
  const { post, sandbox } = await bootShop();
  const { id } = await post('targets/create.json', { ...campaign, when: '20261130 12:00' });
  const trigger = { to: { identity: 'p1' }, campaign_id: id, ExternalTrigger: { code: 7 } };
  expect(await post('send/externaltrigger.json', trigger)).toMatchObject({ status: 'success' });
  expect(sandbox.world.outbox.list()).toMatchObject([{ subject: 'Sale', to: ['p1@example.com'] }]);
});
