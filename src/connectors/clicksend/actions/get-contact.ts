import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { contactId, listId } from '../schemas/common.ts';
import { contact } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Get Contact',
  description:
    'Gets one contact of a contact list by its id: number, name, e-mail address, postal address and custom fields.',
  effect: 'read',
  phrases: ['show a contact', 'get the number of a contact', 'details of one contact', 'read a contact'],
  ...reading({
    item: contact,
    fields: { list_id: listId, contact_id: contactId },
    at: ({ list_id, contact_id }) => path`/lists/${list_id}/contacts/${contact_id}`,
  }),
  example: { input: { list_id: 428, contact_id: 552800 } },
});
