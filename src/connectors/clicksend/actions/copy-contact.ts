import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { contactId, listId } from '../schemas/common.ts';
import { toListId } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Copy Contact',
  description:
    'Copies a contact to another contact list; it is on both afterwards. move-contact takes it off the first.',
  effect: 'write',
  verifyWith: 'list-contacts',
  phrases: [
    'copy a contact to another list',
    'add a contact to a second list',
    'put somebody on two lists',
    'duplicate a contact',
  ],
  ...doing({
    fields: { list_id: listId, contact_id: contactId, to_list_id: toListId },
    at: ({ list_id, contact_id, to_list_id }) => path`/lists/${list_id}/contacts/${contact_id}/copy/${to_list_id}`,
  }),
  example: { input: { list_id: 428, contact_id: 552800, to_list_id: 429 } },
});
