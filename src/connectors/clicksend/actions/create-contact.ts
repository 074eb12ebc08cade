import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { dataOf } from '../answers.ts';
import { listId } from '../schemas/common.ts';
import { contactWire } from '../schemas/contact-wire.ts';
import { contact, contactBody } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Create Contact',
  description:
    'Adds a contact to a contact list, with a number, fax number or e-mail address, names and up to four fields of your own. The app does not look whether the same person is on the list already: search-contact-lists does. import-contacts adds a whole file.',
  effect: 'write',
  verifyWith: 'list-contacts',
  phrases: [
    'add a contact to a list',
    'create a contact',
    'put somebody on the mailing list',
    'save a phone number',
    'subscribe a person',
  ],
  input: z
    .strictObject({ list_id: listId, ...contactBody })
    .refine(({ phone_number, email, fax_number }) => phone_number ?? email ?? fax_number, {
      path: ['phone_number'],
      error: 'give phone_number, email or fax_number',
    }),
  output: contact.schema,
  example: { input: { list_id: 428, phone_number: '+61411111111', first_name: 'Eva', custom_1: 'Gold' } },
  async run({ list_id, ...body }, { call }) {
    const json = await contactWire(body);
    return contact.from(dataOf(await call({ method: 'POST', path: path`/lists/${list_id}/contacts`, body: { json } })));
  },
});
