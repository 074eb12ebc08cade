import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { found } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Search Contact Lists',
  description:
    'Searches all contacts and lists of the account for a name, number or e-mail address, and gives the lists and contacts that fit. The way from a number to its contact id.',
  effect: 'read',
  phrases: [
    'search contacts',
    'find a contact by number',
    'which list is this person on',
    'find a contact by name',
    'look somebody up',
  ],
  ...listing({
    item: found,
    of: 'Contacts and lists that fit',
    fields: { query: z.string().min(1).max(100).describe('Name, part of a number, or e-mail address') },
    at: () => '/search/contacts-lists',
    query: ({ query }) => ({ q: query }),
  }),
  example: { input: { query: 'a' } },
});
