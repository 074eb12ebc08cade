import { expect, test } from 'vitest';
import { basic, bootApi } from '../api.fixture.ts';

const to = '+61491570156';

test.each([
  ['a number that nobody can have', { to: '+61' }, 'INVALID_RECIPIENT'],
  ['no number', { to: '' }, 'MISSING_REQUIRED_FIELDS'],
  ['no text', { body: '' }, 'EMPTY_MESSAGE'],
  ['spaces alone', { body: '  \n' }, 'EMPTY_MESSAGE'],
  ['a sender with a space', { from: 'My Shop' }, 'INVALID_SENDER_ID'],
  ['a sender of 12 letters', { from: 'abcdefghijkl' }, 'INVALID_SENDER_ID'],
  ['a country that is not enabled', { to: '+2348031234567' }, 'COUNTRY_NOT_ENABLED'],
  ['a time that is none', { schedule: 'tomorrow' }, 'INVALID_SCHEDULE'],
  ['a list of others', { to: undefined, list_id: 99 }, 'NOT_ENOUGH_PERMISSION_TO_LIST_ID'],
  ['a sender of 11 letters', { from: 'abcdefghijk' }, 'SUCCESS'],
  ['a local number with its country', { to: '0491 570 156', country: 'AU' }, 'SUCCESS'],
  ['a number without its plus', { to: '61491570156' }, 'SUCCESS'],
  ['a time in the past', { schedule: 1 }, 'SUCCESS'],
])('%s: %j is %s, inside a 200', async (_, message, status) => {
  const { send } = await bootApi();
  const { json, data } = await send('POST', '/sms/send', { messages: [{ to, body: 'Hi', ...message }] });
  expect([json.http_code, json.response_code, data.messages[0].status]).toEqual([200, 'SUCCESS', status]);
  expect([data.total_count, data.queued_count]).toEqual([1, status === 'SUCCESS' ? 1 : 0]);
  expect(data.blocked_count).toBe(status === 'COUNTRY_NOT_ENABLED' ? 1 : 0);
});

test('an accepted message has the live shape, a wrong number the reduced one', async () => {
  const { send, now } = await bootApi();
  const messages = [
    { to, body: 'Hi', custom_string: 'c' },
    { to: '12', body: 'Hi' },
  ];
  const { data, json } = await send('POST', '/sms/send', { messages });
  expect(json.response_msg).toBe('Messages queued for delivery.');
  expect(data).toMatchObject({ total_price: 0.0715, total_count: 2, queued_count: 1, blocked_count: 0 });
  expect(data._currency).toEqual({
    currency_name_short: 'AUD',
    currency_prefix_d: '$',
    currency_prefix_c: 'c',
    currency_name_long: 'Australian Dollars',
  });
  expect(data.messages[0]).toEqual({
    direction: 'out',
    date: now(),
    to,
    body: 'Hi',
    from: '+61429774111',
    schedule: now(),
    message_id: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
    message_parts: 1,
    message_price: '0.0715',
    from_email: null,
    list_id: null,
    custom_string: 'c',
    contact_id: null,
    user_id: 1,
    subaccount_id: 1,
    is_shared_system_number: true,
    country: 'AU',
    carrier: 'Telstra',
    status: 'SUCCESS',
  });
  expect(Object.keys(data.messages[1]).sort()).toEqual(
    ['to', 'body', 'from', 'schedule', 'message_id', 'custom_string', 'is_shared_system_number', 'status'].sort(),
  );
});

test('the balance falls, a price takes nothing, and who has nothing left is told so message by message', async () => {
  const { send, sms, sandbox } = await bootApi();
  const balance = async () => (await send('GET', '/account')).data.balance;
  await send('POST', '/sms/price', { messages: [{ to, body: 'Hi' }] });
  expect(await balance()).toBe('100.000000');
  await sms({ body: 'x'.repeat(161) });
  expect(await balance()).toBe('99.857000');
  await sandbox.control('set-balance', { amount: 0.1 });
  const messages = [1, 2].map((number) => ({ to, body: `Message ${number}` }));
  const { data } = await send('POST', '/sms/send', { messages });
  expect(data.messages.map((message: any) => [message.status, message.message_price])).toEqual([
    ['SUCCESS', '0.0715'],
    ['INSUFFICIENT_CREDIT', '0.0000'],
  ]);
  expect(await balance()).toBe('0.028500');
});

test('the test user without credit may ask, and send nothing', async () => {
  const { send } = await bootApi();
  const authorization = basic('nocredit', 'D83DED51-9E35-4D42-9BB9-0E34B7CA85AE');
  const { data } = await send('POST', '/sms/send', { messages: [{ to, body: 'Hi' }] }, authorization);
  expect(data.messages[0].status).toBe('INSUFFICIENT_CREDIT');
  expect((await send('GET', '/sms/history', undefined, authorization)).data.total).toBe(0);
});

test('the same text to the same number is throttled for ten seconds', async () => {
  const { sms, advance } = await bootApi();
  const again = async () => (await sms({})).status;
  expect([await again(), await again()]).toEqual(['SUCCESS', 'THROTTLED']);
  expect((await sms({ body: 'Other' })).status).toBe('SUCCESS');
  advance(9);
  expect(await again()).toBe('THROTTLED');
  advance(1);
  expect(await again()).toBe('SUCCESS');
});

test.each(['+61411111111', '+61444444444', '+14055555555', '+447777777777', '+8615555555555', '0411 111 111'])(
  'the test number %s is free, done within seconds even when scheduled, and never gives a receipt',
  async (number) => {
    const { send, sms, advance, now } = await bootApi();
    const rule = { rule_name: 'R', match_type: 0, action: 'POLL', action_address: '', enabled: 1 };
    await send('POST', '/automations/sms/receipts', rule);
    const message = await sms({ to: number, schedule: now() + 3600 });
    expect(message).toMatchObject({ status: 'SUCCESS', message_parts: 0, message_price: '0.0000' });
    expect((await sms({ to: number })).status).toBe('SUCCESS');
    advance(5);
    const { data } = await send('GET', `/sms/history?q=message_id:${message.message_id}`);
    expect(data.data).toMatchObject([{ status: 'Completed' }]);
    advance(7200);
    expect((await send('GET', '/sms/receipts')).data.total).toBe(0);
    expect((await send('GET', `/sms/receipts/${message.message_id}`)).status).toBe(404);
  },
);

test('country enablement applies to test numbers too', async () => {
  const { sms, sandbox } = await bootApi();
  await sandbox.control('block-countries', { countries: ['CN'] });
  expect(await sms({ to: '+8615555555555' })).toMatchObject({ status: 'COUNTRY_NOT_ENABLED', message_parts: 0 });
});

test('a list becomes a message for each contact, with names filled in', async () => {
  const { send } = await bootApi();
  const messages = [{ list_id: 428, body: 'Hi (First Name) (Last Name), (constructor)' }];
  const { data } = await send('POST', '/sms/send', { messages });
  expect(
    data.messages.map(({ to: number, body, list_id, contact_id }: any) => [number, body, list_id, contact_id]),
  ).toEqual([
    ['+61491570156', 'Hi Ada Lovelace, (constructor)', 428, 552800],
    ['+61491570157', 'Hi Grace Hopper, (constructor)', 428, 552801],
    ['+447400123456', 'Hi Alan Turing, (constructor)', 428, 552802],
    ['+12025550143', 'Hi Katherine Johnson, (constructor)', 428, 552803],
  ]);
});

test('the 1,001st recipient is refused, the others are not', async () => {
  const { send, sandbox } = await bootApi();
  await sandbox.control('set-balance', { amount: 1000 });
  const messages = Array.from({ length: 1001 }, (_, index) => ({ to: `+61491${570_000 + index}`, body: 'Hi' }));
  const { data } = await send('POST', '/sms/send', { messages });
  expect([data.queued_count, data.messages.at(-1).status]).toEqual([1000, 'TOO_MANY_RECIPIENTS']);
});

test.each([
  [{}, 'messages'],
  [{ messages: [] }, 'messages'],
  [{ messages: 'x' }, 'messages'],
])('%j has no messages', async (body, missing) => {
  const { send } = await bootApi();
  expect((await send('POST', '/sms/send', body)).json).toMatchObject({
    http_code: 400,
    response_code: 'BAD_REQUEST',
    response_msg: `Some required fields are missing: ${missing}.`,
  });
});

test.each([
  ['voice', { lang: 'xx-xx' }, 'INVALID_LANG'],
  ['voice', { lang: 'sv-se', voice: 'male' }, 'INVALID_VOICE'],
  ['voice', {}, 'SUCCESS'],
  ['mms', { subject: '' }, 'SUBJECT_REQUIRED'],
  ['mms', { subject: 'S' }, 'SUCCESS'],
])('%s with %j is %s', async (channel, message, status) => {
  const { send } = await bootApi();
  const whole = { media_file: 'https://example.com/a.jpg', messages: [{ to, body: 'Hi', ...message }] };
  expect((await send('POST', `/${channel}/send`, whole)).data.messages[0].status).toBe(status);
});

test('an MMS needs a picture', async () => {
  const { send } = await bootApi();
  for (const media of [undefined, 'nonsense', 'https://example.com/a.txt']) {
    const { data } = await send('POST', '/mms/send', {
      media_file: media,
      messages: [{ to, body: 'Hi', subject: 'S' }],
    });
    expect(data.messages[0].status).toBe('INVALID_MEDIA_FILE');
  }
});

test('links are made short on request', async () => {
  const { send } = await bootApi();
  const messages = [{ to, body: 'See https://example.com/a/long/address?x=1 now' }];
  const { data } = await send('POST', '/sms/send', { messages, shorten_urls: true });
  expect(data.messages[0].body).toMatch(/^See https:\/\/smsg\.us\/[0-9a-z]{5} now$/);
});
