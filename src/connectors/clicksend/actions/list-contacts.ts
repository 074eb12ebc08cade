import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { listing } from '../crud.ts';
import { listId } from '../schemas/common.ts';
import { contact, updatedAfter } from '../schemas/contacts.ts';

export default defineAction({
  name: 'List Contacts',
  description:
    'Lists the contacts of a contact list with their ids, numbers, names and custom fields, or only those that changed since a moment.',
  effect: 'read',
  phrases: ['list contacts of a list', 'who is on this list', 'show recipients', 'contacts that changed lately'],
  ...listing({
    item: contact,
    of: 'The contacts',
    fields: { list_id: listId, updated_after: updatedAfter },
    at: ({ list_id }) => path`/lists/${list_id}/contacts`,
    query: ({ updated_after }) => ({ updated_after }),
  }),
  example: { input: { list_id: 428 } },
});
