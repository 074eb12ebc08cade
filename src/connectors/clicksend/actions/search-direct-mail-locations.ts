import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { listing } from '../crud.ts';
import { country } from '../phone.ts';
import { mailLocation } from '../schemas/post.ts';

export default defineAction({
  name: 'Search Direct Mail Locations',
  description: 'Searches areas for direct mail by postal code or place, with the ids that send-direct-mail takes.',
  effect: 'read',
  phrases: [
    'search areas for flyers',
    'find a location for direct mail',
    'how many letter boxes has a suburb',
    'areas by postal code',
  ],
  ...listing({
    item: mailLocation,
    of: 'The areas',
    fields: { country, query: z.string().min(1).max(100).describe('Postal code or name of a place') },
    at: ({ country }) => path`/post/direct-mail/locations/search/${country}`,
    query: ({ query }) => ({ q: query }),
  }),
  example: { input: { country: 'AU', query: '6000' } },
});
