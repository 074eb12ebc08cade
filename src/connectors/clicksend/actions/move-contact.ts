import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { contactId, listId } from '../schemas/common.ts';
import { toListId } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Move Contact',
  description:
    'Moves a contact from one contact list to another; it is only on the second afterwards. copy-contact keeps both.',
  effect: 'write',
  verifyWith: 'list-contacts',
  phrases: [
    'move a contact to another list',
    'transfer a contact',
    'change the list of a contact',
    'put somebody on another list',
  ],
  ...doing({
    fields: { list_id: listId, contact_id: contactId, to_list_id: toListId },
    at: ({ list_id, contact_id, to_list_id }) => path`/lists/${list_id}/contacts/${contact_id}/transfer/${to_list_id}`,
  }),
  example: { input: { list_id: 428, contact_id: 552800, to_list_id: 429 } },
});
