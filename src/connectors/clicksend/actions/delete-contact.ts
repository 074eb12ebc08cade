import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { contactId, listId } from '../schemas/common.ts';

export default defineAction({
  name: 'Delete Contact',
  description:
    'Deletes one contact from a contact list. It cannot be undone; the same person on other lists stays there.',
  effect: 'destroy',
  verifyWith: 'list-contacts',
  phrases: ['delete a contact', 'remove somebody from a list', 'take a number off a list', 'unsubscribe a contact'],
  ...deleting({
    fields: { list_id: listId, contact_id: contactId },
    at: ({ list_id, contact_id }) => path`/lists/${list_id}/contacts/${contact_id}`,
  }),
  example: { input: { list_id: 428, contact_id: 552800 } },
});
