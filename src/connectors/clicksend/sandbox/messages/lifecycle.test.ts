import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';

const receiptRule = { rule_name: 'R', match_type: 0, action: 'POLL', action_address: '', enabled: 1 };
const inboundRule = {
  dedicated_number: '*',
  rule_name: 'I',
  message_search_type: 0,
  message_search_term: '',
  action: 'POLL',
  action_address: '',
  enabled: 1,
};

type Api = Awaited<ReturnType<typeof bootApi>>;

const statusOf = async ({ send }: Api, id: string) =>
  (await send('GET', `/sms/history?q=message_id:${id}`)).data.data[0].status;

/** A server of the user that takes down what it is told. */
async function listen(status = 200) {
  const heard: { method: string; url: string; type: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    heard.push({ method, url, type: headers['content-type'] ?? '', body });
    response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=1`, heard };
}

test('a message goes from Queued over Completed to Sent as time goes by', async () => {
  const api = await bootApi();
  const { message_id: id } = await api.sms({});
  const seen = [await statusOf(api, id)];
  for (const seconds of [2, 3]) {
    api.advance(seconds);
    seen.push(await statusOf(api, id));
  }
  expect(seen).toEqual(['Queued', 'Completed', 'Sent']);
});

test('a scheduled message waits for its time, can be taken back once, and its price comes back', async () => {
  const api = await bootApi();
  const { send, advance, now } = api;
  const kept = await api.sms({ schedule: now() + 600, body: 'Kept' });
  const dropped = await api.sms({ schedule: now() + 600, body: 'Dropped' });
  const cancel = () => send('PUT', `/sms/${dropped.message_id}/cancel`);
  expect((await cancel()).json.response_msg).toBe(`Message ${dropped.message_id} has been cancelled.`);
  expect((await cancel()).json).toMatchObject({ http_code: 404, response_code: 'NOT_FOUND' });
  expect((await send('GET', '/account')).data.balance).toBe('99.928500');
  advance(599);
  expect([await statusOf(api, kept.message_id), await statusOf(api, dropped.message_id)]).toEqual([
    'Scheduled',
    'Cancelled',
  ]);
  advance(20);
  expect(await statusOf(api, kept.message_id)).toBe('Sent');
  expect((await send('PUT', `/sms/${kept.message_id}/cancel`)).status).toBe(404);
});

test('all scheduled messages with one reference are cancelled together', async () => {
  const { send, sms, now } = await bootApi();
  for (const custom of ['a', 'a', 'b'])
    await sms({ schedule: now() + 600, body: `${custom}${Math.random()}`, custom_string: custom });
  expect((await send('PUT', '/sms/cancel-all', { custom_string: 'a' })).data).toEqual({ count: 2 });
});

test('receipts are there only with a rule that polls, and only until they are read', async () => {
  const { send, sms, advance } = await bootApi();
  await sms({ body: 'Before' });
  advance(20);
  expect((await send('GET', '/sms/receipts')).data.total).toBe(0);
  await send('POST', '/automations/sms/receipts', receiptRule);
  const { message_id: id } = await sms({ body: 'After', custom_string: 'c' });
  advance(20);
  const list = await send('GET', '/sms/receipts');
  expect([list.json.response_msg, list.data.data]).toMatchObject([
    'Here are your delivery receipts.',
    [
      {
        message_id: id,
        status_code: '201',
        status_text: 'Success: Message received on handset.',
        custom_string: 'c',
        message_type: 'sms',
      },
    ],
  ]);
  await send('PUT', '/sms/receipts-read', { date_before: 1 });
  expect((await send('GET', '/sms/receipts')).data.total).toBe(1);
  await send('PUT', '/sms/receipts-read');
  expect((await send('GET', '/sms/receipts')).data.total).toBe(0);
  expect((await send('GET', `/sms/receipts/${id}`)).data.status_code).toBe('201');
  const unknown = await send('GET', '/sms/receipts/5C0FFEE0-0000-4000-A000-FFFFFFFFFFFF');
  expect([unknown.status, unknown.json.response_msg]).toEqual([404, 'Receipt record not found.']);
});

test.each([
  [0, ['201', '301']],
  [1, ['301']],
  [2, ['201']],
])('match type %i gives receipts %j', async (matchType, expected) => {
  const { send, sms, advance, sandbox } = await bootApi();
  await send('POST', '/automations/sms/receipts', { ...receiptRule, match_type: matchType });
  await sandbox.control('set-handset', { number: '+61491570157', outcome: 'rejected' });
  await sms({});
  await sms({ to: '+61491570157' });
  advance(20);
  const { data } = await send('GET', '/sms/receipts');
  expect(data.data.map((receipt: any) => receipt.status_code)).toEqual(expected);
  expect((await send('GET', '/sms/history?q=status:failed')).data.total).toBe(1);
});

test.each(['post', 'get', 'json'])('a reply reaches the address of a rule by %s', async (type) => {
  const { url, heard } = await listen();
  const { send, sms, sandbox } = await bootApi();
  await send('POST', '/automations/sms/inbound', {
    ...inboundRule,
    action: 'URL',
    action_address: url,
    webhook_type: type,
  });
  const { message_id: id } = await sms({ custom_string: 'ref' });
  await sandbox.control('reply', { message: id.toLowerCase(), text: 'Yes & no' });
  await sandbox.world.webhooks.settled();
  const [call] = heard;
  const told =
    type === 'json'
      ? JSON.parse(call?.body ?? '')
      : Object.fromEntries(new URLSearchParams(type === 'get' ? call?.url.split('?')[1] : call?.body));
  expect(told).toMatchObject({
    body: 'Yes & no',
    original_message_id: id,
    original_body: 'Hello',
    custom_string: 'ref',
    from: '+61491570156',
  });
  expect(await sandbox.control('list-webhooks', {})).toMatchObject({
    items: [{ state: 'delivered', about: 'sms inbound' }],
  });
});

test('a receipt that nobody takes is brought again by the clock', async () => {
  const { url, heard } = await listen(503);
  const { send, sms, advance, sandbox } = await bootApi();
  await send('POST', '/automations/sms/receipts', { ...receiptRule, action: 'URL', action_address: url });
  await sms({});
  for (const seconds of [20, 60, 300]) {
    advance(seconds);
    await sandbox.world.webhooks.settled();
  }
  expect(heard.map(({ type }) => type)).toEqual(Array(3).fill('application/x-www-form-urlencoded'));
  expect(await sandbox.control('list-webhooks', {})).toMatchObject({ items: [{ state: 'waiting' }] });
});

test.each([
  [0, '', 'Hello', true],
  [1, 'yes', 'YES please', true],
  [1, 'yes', 'Well, yes', false],
  [2, 'yes', 'Well, yes', true],
  [3, 'yes', 'Well, yes', false],
  [3, 'yes', 'No', true],
])('search type %i for %j takes %j: %s', async (type, term, text, isTaken) => {
  const { send, sms, sandbox } = await bootApi();
  await send('POST', '/automations/sms/inbound', {
    ...inboundRule,
    message_search_type: type,
    message_search_term: term,
  });
  const { message_id: message } = await sms({});
  await sandbox.control('reply', { message, text });
  expect((await send('GET', '/sms/inbound')).data.total).toBe(isTaken ? 1 : 0);
});

test('rules answer, forward, mail and keep contacts; STOP leads to the opt-out list', async () => {
  const { send, sms, sandbox, advance } = await bootApi();
  const rules = [
    { action: 'AUTO_REPLY', action_address: 'Thanks' },
    { action: 'EMAIL_USER' },
    { action: 'EMAIL_FIXED', action_address: 'desk@example.com' },
    { action: 'SMS', action_address: '+61491570157' },
    { action: 'CREATE_CONTACT', action_address: '428' },
  ];
  for (const rule of rules) await send('POST', '/automations/sms/inbound', { ...inboundRule, ...rule });
  const { message_id: message } = await sms({ to: '+61491570110' });
  advance(30);
  await sandbox.control('reply', { message, text: 'Stop' });
  const outbox = sandbox.world.outbox.list().flatMap(({ to }) => to);
  expect(outbox.sort()).toEqual(['demo@example.com', 'desk@example.com']);
  const sent = (await send('GET', '/sms/history?q=status:Queued&order_by=to:asc')).data.data;
  expect(sent.map(({ to, body }: any) => [to, body])).toEqual([
    ['+61491570110', 'Thanks'],
    ['+61491570157', '+61491570110: Stop'],
  ]);
  for (const list of [428, 429]) {
    const { data } = await send('GET', `/lists/${list}/contacts?q=phone_number:%2B61491570110`);
    expect(data.total).toBe(1);
  }
  expect((await send('GET', '/sms/history?q=direction:in')).data.data).toMatchObject([
    { status: 'Received', body: 'Stop' },
  ]);
});

test('a reply to one message is found by it, and marked read by itself', async () => {
  const { send, sms, sandbox } = await bootApi();
  await send('POST', '/automations/sms/inbound', inboundRule);
  const { message_id: id } = await sms({});
  await sandbox.control('reply', { message: id, text: 'One' });
  const { data } = await send('GET', `/sms/inbound/${id}`);
  expect(data).toMatchObject({ body: 'One', _keyword: 'one', original_message_id: id });
  expect((await send('PUT', `/sms/inbound-read/${data.message_id}`)).data).toBe(1);
  expect((await send('GET', '/sms/inbound')).data.total).toBe(0);
  await expect(sandbox.control('reply', { message: 'nothing', text: 'x' })).rejects.toThrow('no sent text message');
});

test.each([
  ['q=to:%2B61491570157', 1],
  ['q=to:+61491570157', 1],
  ['q=to:61491570157,status:sent', 1],
  ['q=to:61491570157,status:failed', 0],
  ['q=to:61491570157,status:scheduled&operator=OR', 2],
  ['q=custom_string:order-1003', 1],
  ['date_from=1795000000', 1],
  ['date_to=1794999600', 3],
])('the history is searched: %s', async (query, total) => {
  const { send } = await bootApi();
  expect((await send('GET', `/sms/history?${query}`)).data.total).toBe(total);
});

test('late pages are those that follow from the early ones', async () => {
  const { send, sandbox } = await bootApi();
  await sandbox.control('set-balance', { amount: 1000 });
  const messages = Array.from({ length: 60 }, (_, index) => ({ to: `+61491${570_000 + index}`, body: `${index}` }));
  await send('POST', '/sms/send', { messages });
  for (const order of ['asc', 'desc']) {
    const all: string[] = [];
    for (const page of [1, 2, 3, 4, 5]) {
      const { data } = await send('GET', `/sms/history?page=${page}&order_by=date:${order}`);
      all.push(...data.data.map((row: any) => row.body));
    }
    expect([all.length, new Set(all).size]).toEqual([64, 64]);
    const numbers = all.filter((body) => /^\d+$/.test(body)).map(Number);
    expect(numbers).toEqual(numbers.toSorted((left, right) => (order === 'asc' ? left - right : right - left)));
  }
});

test('STOP moves the contact out of the list that the message went to, and out of no other', async () => {
  const { send, sandbox } = await bootApi();
  const other = (await send('POST', '/lists', { list_name: 'Other' })).data.list_id;
  await send('POST', `/lists/${other}/contacts`, { phone_number: '+61491570156' });
  const { data } = await send('POST', '/sms/send', { messages: [{ list_id: 428, body: 'Sale' }] });
  await sandbox.control('reply', { message: data.messages[0].message_id, text: 'stop' });
  const totals = [];
  for (const list of [428, other, 429]) {
    const found = await send('GET', `/lists/${list}/contacts?q=phone_number:%2B61491570156`);
    totals.push(found.data.total);
    if (list === 429) expect(found.data.data[0].first_name).toBe('Ada');
  }
  expect(totals).toEqual([0, 1, 1]);
});

test('a campaign begins at its own time, however far the clock jumps', async () => {
  const api = await bootApi();
  const { send, advance, now } = api;
  const schedule = now() + 60;
  await send('POST', '/sms-campaigns/send', { list_id: 428, name: 'C', body: 'Hi', schedule });
  advance(10 * 365 * 86_400);
  const { data } = await send('GET', '/sms/history?q=list_id:428,body:Hi');
  expect(data.data.map(({ date, status }: any) => [Number(date), status])).toEqual(Array(4).fill([schedule, 'Sent']));
});

test('a clock that was set back does not throttle what is said for the first time', async () => {
  const { sms, advance } = await bootApi();
  await sms({});
  advance(-365 * 86_400);
  expect((await sms({})).status).toBe('SUCCESS');
  expect((await sms({})).status).toBe('THROTTLED');
});

test('lists beyond the last recipient are refused as they stand', async () => {
  const { send } = await bootApi();
  const messages = Array.from({ length: 400 }, (_, index) => ({ list_id: 428, body: `${index}` }));
  const { data } = await send('POST', '/sms/price', { messages });
  expect([data.total_count, data.queued_count]).toEqual([1000 + 150, 1000]);
  expect(data.messages.at(-1)).toMatchObject({ status: 'TOO_MANY_RECIPIENTS', list_id: 428, message_price: '0.0000' });
});
