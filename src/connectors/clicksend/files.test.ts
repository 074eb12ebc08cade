import { expect, test } from 'vitest';
import { bootActions } from './on-sandbox.fixture.ts';

const csv = Buffer.from('+61491570156,Ada\n').toString('base64');

test('a file is uploaded, whatever way it was given, and contacts are imported from its address', async () => {
  const { run, advance } = await bootActions();
  const { url } = await run('upload-file', { file: { base64: csv, name: 'people.csv' }, convert: 'csv' });
  const { list_id } = await run('create-contact-list', { list_name: 'New' });
  await run('import-contacts', { list_id, file_url: url, field_order: ['phone_number', 'first_name'] });
  advance(5);
  expect((await run('list-contacts', { list_id })).items).toMatchObject([{ first_name: 'Ada' }]);
});

test('attachments go along with an e-mail, under their names and types', async () => {
  const { run } = await bootActions();
  const email = { to: [{ email: 'eva@example.com' }], from: { email_address_id: 1 }, subject: 'S', body: 'B' };
  const attachments = [{ file: { base64: csv, name: 'people.csv' } }];
  expect(await run('get-email-price', { ...email, attachments })).toMatchObject({ price: expect.any(Number) });
  expect(await run('send-email', { ...email, attachments })).toMatchObject({
    currency: 'AUD',
    _attachments: [{ file_name: 'people.csv', content_type: 'text/csv' }],
  });
});
