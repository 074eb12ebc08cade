import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { counting } from '../crud.ts';
import { listId } from '../schemas/common.ts';
import { duplicateFields } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Remove Duplicate Contacts',
  description:
    'Removes contacts of a list that agree in the named fields with another one, and tells how many. It cannot be undone.',
  effect: 'destroy',
  verifyWith: 'get-contact-list',
  phrases: [
    'remove duplicate contacts',
    'de-duplicate a contact list',
    'clean up a mailing list',
    'delete doubles from a list',
  ],
  ...counting({
    fields: { list_id: listId, fields: duplicateFields },
    at: ({ list_id }) => path`/lists/${list_id}/remove-duplicates`,
    body: ({ fields }) => ({ fields }),
    member: 'deleted',
  }),
  example: { input: { list_id: 428 } },
});
