import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { returnAddressId } from '../schemas/post.ts';

export default defineAction({
  name: 'Delete Return Address',
  description: 'Deletes an address that letters and postcards come back to. What is under way keeps it.',
  effect: 'destroy',
  verifyWith: 'list-return-addresses',
  phrases: [
    'delete a return address',
    'remove a sender address of letters',
    'erase a return address',
    'drop a return address',
  ],
  ...deleting({
    fields: { return_address_id: returnAddressId },
    at: ({ return_address_id }) => path`/post/return-addresses/${return_address_id}`,
  }),
  example: { input: { return_address_id: 1 } },
});
