import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { contactList } from '../schemas/contacts.ts';

export default defineAction({
  name: 'List Contact Lists',
  description:
    'Lists the contact lists of the account with their ids and how many contacts each has. Campaigns and sends go to a list by its id.',
  effect: 'read',
  phrases: ['list contact lists', 'which lists do I have', 'find a mailing list', 'show address books'],
  ...listing({ item: contactList, of: 'The lists', fields: {}, at: () => '/lists' }),
  example: { input: {} },
});
