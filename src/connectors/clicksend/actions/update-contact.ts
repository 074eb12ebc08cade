import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { dataOf } from '../answers.ts';
import { contactId, listId } from '../schemas/common.ts';
import { contactWire } from '../schemas/contact-wire.ts';
import { contact, contactBody } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Update Contact',
  description:
    'Changes a contact of a contact list: its number, names, addresses or custom fields. What is left out stays as it is.',
  effect: 'write',
  verifyWith: 'get-contact',
  phrases: ['change a contact', 'update a phone number', 'correct the name of a contact', 'edit a contact'],
  input: z.strictObject({ list_id: listId, contact_id: contactId, ...contactBody }),
  output: contact.schema,
  example: { input: { list_id: 428, contact_id: 552800, last_name: 'Nowak' } },
  async run({ list_id, contact_id, ...changes }, { call }) {
    const address = path`/lists/${list_id}/contacts/${contact_id}`;
    // The app wants one way to reach the person in every change, so what it has is sent along.
    const now = contact.from(dataOf(await call({ method: 'GET', path: address, effect: 'read' })));
    const { phone_number, email, fax_number } = now;
    const json = { phone_number, email, fax_number, ...(await contactWire(changes)) };
    return contact.from(dataOf(await call({ method: 'PUT', path: address, body: { json } })));
  },
});
