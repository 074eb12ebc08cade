import { expect, test } from 'vitest';
import { basic, bootApi } from './api.fixture.ts';

const denied = "Resource not found or you don't have the permissions to access this resource.";

test.each([
  ['GET', '/lists/99', undefined, 403, denied],
  ['GET', '/lists/428/contacts/1', undefined, 404, 'Contact record not found.'],
  ['PUT', '/lists/428/contacts/552800/copy/99', undefined, 403, denied],
  ['POST', '/lists', {}, 400, 'Some required fields are missing: list_name.'],
  [
    'POST',
    '/lists/428/contacts',
    { first_name: 'A' },
    400,
    'One of these fields is required: phone_number, email, fax_number.',
  ],
  ['POST', '/lists/428/contacts', { phone_number: '12' }, 400, 'The phone number is invalid.'],
  ['PUT', '/lists/428/remove-duplicates', {}, 400, 'Some required fields are missing: fields.'],
  ['POST', '/sms-campaigns/send', { list_id: 99, name: 'C', body: 'B' }, 404, 'Your list is not found.'],
  ['POST', '/sms-campaigns/send', { list_id: 428 }, 400, 'Some required fields are missing: name, body.'],
  ['GET', '/sms-campaigns/1', undefined, 404, 'Campaign record not found.'],
  ['POST', '/sms/templates', { template_name: 'T' }, 400, 'Some required fields are missing: body.'],
  ['PUT', '/sms/templates/99', { body: 'B' }, 404, 'Template record not found.'],
  ['POST', '/sms/receipts', {}, 400, 'Some required fields are missing: url.'],
  ['POST', '/sms/receipts', { url: 'x' }, 400, 'The url format is invalid.'],
  ['POST', '/email/addresses', { email_address: 'x' }, 400, 'The email_address must be a valid email address.'],
  ['POST', '/email/addresses', { email_address: 'HELLO@example.com' }, 400, 'Email address already exists.'],
  ['PUT', '/email/address-verify/1/verify/wrong', undefined, 400, 'Invalid activation token.'],
  ['POST', '/email/send', { to: [] }, 400, 'Some required fields are missing: to, from.email_address_id, body.'],
  ['POST', '/post/letters/send', {}, 400, 'Some required fields are missing: file_url.'],
  [
    'POST',
    '/post/direct-mail/campaigns/send',
    { name: 'N' },
    400,
    'Some required fields are missing: size, file_urls, areas.',
  ],
  [
    'POST',
    '/automations/sms/receipts',
    { rule_name: 'R', match_type: 7, action: 'POLL', enabled: 1 },
    400,
    'The selected match_type is invalid.',
  ],
  ['GET', '/subaccounts/2', undefined, 404, 'Subaccount record not found.'],
  ['DELETE', '/subaccounts/1', undefined, 400, 'The main account cannot be deleted.'],
  ['GET', '/account/usage/2026/13/subaccount', undefined, 400, 'The month is invalid.'],
  ['GET', '/pricing/XX', undefined, 400, 'The selected country is invalid.'],
  ['POST', '/uploads?convert=zip', { content: 'YQ==' }, 400, 'The selected convert is invalid.'],
  ['POST', '/uploads?convert=csv', { content: '***' }, 400, 'The content is not valid base64.'],
] as const)('%s %s with %j is refused with %i: %s', async (method, path, body, status, message) => {
  const { send } = await bootApi();
  const { json, status: answered } = await send(method, path, body);
  expect([answered, json.http_code, json.response_msg, json.data]).toEqual([status, status, message, null]);
});

test('a refused change changes nothing', async () => {
  const { send } = await bootApi();
  expect((await send('PUT', '/sms/templates/1', { template_name: 'New', body: '' })).status).toBe(400);
  expect((await send('GET', '/sms/templates/1')).data.template_name).toBe('Appointment reminder');
});

test('a campaign goes to everybody in its list when its time comes, and then stands still', async () => {
  const { send, advance, now } = await bootApi();
  const campaign = {
    list_id: 428,
    name: 'C',
    body: 'Hi (First Name) smsg.us/xxxxx',
    schedule: now() + 60,
    url_to_shorten: 'https://example.com',
  };
  const { data } = await send('POST', '/sms-campaigns/send', campaign);
  expect(data).toMatchObject({ status: 'Scheduled', _total_count: 0 });
  advance(90);
  const path = `/sms-campaigns/${data.sms_campaign_id}`;
  expect((await send('GET', path)).data).toMatchObject({ status: 'Sent', _total_count: 4 });
  expect((await send('PUT', `${path}/cancel`)).status).toBe(400);
  expect((await send('GET', `${path}/link-statistics`)).data.links).toEqual({ opened: 0, unopened: 4 });
});

test('a key that was made anew is the only one that opens, and one account sees nothing of another', async () => {
  const { send } = await bootApi();
  const { data } = await send('PUT', '/subaccounts/1/regen-api-key');
  expect((await send('GET', '/lists')).status).toBe(401);
  expect((await send('GET', '/lists', undefined, basic('demo', data.api_key))).data.total).toBe(2);
  const stranger = basic('nocredit', 'D83DED51-9E35-4D42-9BB9-0E34B7CA85AE');
  expect((await send('GET', '/lists', undefined, stranger)).data.total).toBe(0);
  expect((await send('GET', '/lists/428', undefined, stranger)).status).toBe(403);
});

test('an uploaded file is read as contacts, rows that reach nobody are left out', async () => {
  const { send, advance } = await bootApi();
  const csv = 'Phone,Name\r\n"+61491570158","Eve, the first"\r\nnonsense,X\r\n0491 570 159,Bob\r\n';
  const upload = await send('POST', '/uploads?convert=csv', { content: Buffer.from(csv).toString('base64') });
  await send('POST', '/lists/428/import', { file_url: upload.data._url, field_order: ['phone', 'first_name'] });
  advance(3);
  const { data } = await send('GET', '/lists/428/contacts?order_by=contact_id:desc');
  expect(data.total).toBe(6);
  expect(data.data.slice(0, 2).map((contact: any) => [contact.phone_number, contact.first_name])).toEqual([
    ['+61491570159', 'Bob'],
    ['+61491570158', 'Eve, the first'],
  ]);
});

test('an export is fetched at the address of its answer', async () => {
  const { send, sandbox } = await bootApi();
  const { data } = await send('GET', '/sms/history/export?filename=mine.csv');
  const file = await sandbox.fetch(new Request(data.url));
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="mine.csv"');
  expect((await file.text()).split('\r\n')[0]).toContain('direction,date,to,body');
});

test('a file goes after a week, and its bytes with it', async () => {
  const { send, advance, sandbox } = await bootApi();
  const { data } = await send('POST', '/uploads?convert=csv', { content: 'YQ==' });
  const { store } = sandbox.world;
  const { blob } = store.collection<{ id: string; blob: string }>('files').get(data.file_name) ?? { blob: '' };
  expect(store.getBlob(blob)).toBeDefined();
  advance(7 * 86_400);
  expect((await sandbox.fetch(new Request(data._url))).status).toBe(404);
  expect([store.getBlob(blob), store.sizes()['files']]).toEqual([undefined, 0]);
});

test.each([
  ['"a ""quoted"" name",b', ['a "quoted" name', 'b']],
  ['"""a""",,"x\ny"', ['"a"', '', 'x\ny']],
  ['"never closed,b', ['never closed,b']],
  ['a"b,c', ['ab,c']],
])('the row %j of a file is %j', async (csv, row) => {
  const { send } = await bootApi();
  const { data } = await send('POST', '/uploads?convert=csv', { content: Buffer.from(csv).toString('base64') });
  expect((await send('POST', '/lists/428/import-csv-preview', { file_url: data._url })).data.row).toEqual(row);
});

test('a file of quotes alone is read as fast as any other', async () => {
  const { send } = await bootApi();
  const content = Buffer.from(`x${'"'.repeat(300_001)}\n,"a"b`).toString('base64');
  const { data } = await send('POST', '/uploads?convert=csv', { content });
  const before = process.cpuUsage();
  expect((await send('POST', '/lists/428/import-csv-preview', { file_url: data._url })).status).toBe(200);
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test('an attachment of a type that is none is kept as bytes', async () => {
  const { send, sandbox } = await bootApi();
  const attachments = [{ content: 'YQ==', type: 'text/html\r\nx-evil: 1', filename: 'a.html' }];
  const email = { to: [{ email: 'a@example.com' }], from: { email_address_id: 1 }, body: 'B', attachments };
  const { data } = await send('POST', '/email/send', email);
  const file = await sandbox.fetch(new Request(data._attachments[0]._attachment_file_url));
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
});

test('direct mail takes addresses of files, and nothing else', async () => {
  const { send } = await bootApi();
  const campaign = { name: 'N', size: 'A5', areas: [{ location_id: 1, quantity: 1 }] };
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const body = `${JSON.stringify(campaign).slice(0, -1)},"file_urls":${deep}}`;
  const { status, json } = await send('POST', '/post/direct-mail/campaigns/send', body);
  expect([status, json.response_msg]).toEqual([400, 'Some required fields are missing: file_urls.']);
});
