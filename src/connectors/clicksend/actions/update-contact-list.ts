import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { listId } from '../schemas/common.ts';
import { contactList, listName } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Update Contact List',
  description: 'Renames a contact list. Its id, its contacts and its own e-mail address stay as they are.',
  effect: 'write',
  verifyWith: 'get-contact-list',
  phrases: ['rename a contact list', 'change the name of a list', 'update a mailing list', 'rename an address book'],
  ...writing({
    item: contactList,
    method: 'PUT',
    fields: { list_id: listId },
    at: ({ list_id }) => path`/lists/${list_id}`,
    body: { list_name: listName },
  }),
  example: { input: { list_id: 428, list_name: 'Customers 2027' } },
});
