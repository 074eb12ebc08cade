import { defineAction } from '../../../kernel/action.ts';
import { writing } from '../crud.ts';
import { contactList, listName } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Create Contact List',
  description: 'Creates an empty contact list with a name. create-contact or import-contacts fill it.',
  effect: 'write',
  verifyWith: 'list-contact-lists',
  phrases: ['create a contact list', 'new mailing list', 'make an address book', 'add a group of contacts'],
  ...writing({ item: contactList, fields: {}, at: () => '/lists', body: { list_name: listName } }),
  example: { input: { list_name: 'Newsletter' } },
});
