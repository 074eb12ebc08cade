import { expect, test } from 'vitest';
import { bootActions } from '../on-sandbox.fixture.ts';

const first = '5C0FFEE0-0000-4000-A000-000000000001';

async function booted() {
  const actions = await bootActions();
  await actions.run('create-inbound-rule', {});
  await actions.run('create-receipt-rule', {});
  const reply = (text: string) => actions.control('reply', { message: first, text });
  return { ...actions, reply };
}

function texts({ items }: { items: readonly { body: string }[] }): string[] {
  return items.map(({ body }) => body);
}

test('without a rule that polls the empty list says so and names the action that makes one', async () => {
  const { run } = await bootActions();
  expect((await run('get-inbound-sms')).notes).toEqual([
    expect.stringMatching(/action POLL.*create-inbound-rule with \{\}/),
  ]);
  expect((await run('get-delivery-receipts')).notes).toEqual([expect.stringMatching(/create-receipt-rule with \{\}/)]);
  expect((await run('poll-inbound-sms')).notes).toHaveLength(1);
  await run('create-inbound-rule', {});
  expect(await run('get-inbound-sms')).toEqual({ items: [], unread: 0, has_more: false });
});

test('reading marks nothing; what was given is marked with read_until, and what came after it is not', async () => {
  const { run, reply, advance } = await booted();
  reply('one');
  advance(1);
  const given = await run('get-inbound-sms');
  expect(texts(given)).toEqual(['one']);
  expect(texts(await run('get-inbound-sms'))).toEqual(['one']);
  reply('two');
  expect(await run('mark-inbound-sms-read', { before: given.read_until })).toMatchObject({ marked: 1 });
  expect(texts(await run('get-inbound-sms'))).toEqual(['two']);
});

test('a message of the same second as the last one given is not marked unseen', async () => {
  const { run, reply } = await booted();
  reply('one');
  const given = await run('get-inbound-sms');
  reply('in the same second');
  await run('mark-inbound-sms-read', { before: given.read_until });
  expect(texts(await run('get-inbound-sms'))).toContain('in the same second');
});

test('several rules that poll do not give a message twice, and many pages are read whole', async () => {
  const { run, reply, made } = await booted();
  await run('create-inbound-rule', { rule_name: 'Second' });
  for (let index = 0; index < 230; index += 1) reply(`reply ${index}`);
  const answer = await run('get-inbound-sms', { max_items: 200 });
  expect([answer.items.length, answer.unread, answer.has_more]).toEqual([200, 230, true]);
  expect(made.filter(({ line }) => line.startsWith('GET /v3/sms/inbound')).length).toBe(5);
});

test('what a shifting page hides while somebody else marks is read all the same', async () => {
  const { run, reply, hooks, call, advance } = await booted();
  for (let index = 0; index < 150; index += 1) {
    reply(`reply ${index}`);
    if (index === 49) advance(1);
  }
  const before = texts(await run('get-inbound-sms', { max_items: 500 }));
  const { items } = await run('get-inbound-sms');
  let isMarked = false;
  hooks.after = (line) => {
    if (isMarked || !line.includes('/inbound?page=1')) return;
    isMarked = true;
    // The oldest ones leave the list after its first page.
    const date_before = Math.floor(Date.parse(items[49].timestamp) / 1000) + 1;
    void call({ method: 'PUT', path: '/sms/inbound-read', body: { json: { date_before } } });
  };
  const given = texts(await run('get-inbound-sms', { max_items: 500 }));
  expect(before).toHaveLength(150);
  expect(before.slice(50).filter((text) => !given.includes(text))).toEqual([]);
});

test('a poll gives each message once over many answers, and the list stays short', async () => {
  const { run, reply, advance } = await booted();
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let index = 0; index < 12; index += 1) {
    reply(`reply ${index}`);
    const answer = await run('poll-inbound-sms', { since: cursor, limit: 5 });
    seen.push(...texts(answer));
    cursor = answer.cursor;
    advance(2);
  }
  expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `reply ${index}`));
  expect((await run('get-inbound-sms')).unread).toBeLessThan(6);
});

test('more than fits follows at once, in order', async () => {
  const { run, reply } = await booted();
  for (let index = 0; index < 7; index += 1) reply(`reply ${index}`);
  const one = await run('poll-inbound-sms', { limit: 4 });
  const two = await run('poll-inbound-sms', { limit: 4, since: one.cursor });
  expect([one.has_more, two.has_more]).toEqual([true, false]);
  expect(new Set([...texts(one), ...texts(two)]).size).toBe(7);
});

test('an answer that is lost is given again: its items are marked only when its cursor comes back', async () => {
  const { run, reply, advance } = await booted();
  const begun = await run('poll-inbound-sms');
  reply('important');
  advance(60);
  const lost = await run('poll-inbound-sms', { since: begun.cursor });
  const again = await run('poll-inbound-sms', { since: begun.cursor });
  expect([texts(lost), texts(again)]).toEqual([['important'], ['important']]);
  expect(again.items[0].event_id).toBe(lost.items[0].event_id);
});

test('a cursor of another poll is refused', async () => {
  const { run } = await booted();
  const { cursor } = await run('poll-inbound-sms');
  await expect(run('poll-delivery-receipts', { since: cursor })).rejects.toThrow(/not a cursor that this poll gave/);
  await expect(run('poll-inbound-sms', { since: 'nonsense' })).rejects.toThrow(/not a cursor/);
});

test('receipts of what is sent are polled, by message', async () => {
  const { run, advance } = await booted();
  const { cursor } = await run('poll-delivery-receipts');
  const { accepted } = await run('send-sms', { messages: [{ to: '+61491570156', body: 'x', custom_string: 'mine' }] });
  advance(5);
  const { items } = await run('poll-delivery-receipts', { since: cursor });
  expect(items).toMatchObject([{ message_id: accepted[0].message_id, status_code: '201', custom_string: 'mine' }]);
  expect(await run('get-delivery-receipt', { message_id: accepted[0].message_id })).toMatchObject({
    status_code: '201',
  });
});

test('marking can be left to the caller', async () => {
  const { run, reply, made } = await booted();
  reply('one');
  const { cursor } = await run('poll-inbound-sms', { mark_read: false });
  expect((await run('poll-inbound-sms', { since: cursor, mark_read: false })).items).toEqual([]);
  expect(made.some(({ line }) => line.includes('inbound-read'))).toBe(false);
});

test('all replies to one message are given, of which the app itself tells only the newest', async () => {
  const { run, control } = await bootActions();
  await run('create-inbound-rule');
  const { accepted } = await run('send-sms', { messages: [{ to: ['+61491570156', '+61491570157'], body: 'Coming?' }] });
  const [message, other] = accepted.map(({ message_id }: any) => message_id);
  for (const text of ['Yes', 'With a friend']) control('reply', { message, text });
  control('reply', { message: other, text: 'No' });
  const { items, total } = await run('get-sms-replies', { message_id: message });
  expect({ total, said: items.map(({ body }: any) => body) }).toEqual({ total: 2, said: ['Yes', 'With a friend'] });
});

test('a rule has the name of what it does unless another is given', async () => {
  const { run } = await bootActions();
  const calls = { action: 'URL', action_address: 'https://example.com/in' };
  expect([
    (await run('create-inbound-rule')).rule_name,
    (await run('create-inbound-rule', calls)).rule_name,
    (await run('create-receipt-rule', { ...calls, rule_name: 'Mine' })).rule_name,
    (await run('create-inbound-rule', { action: 'AUTO_REPLY', action_address: 'Hi' })).rule_name,
  ]).toEqual(['Poll', 'URL', 'Mine', 'Auto reply']);
});
