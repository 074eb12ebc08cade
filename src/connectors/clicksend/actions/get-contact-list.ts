import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { listId } from '../schemas/common.ts';
import { contactList } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Get Contact List',
  description:
    'Gets one contact list by its id: its name and how many contacts it has. list-contacts gives the contacts themselves.',
  effect: 'read',
  phrases: ['show a contact list', 'how many contacts has the list', 'one mailing list', 'name of a list'],
  ...reading({ item: contactList, fields: { list_id: listId }, at: ({ list_id }) => path`/lists/${list_id}` }),
  example: { input: { list_id: 428 } },
});
