import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { addressBody, returnAddress, returnAddressId } from '../schemas/post.ts';

export default defineAction({
  name: 'Update Return Address',
  description: 'Changes an address that letters and postcards come back to. All of it is given anew.',
  effect: 'write',
  verifyWith: 'get-return-address',
  phrases: [
    'change a return address',
    'correct the sender address of letters',
    'update a return address',
    'move to a new return address',
  ],
  ...writing({
    item: returnAddress,
    method: 'PUT',
    fields: { return_address_id: returnAddressId },
    at: ({ return_address_id }) => path`/post/return-addresses/${return_address_id}`,
    body: addressBody,
  }),
  example: {
    input: {
      return_address_id: 1,
      address_name: 'Demo Ltd',
      address_line_1: '1 Main St',
      address_city: 'Perth',
      address_state: 'WA',
      address_postal_code: '6000',
      address_country: 'AU',
    },
  },
});
