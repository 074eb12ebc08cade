import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { listId } from '../schemas/common.ts';

export default defineAction({
  name: 'Delete Contact List',
  description:
    'Deletes a contact list with all contacts on it. It cannot be undone; get-contact-list tells first how many there are.',
  effect: 'destroy',
  verifyWith: 'list-contact-lists',
  phrases: ['delete a contact list', 'remove a mailing list', 'erase an address book', 'throw away a list of contacts'],
  ...deleting({ fields: { list_id: listId }, at: ({ list_id }) => path`/lists/${list_id}` }),
  example: { input: { list_id: 428 } },
});
