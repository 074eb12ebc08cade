import { expect, test } from 'vitest';
import { bootActions } from './on-sandbox.fixture.ts';

test('no key of a login is in any answer about accounts', async () => {
  const { run, call, sandbox } = await bootActions();
  const raw: any = (await call({ method: 'GET', path: '/account' })).body;
  // The app gives it away; otherwise this would show nothing.
  expect(raw.data._subaccount.api_key).toBe(sandbox.credentials['apiKey']);
  const answers = [
    await run('get-account'),
    await run('list-subaccounts'),
    await run('get-subaccount', { subaccount_id: 9001 }),
    await run('update-subaccount', { subaccount_id: 9001, first_name: 'X' }),
    await run('regenerate-subaccount-key', { subaccount_id: 9001 }),
  ];
  expect(JSON.stringify(answers)).not.toMatch(/api_key|[0-9A-F]{8}-[0-9A-F]{4}-4/);
});

test('the balance is a number with its currency', async () => {
  const { run } = await bootActions();
  expect(await run('get-account')).toMatchObject({
    balance: 100,
    _currency: { currency_name_short: 'AUD' },
    active: true,
  });
});

test('usage, statistics and prices are numbers', async () => {
  const { run } = await bootActions();
  const usage = await run('get-account-usage', { year: 2026, month: 11 });
  expect(usage.channels.find(({ channel }: any) => channel === 'sms')).toMatchObject({
    count: 4,
    price: 0.2795,
    users: [{ username: 'demo', count: 4, price: 0.2795 }],
  });
  const statistics = await run('get-message-statistics');
  expect(statistics).toMatchObject({ total: { sent: 4, price: 0.2795 }, currency: 'AUD' });
  expect(statistics.days).toHaveLength(4);
  expect(await run('get-country-pricing', { country: 'gb', currency: 'USD' })).toMatchObject({
    country: 'GB',
    currency: 'USD',
    prices: expect.arrayContaining([{ service: 'sms', item: 'price', price: 0.0429 }]),
  });
  const { items } = await run('get-sms-history', { to: '+447400123456' });
  expect(items).toMatchObject([{ message_parts: 1, message_price: 0.065, date: '2026-11-18T11:00:30Z' }]);
});

test('numbers of contacts are checked and written in international form', async () => {
  const { run } = await bootActions();
  const contact = { list_id: 428, first_name: 'Eva' };
  const made = await run('create-contact', { ...contact, phone_number: '0411 111 111', address_country: 'AU' });
  expect(made).toMatchObject({ phone_number: '+61411111111', list_id: 428 });
  await expect(run('create-contact', { ...contact, phone_number: '0411111111' })).rejects.toThrow(
    /phone_number: .*give address_country/,
  );
  await expect(run('create-contact', contact)).rejects.toThrow(/give phone_number, email or fax_number/);
});

test('a change of a contact leaves what is not named', async () => {
  const { run } = await bootActions();
  const who = { list_id: 428, contact_id: 552800 };
  await run('update-contact', { ...who, custom_1: 'Gold' });
  expect(await run('get-contact', who)).toMatchObject({
    first_name: 'Ada',
    phone_number: '+61491570156',
    custom_1: 'Gold',
  });
});

test('doubles and people who opted out leave a list, and are counted', async () => {
  const { run } = await bootActions();
  const ada = { list_id: 428, contact_id: 552800 };
  await run('copy-contact', { ...ada, to_list_id: 428 });
  await run('copy-contact', { ...ada, to_list_id: 429 });
  expect(await run('remove-duplicate-contacts', { list_id: 428 })).toMatchObject({ count: 1 });
  expect(await run('remove-opted-out-contacts', { list_id: 428, opt_out_list_id: 429 })).toMatchObject({ count: 1 });
  expect(await run('search-contact-lists', { query: 'ada' })).toMatchObject({
    items: [{ type: 'contact', list_id: 429 }],
  });
});

test('a list of others is explained in spite of what the app says', async () => {
  const { run } = await bootActions();
  await expect(run('list-contacts', { list_id: 1 })).rejects.toMatchObject({
    hint: expect.stringMatching(/wrong list id looks like a missing permission/i),
  });
  await expect(run('get-contact', { list_id: 428, contact_id: 1 })).rejects.toMatchObject({
    hint: expect.stringMatching(/list-contacts/),
  });
});

test('letters tell of each address whether it was taken', async () => {
  const { run, control } = await bootActions();
  const address = {
    address_name: 'Eva',
    address_line_1: '1 Main St',
    address_city: 'Perth',
    address_postal_code: '6000',
  };
  const recipient = { ...address, address_state: 'WA', address_country: 'AU', return_address_id: 1 };
  const letter = { file_url: 'https://example.com/a.pdf', recipients: [recipient, recipient] };
  control('set-balance', { amount: 3 });
  expect(await run('send-letter', letter)).toMatchObject({
    accepted: [{ address_name: 'Eva', post_price: 2.2 }],
    rejected: [{ status: 'INSUFFICIENT_CREDIT', what_to_do: expect.stringMatching(/get-account/) }],
    price: 2.2,
    currency: 'AUD',
  });
});

test('an e-mail that is refused for its credit says how to see the balance', async () => {
  const { run, control } = await bootActions();
  control('set-balance', { amount: 0 });
  const email = { to: [{ email: 'eva@example.com' }], from: { email_address_id: 1 }, subject: 'S', body: 'B' };
  await expect(run('send-email', email)).rejects.toMatchObject({ hint: expect.stringMatching(/get-account/) });
});

test('an empty list is a page of nothing', async () => {
  const { run } = await bootActions();
  expect(await run('get-email-history')).toEqual({ items: [], total: 0, page: 1, pages: 0 });
});
