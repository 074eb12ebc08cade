import { expect, test } from 'vitest';
import { basic, bootApi } from './api.fixture.ts';

const to = '+61491570156';

type Api = Awaited<ReturnType<typeof bootApi>>;

async function spentOf({ send }: Api): Promise<number> {
  return 100 - Number((await send('GET', '/account')).data.balance);
}

/** What the usage of all months and channels adds up to, without what the demo data cost. */
async function usedOf({ send }: Api, months: readonly string[]): Promise<number> {
  let sum = 0;
  for (const month of months) {
    const { data } = await send('GET', `/account/usage/${month}/subaccount`);
    for (const [name, total] of Object.entries<any>(data)) if (name.endsWith('_total')) sum += Number(total.price);
  }
  return sum;
}

test('whatever is sent, cancelled and campaigned, the balance is what the usage says, to the ten-thousandth', async () => {
  const api = await bootApi();
  const { send, advance, now, sandbox } = api;
  const months = ['2026/11', '2026/12'];
  const before = await usedOf(api, months);
  const { random } = sandbox.world;
  const letter = { file_url: 'https://example.com/a.pdf', template_used: 0, colour: 1, duplex: 0, priority_post: 1 };
  const address = {
    address_name: 'A',
    address_line_1: '1 Road',
    address_city: 'Perth',
    address_postal_code: '6000',
    address_country: 'AU',
  };
  const steps = [
    () =>
      send('POST', '/sms/send', {
        messages: [{ to: `+61491570${random.int(100, 999)}`, body: 'x'.repeat(random.int(1, 500)) }],
      }),
    () =>
      send('POST', '/sms/send', { messages: [{ list_id: 428, body: `Hi ${random.hex(6)}`, schedule: now() + 900 }] }),
    () =>
      send('POST', '/voice/send', {
        messages: [{ to, body: random.hex(8), schedule: now() + random.int(0, 1) * 600 }],
      }),
    () =>
      send('POST', '/mms/send', {
        media_file: 'https://a.example/b.jpg',
        messages: [{ to, body: random.hex(8), subject: 'S' }],
      }),
    () => send('POST', '/email/send', { to: [{ email: 'a@example.com' }], from: { email_address_id: 1 }, body: 'B' }),
    () =>
      send('POST', '/email-campaigns/send', {
        list_id: 428,
        name: 'N',
        subject: 'S',
        body: 'B',
        from_email_address_id: 1,
        from_name: 'F',
      }),
    () => send('POST', '/sms-campaigns/send', { list_id: 428, name: 'N', body: random.hex(8) }),
    () =>
      send('POST', '/post/letters/send', {
        ...letter,
        recipients: [{ ...address, schedule: now() + random.int(0, 1) * 600 }],
      }),
    () =>
      send('POST', '/post/direct-mail/campaigns/send', {
        name: 'N',
        size: 'A5',
        file_urls: ['https://a.example/b.pdf'],
        areas: [{ location_id: 1, quantity: 3 }],
      }),
    () => send('PUT', '/sms/cancel-all', {}),
    () => send('PUT', '/voice/cancel-all', {}),
    async () => {
      const { data } = await send('GET', '/post/letters/history');
      for (const { message_id: id } of data.data) await send('PUT', `/post/letters/${id}/cancel`);
    },
    async () => advance(random.int(1, 900)),
  ];
  for (let count = 0; count < 150; count += 1) {
    const answer = await random.pick(steps)();
    if (answer !== undefined) expect(answer.status).toBeLessThan(500);
    if (count % 10 > 0) continue;
    expect((await usedOf(api, months)) - before).toBeCloseTo(await spentOf(api), 6);
  }
  expect(await spentOf(api)).toBeGreaterThan(5);
  expect(await spentOf(api)).toBeLessThanOrEqual(100);
}, 30_000);

test('an e-mail campaign stops where the credit ends', async () => {
  const { send, sandbox, advance } = await bootApi();
  await sandbox.control('set-balance', { amount: 0.012 });
  const campaign = { list_id: 428, name: 'N', subject: 'S', body: 'B', from_email_address_id: 1, from_name: 'F' };
  const { data } = await send('POST', '/email-campaigns/send', campaign);
  advance(30);
  expect((await send('GET', `/email-campaigns/${data.data.email_campaign_id}/history`)).data.total).toBe(2);
  expect((await send('GET', '/account')).data.balance).toBe('0.002000');
});

test('an account pays in its own currency, at the prices that it is told', async () => {
  const { send } = await bootApi();
  const account = {
    username: 'us',
    password: 'secret',
    user_email: 'us@example.com',
    user_phone: '+12025550143',
    user_first_name: 'U',
    user_last_name: 'S',
    account_name: 'US',
    country: 'US',
  };
  const own = basic('us', (await send('POST', '/account', account, null)).data._subaccount.api_key);
  const price = (await send('GET', '/pricing/GB', undefined, own)).data;
  expect(price).toMatchObject({ currency: { currency_name_short: 'USD' }, sms: { price: '0.0429' } });
  const { data } = await send('POST', '/sms/send', { messages: [{ to: '+447400123456', body: 'Hi' }] }, own);
  expect(data).toMatchObject({ total_price: 0.0429, _currency: { currency_name_short: 'USD' } });
  const email = { to: [{ email: 'a@example.com' }], from: { email_address_id: 1 }, body: 'B' };
  expect((await send('POST', '/email/price', email)).data.price).toBe('0.0050');
});

test('a campaign to more than a thousand is priced whole', async () => {
  const { send, sandbox, advance } = await bootApi();
  await sandbox.control('set-balance', { amount: 1000 });
  const list = (await send('POST', '/lists', { list_name: 'Many' })).data.list_id;
  const csv = Array.from({ length: 1500 }, (_, index) => `+61491${570_000 + index}`).join('\n');
  const file = await send('POST', '/uploads?convert=csv', { content: Buffer.from(csv).toString('base64') });
  await send('POST', `/lists/${list}/import`, { file_url: file.data._url, field_order: ['phone'] });
  advance(3);
  const { data } = await send('POST', '/sms-campaigns/price', { list_id: list, name: 'N', body: 'Hi' });
  expect(data).toMatchObject({ total_count: 1500, total_price: '107.2500' });
});
