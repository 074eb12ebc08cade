import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { returnAddress, returnAddressId } from '../schemas/post.ts';

export default defineAction({
  name: 'Get Return Address',
  description: 'Gets one address that letters and postcards come back to, by its id.',
  effect: 'read',
  phrases: ['show a return address', 'one sender address', 'read a return address', 'details of a return address'],
  ...reading({
    item: returnAddress,
    fields: { return_address_id: returnAddressId },
    at: ({ return_address_id }) => path`/post/return-addresses/${return_address_id}`,
  }),
  example: { input: { return_address_id: 1 } },
});
