import { defineAction } from '../../../kernel/action.ts';
import { writing } from '../crud.ts';
import { addressBody, returnAddress } from '../schemas/post.ts';

export default defineAction({
  name: 'Create Return Address',
  description: 'Adds an address that letters and postcards come back to when they cannot be delivered.',
  effect: 'write',
  verifyWith: 'list-return-addresses',
  phrases: [
    'add a return address',
    'new sender address for letters',
    'create a return address',
    'set where letters come back to',
  ],
  ...writing({ item: returnAddress, fields: {}, at: () => '/post/return-addresses', body: addressBody }),
  example: {
    input: {
      address_name: 'Demo Ltd',
      address_line_1: '1 Main St',
      address_city: 'Perth',
      address_state: 'WA',
      address_postal_code: '6000',
      address_country: 'AU',
    },
  },
});
