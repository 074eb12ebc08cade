import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { returnAddress } from '../schemas/post.ts';

export default defineAction({
  name: 'List Return Addresses',
  description:
    'Lists the addresses that letters and postcards come back to when they cannot be delivered. Sending takes the id.',
  effect: 'read',
  phrases: [
    'list return addresses',
    'sender addresses of letters',
    'where do letters come back to',
    'return address id',
  ],
  ...listing({ item: returnAddress, of: 'The addresses', fields: {}, at: () => '/post/return-addresses' }),
  example: { input: {} },
});
